// What members owe which bank: banks down, members across, each cell as dark as it is large.

import { href, t } from "../about.js";
import { h } from "../dom.js";
import { nothing } from "../page.js";

const MOST = 12;
const plain = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });

/** 10,000 yuan as a plain figure. @param {number} yuan */
const wan = (yuan) => plain.format(yuan / 1e4);

/**
 * @param {{members: any[], banks: any[], exposures: any[]}} told
 * @returns {HTMLElement}
 */
export function matrix(told) {
  if (!told.exposures.length) return nothing();
  /** @type {Map<string, number>} */
  const cell = new Map();
  /** @type {Map<string, number>} */
  const of = new Map();
  for (const one of told.exposures) {
    cell.set(`${one.bank} ${one.party}`, one.exposure);
    of.set(one.party, (of.get(one.party) ?? 0) + one.exposure);
    of.set(one.bank, (of.get(one.bank) ?? 0) + one.exposure);
  }
  const size = (/** @type {string} */ key) => of.get(key) ?? 0;
  const members = told.members.filter((one) => of.has(one.party)).sort((a, b) => size(b.party) - size(a.party));
  const shown = members.slice(0, MOST);
  const rest = members.slice(MOST);
  const banks = [...told.banks].sort((a, b) => size(b.bank) - size(a.bank));
  const most = Math.max(...told.exposures.map((one) => one.exposure));
  const sum = (/** @type {any[]} */ rows, /** @type {string} */ bank) => rows.reduce((total, one) => total + (cell.get(`${bank} ${one.party}`) ?? 0), 0);
  const shade = (/** @type {number} */ value) => `--part: ${Math.round(6 + 54 * Math.sqrt(value / most))}%`;
  const square = (/** @type {number} */ value) => h("td", value ? { class: "number shade", style: shade(value) } : { class: "number" }, value ? wan(value) : "");
  const head = h("tr", null, h("th", { scope: "col" }, t("bank")),
    ...shown.map((one) => h("th", { scope: "col", class: "slanted" }, h("a", { href: href(`/enterprises/${one.party}`), title: one.name }, one.name))),
    rest.length ? h("th", { scope: "col", class: "number" }, t("circle.others", { count: rest.length })) : null,
    h("th", { scope: "col", class: "number" }, t("total")));
  const lines = banks.map((bank) => h("tr", null, h("th", { scope: "row" }, bank.name ?? bank.bank),
    ...shown.map((one) => square(cell.get(`${bank.bank} ${one.party}`) ?? 0)),
    rest.length ? square(sum(rest, bank.bank)) : null,
    h("td", { class: "number" }, h("b", null, wan(size(bank.bank))))));
  const all = (/** @type {any[]} */ rows) => wan(rows.reduce((total, one) => total + size(one.party), 0));
  const foot = h("tr", null, h("td", null, t("total")), ...shown.map((one) => h("td", { class: "number" }, wan(size(one.party)))),
    rest.length ? h("td", { class: "number" }, all(rest)) : null, h("td", { class: "number" }, all(members)));
  return h("div", { class: "frame", tabindex: "0", role: "region", "aria-label": t("circle.exposures") },
    h("table", { class: "matrix" }, h("caption", null, t("circle.exposures_about", { shown: shown.length })), h("thead", null, head), h("tbody", null, ...lines), h("tfoot", null, foot)));
}
