// The county × county matrix as a table whose cells are shaded: a heat map that can be read aloud.

import { about, t } from "../about.js";
import { h } from "../dom.js";
import { money } from "../format.js";

/**
 * @param {{county: string|null, name: string}[]} counties
 * @param {{from: string|null, to: string|null, expected: number}[]} flows
 * @returns {HTMLElement}
 */
export function matrix(counties, flows) {
  const amounts = new Map(flows.map((flow) => [`${flow.from}>${flow.to}`, flow.expected]));
  const touched = counties.filter((one) => one.county !== null || flows.some((flow) => flow.expected > 0 && (flow.from === null || flow.to === null)));
  const across = flows.filter((flow) => flow.from !== flow.to).map((flow) => flow.expected);
  const most = Math.max(...across, 1);
  const heads = touched.map((one) => h("th", { scope: "col", class: "number" }, one.name));
  const lines = touched.map((from) => h("tr", null, h("th", { scope: "row" }, from.name), ...touched.map((to) => cell(amounts.get(`${from.county}>${to.county}`) ?? 0, most, from === to))));
  return h("div", { class: "frame", tabindex: "0", role: "region", "aria-label": t("spillover.matrix") }, h("table", { class: "heat" }, h("caption", null, t("spillover.matrix.about")), h("thead", null, h("tr", null, h("th", { scope: "col" }, t("spillover.from_to")), ...heads)), h("tbody", null, ...lines)));
}

/**
 * @param {number} amount
 * @param {number} most
 * @param {boolean} inside
 */
function cell(amount, most, inside) {
  const share = inside ? 0 : Math.sqrt(amount / most);
  return h("td", { class: inside ? "number inside" : "number", style: share > 0 ? `--heat: ${Math.round(share * 100)}%` : null, lang: about.lang }, amount ? money(amount) : "");
}
