// Who a firm is, and what was stated of it, with the day it was stated for.

import { t } from "../about.js";
import { h } from "../dom.js";
import { number, percent, wan } from "../format.js";
import { county } from "../places.js";
import { said, section } from "../section.js";

const MONEY = ["total_assets", "net_assets", "liquid_assets", "total_liabilities", "revenue", "cost_of_sales", "avg_inventory", "avg_receivables", "avg_payables", "avg_prepayments", "avg_advances", "own_funds", "other_funds"];
const SHARES = ["sales_profit_rate", "growth_rate", "default_probability"];
const WHO = ["credit_code", "person_id", "county_code", "industry_code", "department", "listed_code", "status", "above_scale", "registered_in_city", "small_business_focus", "employees"];

/** @param {string} field @param {any} value */
function shown(field, value) {
  if (field === "county_code") return county(value);
  if (typeof value === "boolean") return t(value ? "yes" : "no_word");
  return typeof value === "number" ? number(value) : String(value);
}

/** @param {[string, string][]} rows */
const facts = (rows) => h("dl", { class: "facts pairs" }, ...rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));

/** @param {any} stated */
export function identity(stated) {
  return section("identity", t("enterprise.identity"), facts(WHO.filter((field) => field in stated).map((field) => [t(`stated.${field}`), shown(field, stated[field])])));
}

/** @param {any} stated */
export function figures(stated) {
  const rows = /** @type {[string, string][]} */ ([
    ...MONEY.filter((field) => field in stated).map((field) => [t(`stated.${field}`), wan(stated[field])]),
    ...SHARES.filter((field) => field in stated).map((field) => [t(`stated.${field}`), percent(stated[field])]),
  ]);
  const day = stated.as_of ? h("p", { class: "lead" }, said(t("as_of"), stated.as_of)) : null;
  return section("stated", t("enterprise.stated"), day, rows.length ? facts(rows) : h("p", { class: "state short" }, t("enterprise.nothing_stated")));
}
