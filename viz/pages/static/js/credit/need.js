// The working-capital need, step by step, as the formula has it: a reference calculation (测算参考), not a verdict.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number, percent } from "../format.js";
import { section } from "../section.js";
import { table } from "../table.js";
import { known, share, yuan } from "./known.js";

const DAYS = /** @type {[string, string, string, 1|-1][]} */ ([
  ["inventory", "avg_inventory", "cost_of_sales", 1],
  ["receivables", "avg_receivables", "revenue", 1],
  ["payables", "avg_payables", "cost_of_sales", -1],
  ["prepayments", "avg_prepayments", "cost_of_sales", 1],
  ["advances", "avg_advances", "revenue", -1],
]);

/**
 * The steps from what was stated to the need; null where something they need was not stated.
 * @param {any} stated
 */
export function steps(stated) {
  const days = DAYS.map(([name, average, base, sign]) => ({ name, sign, average: stated[average], base: stated[base], days: stated[average] !== undefined && stated[base] > 0 ? (360 * stated[average]) / stated[base] : null }));
  const sum = days.reduce((/** @type {number|null} */ total, one) => (total === null || one.days === null ? null : total + one.sign * one.days), 0);
  const turns = sum !== null && sum > 0 ? 360 / sum : null;
  const complete = turns !== null && [stated.revenue, stated.sales_profit_rate, stated.growth_rate].every((value) => value !== undefined);
  return { days, sum, turns, need: complete ? (stated.revenue * (1 - stated.sales_profit_rate) * (1 + stated.growth_rate)) / turns : null };
}

/** @param {number|null} value */
const plain = (value) => known(value, number);

/**
 * @param {any} needed `working_capital` of the credit check
 * @param {any} stated what the firm stated
 */
export function needCard(needed, stated) {
  const { days, sum, turns } = steps(stated);
  const line = (/** @type {string} */ name, /** @type {string} */ how, /** @type {Node|string} */ value, strong = false) => h("tr", { class: strong ? "strong" : null }, h("th", { scope: "row" }, name), h("td", { class: "small" }, how), h("td", { class: "number" }, value));
  const rows = [
    ...days.map((one) => line(t(`need.${one.name}`), one.days === null ? t("credit.not_stated") : `360 × ${money(one.average)} ÷ ${money(one.base)}`, one.days === null ? known(null, String) : `${one.sign < 0 ? "−" : "+"} ${number(one.days)} ${t("unit.days")}`)),
    line(t("need.sum"), t("need.sum_how"), sum === null ? known(null, String) : `${number(sum)} ${t("unit.days")}`),
    line(t("need.turns"), "360 ÷ " + t("need.sum"), plain(turns)),
    line(t("need"), `${money(stated.revenue)} × (1 − ${percent(stated.sales_profit_rate)}) × (1 + ${percent(stated.growth_rate)}) ÷ ${number(turns)}`, needed?.need === null ? h("span", { class: "unknown" }, t("credit.not_computable")) : yuan(needed?.need), true),
    line(t("own_funds"), "−", yuan(needed?.own_funds)),
    line(t("other_funds"), "−", yuan(needed?.other_funds)),
    line(t("existing"), "−", yuan(needed?.existing)),
    line(t("room"), t("need.room_how"), needed?.room === null && needed?.status === "not_computable" ? h("span", { class: "unknown" }, t("credit.not_computable")) : yuan(needed?.room), true),
    line(t("ratio"), t("need.ratio_how"), needed?.status === "no_need" ? t("credit.no_need") : share(needed?.ratio), true),
  ];
  return section("need", t("need.title"), h("p", { class: "line" }, chip(t("need.reference"), "warn"), needed ? chip(t(`need.status.${needed.status}`), needed.status === "computed" ? "good" : "warn") : null, h("span", { class: "small" }, t("need.about"))),
    h("div", { class: "frame flat" }, h("table", { class: "formula" }, h("tbody", null, ...rows))), crossing(needed));
}

/** The loans in the order they were drawn, that which crossed the line marked. @param {any} needed */
function crossing(needed) {
  const loans = needed?.by_loan ?? [];
  if (!loans.length) return null;
  const crossed = loans.find((/** @type {any} */ one) => one.crosses);
  const told = loans.some((/** @type {any} */ one) => one.crosses === null) ? t("need.crossing_hidden") : crossed ? t("need.crossed", { loan: crossed.loan ?? "—", over: money(crossed.over) }) : t("need.not_crossed");
  return h("div", { id: "crossing" }, h("p", { class: crossed ? "notice" : "lead" }, told), h("details", null, h("summary", null, t("need.in_order", { count: loans.length })), table([
    { key: "starts_on", label: t("stated.starts_on"), cell: (row) => row.starts_on },
    { key: "loan", head: true, cell: (row) => [h("span", { class: "code" }, row.loan ?? t("credit.other_bank")), row.crosses ? chip(t("need.crosses"), "alarm") : ""] },
    { key: "balance", kind: "number", cell: (row) => money(row.balance) },
    { key: "sum", label: t("need.running"), kind: "number", cell: (row) => yuan(row.sum) },
    { key: "over", label: t("need.over"), kind: "number", cell: (row) => yuan(row.over) },
  ], loans, { caption: t("need.order") })));
}
