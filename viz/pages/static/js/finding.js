// Findings: prompts for people, each with its rule, the law behind it and how sure that is, its numbers and contracts.

import { about, t } from "./about.js";
import { chip, h } from "./dom.js";
import { money, number, percent } from "./format.js";
import { sourceOf } from "./reference.js";
import { listed, said } from "./section.js";

/** @type {Record<string, "alarm"|"warn"|"">} */
const KINDS = { critical: "alarm", warning: "warn", info: "" };

/** How sure the law behind a rule is. @param {string} maturity */
export const maturity = (maturity) => chip(t(`sure.${maturity}`), maturity === "unverified" || maturity === "local" ? "warn" : "");

/** A figure with its unit. @param {number} value @param {string} unit */
function figure(value, unit) {
  if (unit === "yuan") return money(value);
  if (unit === "share") return percent(value);
  return unit === "days" || unit === "months" || unit === "count" || !unit ? `${number(value)}${unit && unit !== "count" ? ` ${t(`unit.${unit}`)}` : ""}` : number(value);
}

/** @param {any} row */
function one(row) {
  const numbers = Object.entries(row.numbers ?? {}).filter(([, value]) => value !== null);
  const contracts = row.contracts ?? [];
  return h("li", { class: `finding ${KINDS[row.severity]}` },
    h("div", { class: "line" }, chip(t(`severity.${row.severity}`), KINDS[row.severity]), h("strong", null, t(`rule.${row.rule}`)), maturity(row.maturity), row.status ? chip(t(`finding.${row.status}`)) : null),
    h("p", null, about.lang === "zh" ? row.text_zh : row.text_en),
    h("p", { class: "source" }, said(t("reference"), ""), ...sourceOf(row.rule)),
    numbers.length || contracts.length
      ? h("details", null, h("summary", null, t("finding.behind")),
          h("dl", { class: "facts" }, ...numbers.flatMap(([name, value]) => [h("dt", null, t(`figure.${name}`)), h("dd", null, figure(Number(value), row.units?.[name]))]),
            ...(contracts.length ? [h("dt", null, t("contracts")), h("dd", { class: "code" }, listed(contracts.slice(0, 30)), contracts.length > 30 ? ` … ${number(contracts.length)}` : "")] : [])))
      : null);
}

/**
 * A list of findings, those of one rule together, the gravest first.
 * @param {any[]} rows
 * @returns {HTMLElement}
 */
export function findingList(rows) {
  if (!rows.length) return h("p", { class: "state short" }, t("finding.none"));
  /** @type {Map<string, any[]>} */
  const rules = new Map();
  for (const row of rows) rules.set(row.rule, [...(rules.get(row.rule) ?? []), row]);
  const parts = [...rules].map(([rule, found]) => {
    const [first, ...others] = found;
    const more = others.length ? h("li", { class: "more" }, h("details", null, h("summary", null, t("finding.more", { count: others.length, rule: t(`rule.${rule}`) })), h("ul", { class: "findings" }, ...others.map(one)))) : null;
    return [one(first), more];
  });
  return h("ul", { class: "findings" }, ...parts.flat());
}
