// Search as one types: a combobox over names and codes.

import { t } from "../about.js";
import { h } from "../dom.js";

const WAIT = 160;
const MOST = 12;
let fields = 0;

/**
 * @param {import("./asking.js").Asking} asking
 * @param {{label: string, county: (code: string|null) => string, chosen: (row: any) => void, hint?: string}} options
 * @returns {HTMLElement & {clear: () => void}}
 */
export function search(asking, options) {
  const id = `search-${(fields += 1)}`;
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": options.label, class: "hits", hidden: true });
  const field = h("input", { type: "search", id, role: "combobox", autocomplete: "off", spellcheck: false, placeholder: options.hint ?? t("explorer.search_hint"), "aria-label": options.label, "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list" });
  /** @type {any[]} */
  let rows = [];
  let at = -1;
  let timer = 0;
  let asked = new AbortController();

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const choose = (/** @type {any} */ row) => {
    close();
    field.value = "";
    options.chosen(row);
  };
  const mark = (/** @type {number} */ place) => {
    at = rows.length ? (place + rows.length) % rows.length : -1;
    for (const [number, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(number === at));
    if (at >= 0) {
      field.setAttribute("aria-activedescendant", `${id}-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const draw = () => {
    list.replaceChildren(...rows.map((row, place) => h("li", { id: `${id}-${place}`, role: "option", "aria-selected": "false", onmousedown: (/** @type {Event} */ event) => { event.preventDefault(); choose(row); } },
      h("span", null, row.name ?? row.party), h("span", { class: "code" }, `${row.party} · ${options.county(row.county)}`))));
    if (!rows.length) list.append(h("li", { role: "option", "aria-selected": "false", "aria-disabled": "true", class: "none" }, t("empty")));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(0);
  };
  const look = async () => {
    asked.abort();
    asked = new AbortController();
    const text = field.value.trim();
    if (!text) return close();
    try {
      rows = (await asking.get("/enterprises", { q: text, limit: MOST }, { signal: asked.signal })).items;
      draw();
    } catch (fault) {
      if (!(fault instanceof DOMException)) close();
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void look();
      else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && rows[at]) choose(rows[at]);
      else void look();
    } else if (event.key === "Escape") close();
  });
  field.addEventListener("blur", close);
  return Object.assign(h("div", { class: "search" }, field, list), { clear: () => { field.value = ""; } });
}
