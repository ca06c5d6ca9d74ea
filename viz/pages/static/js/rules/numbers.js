// The numbers of a rule as they hold, beside what was declared and what is allowed.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { maturity } from "../finding.js";
import { money, number, percent } from "../format.js";
import { table } from "../table.js";

/**
 * A number with its unit.
 * @param {number|boolean} value
 * @param {string} unit
 */
export function figure(value, unit) {
  if (typeof value === "boolean") return value ? t("yes") : t("no_word");
  if (unit === "yuan") return money(value);
  if (unit === "share") return percent(value);
  return `${number(value)} ${t(`rules.unit.${unit}`)}`.trim();
}

/** @param {any} one a parameter */
export const changed = (one) => one.value !== one.default;

/** @param {any} one a parameter */
export const name = (one) => (about.lang === "zh" ? one.zh : one.en);

/**
 * All numbers of a rule.
 * @param {any} rule
 */
export function numbers(rule) {
  const rows = rule.parameters;
  const made = table([
    { key: "rules.parameter", head: true, cell: (one) => [name(one), h("div", { class: "code" }, `${rule.rule}.${one.name}`)] },
    { key: "rules.value", kind: "number", cell: (one) => [h("strong", null, figure(one.value, one.unit)), changed(one) ? [" ", chip(t("rules.set_here"), "accent")] : ""].flat() },
    { key: "rules.default", kind: "number", cell: (one) => figure(one.default, one.unit) },
    { key: "rules.range", kind: "number", cell: (one) => (typeof one.default === "boolean" ? "—" : `${figure(one.low, one.unit)} – ${figure(one.high, one.unit)}`) },
    { key: "rules.maturity", cell: (one) => maturity(one.maturity) },
  ], rows, { caption: t("parameters") });
  made.classList.add("tight");
  return made;
}
