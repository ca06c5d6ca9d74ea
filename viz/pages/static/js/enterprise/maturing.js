// What falls due under 321 of one firm: the three dates of each loan, and whose turn it is.

import { href, t } from "../about.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { actor, dates, stage } from "../maturities/marks.js";
import { table } from "../table.js";

/**
 * @param {any} due
 * @param {string} code
 */
export function maturing(due, code) {
  const rows = due.items.filter((/** @type {any} */ one) => one.stage !== "before");
  const list = table([
    { key: "loan", head: true, cell: (row) => h("span", { class: "code" }, row.no), sort: (row) => row.no },
    { key: "bank", cell: (row) => row.bank_name ?? row.bank, sort: (row) => row.bank_name },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
    { key: "stage", cell: stage, sort: (row) => row.due },
    { key: "actor", cell: actor },
    { key: "dates", label: t("maturities.dates"), cell: dates },
    { key: "due", cell: (row) => row.due, sort: (row) => row.due },
    { key: "gap", kind: "number", label: t("maturities.gap"), cell: (row) => money(row.gap), sort: (row) => row.gap },
  ], rows, { key: (row) => row.no, caption: t("enterprise.maturities", { count: rows.length }) });
  return h("section", { id: "maturities" }, h("h2", null, t("enterprise.maturities", { count: rows.length })), rows.length ? list : h("p", { class: "card state short" }, t("empty")),
    h("p", { class: "actions" }, h("a", { class: "button", href: href("/maturities", { borrower: code }) }, t("enterprise.open_maturities"))));
}
