// What one more loan would change: before and after, and the findings it brings.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { findingList } from "../finding.js";
import { number } from "../format.js";
import { section } from "../section.js";
import { joint } from "./figures.js";
import { count, known, share, yuan } from "./known.js";

/** @type {[string, (told: any) => (Node|string)][]} */
const ROWS = [
  ["lenders", (told) => count(told.lenders)],
  ["balance", (told) => yuan(told.balance)],
  ["existing", (told) => yuan(told.working_capital?.existing)],
  ["room", (told) => yuan(told.working_capital?.room)],
  ["ratio", (told) => share(told.working_capital?.ratio)],
  ["largest_share", (told) => share(told.largest_share)],
  ["hhi", (told) => known(told.hhi, number)],
  ["credit.joint", (told) => joint(told.joint_credit)],
  ["joint_usage", (told) => share(told.joint_credit?.usage)],
];

/** @param {any} before @param {any} after */
const comparison = (before, after) => h("div", { class: "frame flat" }, h("table", null,
  h("thead", null, h("tr", null, h("th", { scope: "col" }, t("item")), h("th", { scope: "col", class: "number" }, t("before")), h("th", { scope: "col", class: "number" }, t("after")))),
  h("tbody", null, ...ROWS.map(([key, cell]) => {
    const [old, now] = [cell(before), cell(after)];
    const changed = text(old) !== text(now);
    return h("tr", null, h("th", { scope: "row" }, t(key)), h("td", { class: "number" }, old), h("td", { class: changed ? "number changed" : "number" }, now));
  }))));

/** @param {Node|string} cell */
const text = (cell) => (typeof cell === "string" ? cell : cell.textContent);

/** @param {any} told */
export function proposalCard(told) {
  const after = told.proposal;
  const within = after.within_room;
  const verdict = within === null || within === undefined ? chip(t("credit.room_unknown"), "warn") : within ? chip(t("credit.within_room"), "good") : chip(t("credit.beyond_room"), "alarm");
  const several = told.group && told.group.members.length > 1 && after.group;
  return section("proposal", t("proposal"),
    h("p", { class: "line" }, h("strong", null, yuan(after.amount)), after.bank ? chip(after.bank) : chip(t("credit.new_bank")), chip(t(after.working_capital_loan ? "credit.purpose_working" : "credit.purpose_other")), after.working_capital_loan ? verdict : null),
    h("div", { class: "halves" }, h("div", null, h("h3", null, t("itself")), comparison(told, after)), several ? h("div", null, h("h3", null, t("group")), comparison(told.group, after.group)) : null),
    h("h3", null, t("credit.new_findings", { count: after.new_findings.length })), after.new_findings.length ? findingList(after.new_findings) : h("p", { class: "lead" }, t("credit.no_new_findings")));
}
