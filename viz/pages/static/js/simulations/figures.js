// The main figures of a result, alike for all models, so that two results can stand side by side.

import { t } from "../about.js";
import { money, number, percent } from "../format.js";

/**
 * @typedef {object} Figure
 * @property {string} key
 * @property {number|null|undefined} value
 * @property {(value: number|null|undefined) => string} shown
 * @property {string} [more]
 */

/** @param {string} key @param {number|null|undefined} value @param {(value: number|null|undefined) => string} shown @param {string} [more] @returns {Figure} */
const figure = (key, value, shown, more) => ({ key, value, shown, more });

/**
 * @param {any} result
 * @returns {Figure[]}
 */
export function figures(result) {
  const { model } = result.scenario;
  if (model === "cascade") return [figure("defaulted", result.defaulted.length + (result.elsewhere?.defaulted ?? 0), number), figure("bank_loss", result.bank_loss, money), figure("simulations.rounds_count", result.rounds, number), figure("employees", result.employees, number), figure("unknown_capacity", result.unknown_capacity, number), figure("simulations.worst_loss", result.worst_case?.bank_loss, money)];
  if (model === "clearing") return [figure("defaulted", result.defaulted.length + (result.elsewhere?.defaulted ?? 0), number), figure("bank_loss", result.bank_loss, money), figure("simulations.rounds_count", result.rounds, number), figure("unknown_capacity", result.unknown_capacity, number)];
  if (model === "distress") return [figure("group_distress", result.group, percent), figure("simulations.parties", result.parties, number), figure("simulations.rounds_count", result.rounds, number), figure("unknown_capacity", result.unknown_capacity, number)];
  const expected = result.expected_loss;
  const risk = result.risks?.find((/** @type {any} */ one) => one.level === result.scenario.tail) ?? result.risks?.at(-1);
  return [figure("simulations.expected", expected?.value, money, expected ? `${money(expected.low)} – ${money(expected.high)}` : undefined),
    figure("value_at_risk", risk?.var, money, risk ? percent(risk.level) : undefined), figure("expected_shortfall", risk?.es, money, risk ? percent(risk.level) : undefined),
    figure("contagion_share", result.contagion_share?.value, percent), figure("multiplier", result.multiplier?.value, number), figure("simulations.scenarios", result.scenarios, number)];
}

/** @param {Figure} one */
export const label = (one) => t(one.key);

/** Amounts by a code, of any model. @param {any} result @param {"bank"|"county"} by @returns {Map<string, number>} */
export function losses(result, by) {
  const rows = result[`by_${by}`];
  if (Array.isArray(rows)) return new Map(rows.map((row) => [row[by], row.expected_loss]));
  return new Map(Object.entries(result[`loss_by_${by}`] ?? {}).map(([code, loss]) => [code, Number(loss)]));
}

/** @param {any} result @returns {Map<string, string>} names of banks, where the result tells them */
export function bankNames(result) {
  const rows = result.banks ?? result.by_bank ?? [];
  return new Map(rows.map((/** @type {any} */ row) => [row.bank, row.name ?? row.bank]));
}
