// The list of rules: filtered in the page, each row opening its numbers and its source.

import { about, href, may, t } from "../about.js";
import { chip, h } from "../dom.js";
import { maturity } from "../finding.js";
import { source } from "../reference.js";
import { said } from "../section.js";
import { table } from "../table.js";
import { changed, figure, name, numbers } from "./numbers.js";

const KINDS = /** @type {const} */ ({ critical: "alarm", warning: "warn" });
const ORDER = ["info", "warning", "critical"];

/** @param {string|null} severity */
const grade = (severity) => (severity ? chip(t(`severity.${severity}`), KINDS[/** @type {keyof typeof KINDS} */ (severity)] ?? "") : "—");

/** @param {any} rule */
const label = (rule) => (about.lang === "zh" ? rule.zh : rule.en);

/** @param {any} rule */
function brief(rule) {
  const set = rule.parameters.filter(changed);
  const shown = (set.length ? set : rule.parameters).slice(0, 2);
  return [...shown.map((/** @type {any} */ one) => h("div", null, `${name(one)} `, h("strong", null, figure(one.value, one.unit)), changed(one) ? [" ", chip(t("rules.set_here"), "accent")] : "")),
    rule.parameters.length > shown.length ? h("div", { class: "hint" }, `… ${rule.parameters.length}`) : ""];
}

/** @param {any} rule */
function detail(rule) {
  return h("div", { class: "stack" }, h("p", null, about.lang === "zh" ? rule.about_zh : rule.about_en),
    h("p", { class: "hint" }, said(t("reference"), ""), ...source(rule.reference, rule.reference_en), rule.by_county ? ` · ${t("rules.by_county")}` : ""),
    rule.parameters.length ? numbers(rule) : null, rule.severity ? null : h("p", { class: "hint" }, t("rules.says_nothing")));
}

const columns = [
  { key: "policy_rule", head: true, class: "wide", sort: label, cell: (/** @type {any} */ rule) => [h("button", { type: "button", class: "quiet cell", "data-opens": "", title: t("rules.details") }, label(rule)), h("div", { class: "code" }, rule.rule)] },
  { key: "rules.section", sort: (/** @type {any} */ rule) => rule.section, cell: (/** @type {any} */ rule) => t(`section.${rule.section}`) },
  { key: "severity", sort: (/** @type {any} */ rule) => ORDER.indexOf(rule.severity), cell: (/** @type {any} */ rule) => grade(rule.severity) },
  { key: "maturity", sort: (/** @type {any} */ rule) => rule.maturity, cell: (/** @type {any} */ rule) => maturity(rule.maturity) },
  { key: "parameters", class: "wide", cell: brief },
  { key: "reference", class: "wide", cell: (/** @type {any} */ rule) => source(rule.reference, rule.reference_en) },
  { key: "findings", cell: (/** @type {any} */ rule) => (rule.severity && may("findings") ? h("a", { href: href("/rules", { findings: rule.rule }) }, t("rules.findings")) : "—") },
];

/**
 * @param {any[]} rules
 * @returns {HTMLElement}
 */
export const list = (rules) => table(columns, rules, { detail, key: (rule) => rule.rule });

/**
 * Whether a rule is wanted.
 * @param {any} rule
 * @param {Record<string, string>} wanted
 */
export function fits(rule, wanted) {
  const text = [rule.rule, rule.zh, rule.en, rule.reference, rule.reference_en, rule.about_zh, rule.about_en, ...rule.parameters.flatMap((/** @type {any} */ one) => [one.name, one.zh, one.en])].join(" ").toLowerCase();
  return (!wanted.q || wanted.q.toLowerCase().split(/\s+/).every((part) => text.includes(part)))
    && (!wanted.section || String(rule.section) === wanted.section) && (!wanted.severity || rule.severity === wanted.severity)
    && (!wanted.maturity || rule.maturity === wanted.maturity || rule.parameters.some((/** @type {any} */ one) => one.maturity === wanted.maturity))
    && (!wanted.changed || rule.parameters.some(changed));
}
