// A firm's loans that are seen, and who lent: to a bank its own and what may be told of the others.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { table } from "../table.js";

const SOUND = ["normal", "unclassified"];

/** @param {any} row */
const days = (row) => (row.overdue_days ? [number(row.overdue_days), row.overdue_extrapolated ? chip(t("extrapolated"), "warn") : ""] : "—");

/** @param {any[]} rows */
function lenders(rows) {
  /** @type {Map<string, {name: string, balance: number, loans: number}>} */
  const found = new Map();
  for (const one of rows) {
    const row = found.get(one.bank) ?? { name: one.bank_name ?? one.bank ?? "—", balance: 0, loans: 0 };
    row.balance += one.balance;
    row.loans += 1;
    found.set(one.bank, row);
  }
  return [...found.values()].sort((a, b) => b.balance - a.balance);
}

/**
 * @param {any[]} rows
 * @param {any|null} credit
 */
export function loans(rows, credit) {
  const total = rows.reduce((sum, one) => sum + one.balance, 0);
  const of = lenders(rows);
  const others = credit?.others;
  const list = table([
    { key: "loan", head: true, cell: (row) => h("span", { class: "code" }, row.loan_no), sort: (row) => row.loan_no },
    { key: "bank", cell: (row) => row.bank_name ?? row.bank, sort: (row) => row.bank_name },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
    { key: "loan_class", cell: (row) => (SOUND.includes(row.class) ? t(row.class) : chip(t(row.class), row.class === "special_mention" ? "warn" : "alarm")), sort: (row) => row.class },
    { key: "starts_on", label: t("stated.starts_on"), cell: (row) => row.starts_on, sort: (row) => row.starts_on },
    { key: "due", cell: (row) => row.matures_on, sort: (row) => row.matures_on },
    { key: "overdue_days", kind: "number", cell: days, sort: (row) => row.overdue_days },
  ], rows, { caption: t("enterprise.loans", { count: rows.length }), key: (row) => row.loan_no, foot: [t("total"), null, money(total), null, null, null, null] });
  const banks = table([
    { key: "bank", head: true, cell: (row) => row.name, sort: (row) => row.name },
    { key: "loans", kind: "number", cell: (row) => number(row.loans), sort: (row) => row.loans },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
  ], of, { caption: t("enterprise.lenders"), foot: [t("total"), number(rows.length), money(total)] });
  const elsewhere = others && others.lenders
    ? h("p", { class: "notice" }, t("credit.others_line", { count: others.lenders, balance: others.suppressed ? t("credit.not_shown") : money(others.balance) }))
    : null;
  return h("section", { id: "loans" }, h("h2", null, t("loans")), rows.length ? h("div", { class: "wide-narrow" }, h("div", { class: "tall low" }, list), h("div", null, banks, elsewhere)) : h("p", { class: "card state short" }, t("enterprise.no_loans")));
}
