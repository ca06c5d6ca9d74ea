// Firms chosen one after the other: searched as one types, kept as chips.

import { t } from "./about.js";
import { get } from "./api.js";
import { h } from "./dom.js";
import { county } from "./places.js";

const WAIT_MILLISECONDS = 180;
const MOST = 12;
let fields = 0;

/**
 * @param {string} label
 * @param {(chosen: {code: string, name: string}[]) => void} changed
 * @param {{most?: number, accepts?: (row: any) => boolean}} [options] `most` that are kept, the latest
 * @returns {{place: HTMLElement, chosen: () => {code: string, name: string}[], set: (firms: {code: string, name: string}[]) => void}}
 */
export function pick(label, changed, { most = Infinity, accepts = () => true } = {}) {
  const id = `pick-${(fields += 1)}`;
  /** @type {{code: string, name: string}[]} */
  let chosen = [];
  /** @type {any[]} */
  let found = [];
  let at = -1;
  let asking = new AbortController();
  const list = h("ul", { class: "options", id, role: "listbox", "aria-label": label, hidden: true });
  const input = h("input", { type: "search", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", placeholder: t("simulations.seeds.about") });
  const chips = h("div", { class: "picked" });
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); at = -1; };
  const draw = () => {
    chips.replaceChildren(...chosen.map((one) => h("span", { class: "chip accent" }, one.name, h("button", { type: "button", class: "quiet", "aria-label": t("simulations.remove", { name: one.name }), onclick: () => { chosen = chosen.filter((other) => other !== one); draw(); } }, "✕"))));
    changed(chosen);
  };
  const take = (/** @type {any} */ row) => {
    if (!chosen.some((one) => one.code === row.party)) chosen = [...chosen, { code: row.party, name: row.name ?? row.party }].slice(-most);
    input.value = "";
    close();
    draw();
  };
  const mark = () => [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
  const search = async () => {
    asking.abort();
    asking = new AbortController();
    if (!input.value.trim()) return close();
    const { signal } = asking;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MILLISECONDS));
    if (signal.aborted) return;
    const told = await get("/enterprises", { q: input.value.trim(), limit: MOST }, { signal }).catch(() => null);
    if (!told || signal.aborted) return;
    found = told.items.filter((/** @type {any} */ row) => !row.stub && accepts(row));
    list.replaceChildren(...(found.length ? found.map((row) => h("li", { role: "option", "aria-selected": "false", onmousedown: (/** @type {Event} */ event) => { event.preventDefault(); take(row); } }, `${row.name ?? row.party} `, h("span", { class: "hint" }, `${county(row.county)} · ${row.party}`))) : [h("li", { class: "hint" }, t("simulations.no_match"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = -1;
  };
  input.addEventListener("input", () => void search());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && found.length) take(found[Math.max(at, 0)]);
    } else if (event.key === "Escape") close();
  });
  return { place: h("div", { class: "pick" }, h("label", null, label, input), list, chips), chosen: () => chosen, set: (firms) => { chosen = firms; draw(); } };
}
