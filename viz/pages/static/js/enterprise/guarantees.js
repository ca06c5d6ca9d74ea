// Guarantees of a party, by who stands at the other end; each row opens to its contracts.

import { t } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { party } from "../party.js";
import { county } from "../places.js";
import { table } from "../table.js";

/**
 * @param {any[]} promises
 * @param {"guarantor"|"borrower"} end whose rows these are
 */
function byParty(promises, end) {
  /** @type {Map<string, {other: any, amount: number, promises: any[]}>} */
  const found = new Map();
  for (const one of promises) {
    const row = found.get(one[end].party) ?? { other: one[end], amount: 0, promises: [] };
    row.amount += one.amount;
    row.promises.push(one);
    found.set(one[end].party, row);
  }
  return [...found.values()].sort((a, b) => b.amount - a.amount);
}

/** @param {any} row */
const contracts = (row) => table([
  { key: "contract", label: t("enterprise.contract"), head: true, cell: (one) => h("span", { class: "code" }, one.contract) },
  { key: "loan", cell: (one) => h("span", { class: "code" }, one.loan ?? "—") },
  { key: "bank", cell: (one) => one.bank },
  { key: "amount", kind: "number", cell: (one) => money(one.amount), sort: (one) => one.amount },
  { key: "liability", label: t("enterprise.liability"), cell: (one) => t(`liability.${one.liability}`) },
], row.promises);

/**
 * @param {string} id
 * @param {string} title
 * @param {any[]} promises
 * @param {"guarantor"|"borrower"} end
 */
export function guarantees(id, title, promises, end) {
  const rows = byParty(promises, end);
  const list = table([
    { key: "name", label: t(end), head: true, class: "wide", cell: (row) => party(row.other), sort: (row) => row.other.name },
    { key: "county", cell: (row) => county(row.other.county), sort: (row) => row.other.county },
    { key: "amount", kind: "number", cell: (row) => money(row.amount), sort: (row) => row.amount },
    { key: "contracts", cell: (row) => h("button", { type: "button", class: "quiet", "data-opens": "" }, t("enterprise.of_loans", { count: row.promises.length })) },
  ], rows, { caption: title, detail: contracts, key: (row) => row.other.party, foot: [t("enterprise.parties", { count: rows.length }), null, null, t("enterprise.of_loans", { count: number(promises.length) })] });
  return h("section", { id }, h("h2", null, title), rows.length ? h("div", { class: "tall low" }, list) : h("p", { class: "card state short" }, t("enterprise.no_guarantees")));
}
