// Who lent: to most every lender, to a bank its own entry and what may be told of the others, with the reason where that is nothing.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { listed } from "../section.js";
import { table } from "../table.js";
import { yuan } from "./known.js";

const CLASSES = ["normal", "special_mention", "substandard", "doubtful", "loss", "unclassified"];
const BUCKETS = ["overdue", "within_3_months", "within_12_months", "later"];

/** @param {any} of @param {string} where */
const split = (of, where) => listed(Object.entries(of ?? {}).filter(([, value]) => value !== 0).map(([name, value]) => `${t(where + name)} ${value === null ? t("credit.not_shown") : money(/** @type {number} */ (value))}`)) || "—";

/** @param {any} told */
export function lenders(told) {
  const list = table([
    { key: "bank", head: true, cell: (row) => [row.name ?? row.bank, " ", row.offsite ? chip(t("credit.offsite"), "warn") : "", row.nonbank ? chip(t("credit.nonbank"), "warn") : ""], sort: (row) => row.name },
    { key: "limits", kind: "number", cell: (row) => (row.limit ? money(row.limit) : h("span", { class: "unknown" }, t("credit.no_line"))), sort: (row) => row.limit },
    { key: "used", kind: "number", cell: (row) => money(row.used), sort: (row) => row.used },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
    { key: "loans", kind: "number", cell: (row) => number(row.loans), sort: (row) => row.loans },
    { key: "loan_class", cell: (row) => split(row.by_class, "") },
    { key: "credit.buckets", cell: (row) => split(row.by_maturity, "bucket.") },
  ], told.by_lender, { key: (row) => row.bank, caption: t("enterprise.lenders") });
  return h("section", { id: "lenders" }, h("h2", null, t(about.visitor?.role === "bank" ? "credit.own_entry" : "enterprise.lenders")), list, told.others ? others(told.others) : null);
}

/** @param {any} told */
function others(told) {
  if (told.lenders === 0) return h("p", { class: "notice", id: "others" }, t("credit.others_none"));
  const head = h("h3", null, t("credit.others_title", { count: told.lenders ?? "—" }));
  const why = told.suppressed ? h("p", { class: "notice" }, t("credit.suppressed")) : null;
  const day = told.as_of ? h("p", { class: "small" }, t("credit.others_day", { day: told.as_of })) : null;
  const cells = told.suppressed && told.balance === null ? null : h("dl", { class: "facts pairs" },
    h("div", null, h("dt", null, t("balance")), h("dd", null, yuan(told.balance))),
    ...CLASSES.filter((name) => told.by_class[name] !== 0).map((name) => h("div", null, h("dt", null, t(name)), h("dd", null, yuan(told.by_class[name])))),
    ...BUCKETS.filter((name) => told.by_maturity[name] !== 0).map((name) => h("div", null, h("dt", null, t(`bucket.${name}`)), h("dd", null, yuan(told.by_maturity[name])))));
  return h("div", { class: "card", id: "others" }, head, why, cells, day, h("p", { class: "small" }, t("credit.others_about")));
}
