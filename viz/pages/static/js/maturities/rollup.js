// What falls due added up by county, bank, department, group or circle.

import { href, t } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { table } from "../table.js";

const STAGES = ["ledger", "plan", "funds", "overdue"];
export const DIMENSIONS = ["county", "bank", "department", "group", "circle"];

/** @param {any} row @param {string} by */
function named(row, by) {
  const name = row.name ?? row.by;
  if (row.by === null) return t("none");
  if (by === "circle") return h("a", { href: href(`/circles/${encodeURIComponent(row.by)}`) }, name);
  if (by === "group") return h("a", { href: href(`/enterprises/${encodeURIComponent(row.by)}`) }, name);
  return by === "county" || by === "bank" ? h("a", { href: href("/maturities", { [by]: row.by }) }, name) : name;
}

/**
 * @param {any[]} rows
 * @param {string} by
 */
export function rollUp(rows, by) {
  const sum = (/** @type {string} */ field) => rows.reduce((total, row) => total + row[field], 0);
  return table([
    { key: by, head: true, class: "wide", cell: (row) => named(row, by), sort: (row) => row.name ?? row.by },
    { key: "count", kind: "number", cell: (row) => number(row.count), sort: (row) => row.count },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
    ...STAGES.map((stage) => ({ key: `stage.${stage}`, kind: /** @type {const} */ ("number"), cell: (/** @type {any} */ row) => (row[`count_${stage}`] ? [money(row[`balance_${stage}`]), h("div", { class: "small" }, t("maturities.loans", { count: number(row[`count_${stage}`]) }))] : "—"), sort: (/** @type {any} */ row) => row[`balance_${stage}`] })),
    { key: "gap", label: t("maturities.gap"), kind: "number", cell: (row) => money(row.gap), sort: (row) => row.gap },
    { key: "late", kind: "number", cell: (row) => number(row.late), sort: (row) => row.late },
  ], rows, { caption: t("maturities.by_about"), key: (row) => String(row.by), foot: [t("total"), number(sum("count")), money(sum("balance")), ...STAGES.map((stage) => money(sum(`balance_${stage}`))), money(sum("gap")), number(sum("late"))] });
}
