// How the stages of 321 are marked: colour, always with the word; whose turn it is; the three dates.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { number } from "../format.js";

/** @type {Record<string, ""|"alarm"|"warn"|"good"|"accent">} */
export const KINDS = { before: "", ledger: "accent", plan: "warn", funds: "warn", overdue: "alarm" };

/** @param {any} row */
export const stage = (row) => [
  chip(t(`stage.${row.stage}`), KINDS[row.stage]),
  row.stage === "overdue" && row.overdue_days !== null ? h("span", { class: "small" }, ` ${number(row.overdue_days)} ${t("unit.days")}`) : "",
  row.overdue_extrapolated ? chip(t("extrapolated"), "warn") : "",
  row.late ? chip(t("late"), "warn") : "",
];

/** @param {any} row */
export const actor = (row) => (row.actor ? t(`actor.${row.actor}`) : "—");

/** The three dates, that of the present stage marked. @param {any} row */
export const dates = (row) => h("ol", { class: "steps" }, ...["ledger", "plan", "funds"].map((step) =>
  h("li", { class: step === row.stage ? "now" : null }, h("span", { class: "small" }, t(`stage.${step}`)), " ", row.stage_dates?.[step] ?? "—")));
