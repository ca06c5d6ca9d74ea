// What other endpoints tell of a party: lenders by name, findings with their rule and legal source, 321 stages, class.

import { about, may, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number, percent } from "../format.js";
import { sourceOf } from "../reference.js";
import { said } from "../section.js";

const MOST = 30;

/**
 * A part that opens, with how much is in it.
 * @param {string} title
 * @param {number} count
 * @param {Node} content
 * @param {boolean} [open]
 */
export const part = (title, count, content, open = false) => h("details", { open }, h("summary", null, `${title} `, h("span", { class: "count" }, number(count))), count ? content : h("p", { class: "hint" }, t("empty")));

/**
 * Places for each of them at once, filled as they are answered.
 * @param {string} code
 * @param {any} told the party itself
 * @param {import("./asking.js").Asking} asking
 * @param {AbortSignal} signal
 * @returns {HTMLElement[]}
 */
export function further(code, told, asking, signal) {
  if (told.stub || told.kind === "person") return [];
  const path = `/enterprises/${encodeURIComponent(code)}`;
  /** @type {[string, string, () => Promise<Node>][]} */
  const parts = [
    ["credit", t("explorer.lenders"), async () => lenders(await asking.get(`${path}/credit`, {}, { signal }))],
    ["findings", t("findings"), async () => findings(await asking.get(`${path}/findings`, {}, { signal }))],
    ["maturities", t("nav.maturities"), async () => maturities(await asking.get("/maturities", { borrower: code, limit: 50 }, { signal }))],
    ["classification", t("nav.classification"), async () => standing(await asking.get("/classification", { enterprise: code, limit: 1 }, { signal }))],
  ];
  return parts.filter(([right]) => may(right)).map(([right, title, ask]) => {
    const place = h("div", { "data-part": right, class: "further" }, h("details", null, h("summary", null, `${title} `, h("span", { class: "count" }, "…"))));
    ask().then((made) => place.replaceChildren(made), (fault) => signal.aborted || place.replaceChildren(h("p", { class: "hint" }, said(title, fault instanceof Error ? fault.message : String(fault)))));
    return place;
  });
}

/** @param {any} told */
function lenders(told) {
  const rows = told.by_lender ?? [];
  const total = rows.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + row.balance, 0);
  return part(t("explorer.lenders"), told.lenders ?? rows.length, h("ul", { class: "plain" }, ...rows.slice(0, MOST).map((/** @type {any} */ row) => h("li", null, h("span", null, row.name ?? row.bank ?? t("explorer.other_banks")), h("span", null, `${money(row.balance)} · ${percent(total ? row.balance / total : null)}`)))));
}

/** @param {any} told */
function findings(told) {
  const rows = told.findings ?? told.items ?? [];
  return part(t("findings"), told.total ?? rows.length, h("ul", { class: "plain" }, ...rows.slice(0, MOST).map((/** @type {any} */ row) => h("li", { class: "finding" },
    h("div", null, chip(t(`severity.${row.severity}`), row.severity === "critical" ? "alarm" : "warn"), " ", h("strong", null, t(`rule.${row.rule}`)), " ", h("span", { class: "code" }, row.rule)),
    h("div", null, about.lang === "zh" ? row.text_zh : row.text_en),
    h("div", { class: "hint" }, said(t("reference"), ""), ...sourceOf(row.rule))))), rows.length > 0);
}

/** @param {any} told */
const maturities = (told) => part(t("nav.maturities"), told.total, h("ul", { class: "plain" }, ...told.items.map((/** @type {any} */ row) => h("li", null, h("span", null, h("span", { class: "code" }, row.no), " ", chip(t(`stage.${row.stage}`), row.stage === "overdue" ? "alarm" : "")), h("span", null, `${money(row.balance)} · ${row.due ?? "—"}`)))));

/** @param {any} told */
function standing(told) {
  const row = told.items[0];
  return part(t("nav.classification"), told.items.length, row ? h("p", null, chip(row.class ?? row.proposed ?? "—", "accent"), ` ${t("score")} ${number(row.score)} · ${row.reason ? row.reason[about.lang] : ""}`) : h("span"), Boolean(row));
}
