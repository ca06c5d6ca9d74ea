// A borrower's credit beside that of its controller group.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { number } from "../format.js";
import { bracketed } from "../section.js";
import { count, known, share, yuan } from "./known.js";

/** @type {Record<string, ""|"alarm"|"warn"|"good"|"accent">} */
const JOINT = { none: "", must: "alarm", may: "warn", local: "warn" };

/** @param {any} told */
export const joint = (told) => (told?.status ? chip(t(`joint.${told.status}`), JOINT[told.status]) : known(null, String));

/** @param {any} needed @param {"need"|"room"|"existing"} field */
function need(needed, field) {
  if (!needed) return known(null, String);
  return needed.status === "not_computable" && needed[field] === null ? h("span", { class: "unknown" }, t("credit.not_computable")) : yuan(needed[field]);
}

/** How credit changed; what no report told is said to be that. @param {any} year */
const growth = (year) => (year && !year.reported ? h("span", { class: "unknown" }, t("not_reported")) : share(year?.growth));

/** @param {any} quarter @param {"gained"|"lost"} field */
const moved = (quarter, field) => (quarter && !quarter.reported ? h("span", { class: "unknown" }, t("not_reported")) : known(quarter?.[field], (codes) => number(codes.length)));

/** @type {[string, (told: any) => (Node|string)][]} */
const ROWS = [
  ["lenders", (told) => count(told.lenders)],
  ["limits", (told) => yuan(told.limits)],
  ["used", (told) => yuan(told.used)],
  ["balance", (told) => yuan(told.balance)],
  ["need", (told) => need(told.working_capital, "need")],
  ["existing", (told) => need(told.working_capital, "existing")],
  ["room", (told) => need(told.working_capital, "room")],
  ["ratio", (told) => (told.working_capital?.status === "no_need" ? t("credit.no_need") : told.working_capital?.ratio === null && told.working_capital?.status === "not_computable" ? h("span", { class: "unknown" }, t("credit.not_computable")) : share(told.working_capital?.ratio))],
  ["largest_share", (told) => share(told.largest_share)],
  ["hhi", (told) => known(told.hhi, number)],
  ["growth", (told) => growth(told.year)],
  ["gained", (told) => moved(told.quarter, "gained")],
  ["lost", (told) => moved(told.quarter, "lost")],
  ["offsite_balance", (told) => yuan(told.offsite_balance)],
  ["nonbank_balance", (told) => yuan(told.nonbank_balance)],
  ["guaranteed_in", (told) => yuan(told.guaranteed_in)],
  ["guaranteed_out", (told) => yuan(told.guaranteed_out)],
  ["credit.to_net_assets", (told) => share(told.balance_to?.net_assets)],
  ["credit.to_revenue", (told) => share(told.balance_to?.revenue)],
  ["credit.joint", (told) => joint(told.joint_credit)],
  ["joint_usage", (told) => share(told.joint_credit?.usage)],
];

/** @param {any} told */
export function sideBySide(told) {
  const group = told.group;
  const several = group && (group.members.length > 1 || group.members_elsewhere > 0);
  const lines = ROWS.map(([key, cell]) => h("tr", null, h("th", { scope: "row" }, t(key)), h("td", { class: "number" }, cell(told)), several ? h("td", { class: "number" }, cell(group)) : null));
  const of = several ? `${t("group")}${bracketed(number(group.members.length + (group.members_elsewhere ?? 0)))}` : "";
  return h("div", { class: "frame" }, h("table", { id: "side-by-side" }, h("thead", null, h("tr", null, h("th", { scope: "col" }, t("item")), h("th", { scope: "col", class: "number" }, t("itself")), several ? h("th", { scope: "col", class: "number" }, of) : null)), h("tbody", null, ...lines)));
}
