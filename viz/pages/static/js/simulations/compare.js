// Two results side by side: their figures, what differs by bank and county, who falls in one of them only.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { money } from "../format.js";
import { party } from "../party.js";
import { county } from "../places.js";
import { table } from "../table.js";
import { bankNames, figures, label, losses } from "./figures.js";
import { label as nameOf } from "./jobs.js";

const NUMBER = /** @type {const} */ ("number");

/**
 * @param {any} first
 * @param {any} second
 * @returns {HTMLElement}
 */
export function comparison(first, second) {
  const heads = [first, second].map((job, place) => `${t(place ? "simulations.second" : "simulations.first")} ${nameOf(job)}${job.name ? ` · ${t(`model.${job.model}`)}` : ""}`);
  const others = new Map(figures(second.result).map((one) => [one.key, one]));
  const known = figures(first.result).filter((one) => others.has(one.key)).map((one) => ({ name: label(one), a: one.value ?? null, b: others.get(one.key)?.value ?? null, shown: one.shown }));
  return h("section", { class: "card stack", id: "comparison", "aria-labelledby": "comparison-title" }, h("h2", { id: "comparison-title" }, t("simulations.compare")),
    sheet("simulations.figure", known, heads), h("div", { class: "halves" }, h("div", null, places(first, second, "bank")), h("div", null, places(first, second, "county"))), fallen(first.result, second.result));
}

/** @param {string} head @param {{name: string, a: number|null, b: number|null, shown: (value: number|null) => string}[]} rows @param {string[]} [labels] */
function sheet(head, rows, labels = [t("simulations.first"), t("simulations.second")]) {
  const difference = (/** @type {any} */ row) => (row.a === null || row.b === null ? null : row.b - row.a);
  const signed = (/** @type {any} */ row) => {
    const value = difference(row);
    return value === null ? "—" : `${value > 0 ? "+" : value < 0 ? "−" : "±"}${row.shown(Math.abs(value))}`;
  };
  return table([
    { key: head, head: true, cell: (row) => row.name, sort: (row) => row.name },
    { key: "a", label: labels[0], kind: NUMBER, cell: (row) => row.shown(row.a), sort: (row) => row.a },
    { key: "b", label: labels[1], kind: NUMBER, cell: (row) => row.shown(row.b), sort: (row) => row.b },
    { key: "difference", label: t("simulations.difference"), kind: NUMBER, cell: (row) => h("strong", null, signed(row)), sort: difference },
  ], rows);
}

/** @param {any} first @param {any} second @param {"bank"|"county"} by */
function places(first, second, by) {
  const [a, b] = [losses(first.result, by), losses(second.result, by)];
  const names = new Map([...bankNames(first.result), ...bankNames(second.result)]);
  const rows = [...new Set([...a.keys(), ...b.keys()])].map((code) => ({ name: by === "bank" ? (names.get(code) ?? code) : county(code), a: a.get(code) ?? 0, b: b.get(code) ?? 0, shown: money }));
  return sheet(by, rows.sort((one, other) => Math.abs(other.b - other.a) - Math.abs(one.b - one.a)));
}

/** @param {any} first @param {any} second */
function fallen(first, second) {
  if (!first.defaulted || !second.defaulted) return null;
  const [a, b] = [first, second].map((result) => new Map(result.defaulted.map((/** @type {any} */ row) => [row.party, row])));
  const rows = [...[...a.values()].filter((row) => !b.has(row.party)).map((row) => ({ ...row, only: "first" })), ...[...b.values()].filter((row) => !a.has(row.party)).map((row) => ({ ...row, only: "second" }))];
  if (!rows.length) return null;
  return table([{ key: "party", head: true, cell: party }, { key: "county", cell: (row) => county(row.county) }, { key: "defaulted", cell: (row) => chip(t(`simulations.${row.only}`), row.only === "second" ? "alarm" : "good") }], rows.slice(0, 200), { caption: t("simulations.fallen_only") });
}
