// The result of a simulation as people read it.

import { about, t } from "../about.js";
import { bars } from "../bars.js";
import { file } from "../api.js";
import { chip, h } from "../dom.js";
import { money, number, percent } from "../format.js";
import { sentence } from "../measures/sentence.js";
import { party } from "../party.js";
import { county } from "../places.js";
import { table } from "../table.js";
import { when } from "../when.js";
import { bankNames, figures, label, losses } from "./figures.js";
import { histogram } from "./histogram.js";
import { label as nameOf } from "./jobs.js";
import { rounds } from "./rounds.js";

const SHOWN = 200;
const NUMBER = /** @type {const} */ ("number");
const whose = { key: "party", head: true, sort: (/** @type {any} */ row) => row.name, cell: party };
const where = { key: "county", sort: (/** @type {any} */ row) => county(row.county), cell: (/** @type {any} */ row) => county(row.county) };
/** @param {string} key @param {(value: number|null) => string} shown */
const figure = (key, shown) => ({ key, kind: NUMBER, sort: (/** @type {any} */ row) => row[key], cell: (/** @type {any} */ row) => shown(row[key]) });

/** @param {string} id @param {string} title @param {...(Node|null|string)} content */
const card = (id, title, ...content) => h("section", { class: "card", "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...content);

/**
 * What stands above every result: its figures, its files, what was asked.
 * @param {any} job
 */
export function summary(job) {
  const { result } = job;
  const names = new Map((result.defaulted ?? []).map((/** @type {any} */ row) => [row.party, row.name]));
  const name = (/** @type {string} */ code) => names.get(code) ?? code;
  const warnings = [...(result.warnings ?? []), ...(result.notes ?? [])].map((/** @type {any} */ one) => one[about.lang] ?? one.en ?? "").filter(Boolean);
  return h("section", { class: "card", "aria-labelledby": "result-title" },
    h("div", { class: "spread" }, h("h2", { id: "result-title" }, t("simulations.selected", { name: nameOf(job) })),
      h("div", { class: "actions" }, ...["json", "parquet"].map((form) => h("a", { class: "button", href: file(`/simulations/${job.id}/result`, { format: form }), download: `simulation-${job.id}.${form}` }, `↓ ${form === "json" ? "JSON" : "Parquet"}`)))),
    h("p", { class: "hint" }, `${t(`model.${job.model}`)} · ${t("snapshot")} ${job.snapshot} · ${when(job.finished_at)}`),
    h("dl", { class: "figures" }, ...figures(result).map((one) => h("div", null, h("dt", null, label(one)), h("dd", null, one.shown(one.value)), one.more ? h("dd", { class: "hint", style: "font-size: 12px; font-weight: 400" }, one.more) : null))),
    result.scenario.edits.length ? h("ul", { class: "plain", id: "edits", "aria-label": t("measure.title") }, ...result.scenario.edits.map((/** @type {any} */ edit) => h("li", null, chip(t("measure.title"), "accent"), " ", sentence(edit, name)))) : null,
    warnings.length ? h("ul", { class: "plain hint" }, ...warnings.map((/** @type {string} */ line) => h("li", null, line))) : null);
}

/** @param {any} result */
export function byPlaces(result) {
  const names = bankNames(result);
  const rows = (/** @type {"bank"|"county"} */ by) => [...losses(result, by)].map(([code, amount]) => ({ name: by === "bank" ? (names.get(code) ?? code) : county(code), amount }));
  const word = result.scenario.model === "montecarlo" ? "expected_loss" : "bank_loss";
  const { others } = result;
  const beside = others?.banks ? h("p", { class: "hint" }, `${t("simulations.others")} (${number(others.banks)}) · ${others.suppressed ? t("simulations.suppressed") : money(others.loss)}`) : null;
  return h("div", { class: "halves" }, h("div", null, bars("bank", rows("bank"), { amount: word, caption: t("simulations.by_bank") }), beside), h("div", null, bars("county", rows("county"), { amount: word, caption: t("simulations.by_county") })));
}

/**
 * The parts of a result.
 * @param {any} job
 * @param {HTMLElement} measures what may be done about it
 * @returns {(Node|null)[]}
 */
export function resultView(job, measures) {
  const { result } = job;
  const hidden = Object.values(result.elsewhere ?? {}).reduce((/** @type {number} */ sum, many) => sum + Number(many), 0);
  const note = hidden ? h("p", { class: "notice" }, t("simulations.elsewhere", { count: number(hidden) })) : null;
  const views = { cascade: () => [rounds(result), byPlaces(result)], clearing: () => [byPlaces(result), failed(result)], distress: () => [distressed(result)], montecarlo: () => drawn(result) };
  const [first, ...others] = views[/** @type {keyof typeof views} */ (job.model)]();
  return [summary(job), note, first, measures, ...others];
}

/** @param {any} result */
function failed(result) {
  return card("failed", t("simulations.failed_parties"), table([whose, where, figure("called", money), figure("paid", money), figure("recovery", percent)], result.defaulted.slice(0, SHOWN)));
}

/** @param {any} result */
function distressed(result) {
  return card("distress", t("simulations.distressed"), table([whose, where, figure("initial", percent), figure("distress", percent), figure("capacity_used", money), { ...figure("value", percent), label: t("expected_loss") }].slice(0, 5), result.distress.slice(0, SHOWN)));
}

/** @param {any} result */
function drawn(result) {
  const risks = (result.risks ?? []).map((/** @type {any} */ one) => ({ ...one, interval: `${money(one.var_low)} – ${money(one.var_high)}` }));
  const tail = table([{ ...figure("level", percent), label: t("simulations.level") }, { ...figure("var", money), label: t("value_at_risk") }, { key: "interval", kind: NUMBER }, { ...figure("es", money), label: t("expected_shortfall") }], risks);
  const quantiles = table([{ ...figure("level", percent), label: t("simulations.level") }, { ...figure("loss", money), label: t("bank_loss") }], result.quantiles ?? [], { caption: t("simulations.quantiles") });
  return [
    result.histogram ? card("histogram", t("simulations.histogram"), h("p", { class: "hint" }, t("simulations.histogram.about")), /** @type {any} */ (histogram(result.histogram, risks))) : null,
    risks.length ? h("div", { class: "halves" }, h("div", null, tail), h("div", null, quantiles)) : null,
    byPlaces(result),
    card("parties", t("simulations.by_party"), table([whose, where, figure("probability_alone", percent), figure("probability", percent), figure("expected_loss", money), figure("tail_loss", money)], result.by_party.slice(0, SHOWN))),
  ];
}
