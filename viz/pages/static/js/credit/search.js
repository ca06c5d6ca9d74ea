// Finding a party as one types: a combobox over what the API finds by any part of a name or code.

import { t } from "../about.js";
import { get } from "../api.js";
import { h } from "../dom.js";
import { county } from "../places.js";

const WAIT = 150;

/**
 * @param {{label: string, chosen: (party: any) => void, value?: string, accepts?: (party: any) => boolean}} options
 * @returns {HTMLElement}
 */
export function searchBox({ label, chosen, value = "", accepts = () => true }) {
  const list = h("ul", { role: "listbox", id: "hits", class: "hits", hidden: true, "aria-label": label });
  const input = h("input", { type: "search", name: "borrower", value, autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list", placeholder: t("credit.search") });
  let timer = 0;
  /** @type {AbortController|null} */
  let asking = null;
  let active = -1;
  /** @type {any[]} */
  let hits = [];

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const choose = (/** @type {any} */ hit) => {
    input.value = hit.name ?? hit.party;
    close();
    chosen(hit);
  };
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `hit-${active}`);
      list.children[active]?.scrollIntoView({ block: "nearest" });
    }
  };
  const look = async () => {
    const text = input.value.trim();
    asking?.abort();
    if (!text) return close();
    asking = new AbortController();
    try {
      hits = (await get("/enterprises", { q: text, limit: 20 }, { signal: asking.signal })).items.filter(accepts).slice(0, 10);
    } catch (fault) {
      if (fault instanceof DOMException) return undefined;
      throw fault;
    }
    active = hits.length ? 0 : -1;
    list.replaceChildren(...(hits.length
      ? hits.map((hit, place) => h("li", { role: "option", id: `hit-${place}`, onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => choose(hit) }, h("span", null, hit.name ?? hit.party), h("span", { class: "code" }, hit.party), h("span", { class: "small" }, county(hit.county))))
      : [h("li", { class: "small", role: "option", "aria-disabled": "true" }, t("empty"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    return mark();
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      active = hits.length ? (active + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length : -1;
      mark();
    } else if (event.key === "Enter" && hits[active]) {
      event.preventDefault();
      choose(hits[active]);
    } else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", close);
  return h("div", { class: "combobox" }, h("label", null, label, input), list);
}
