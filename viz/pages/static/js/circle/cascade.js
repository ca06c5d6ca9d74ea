// What happens if a member defaults: who falls in which round, called for what, and which bank and county pay.

import { about, href, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { failure } from "../page.js";
import { party } from "../party.js";
import { county } from "../places.js";
import { bracketed, said } from "../section.js";
import { simulate } from "../simulation.js";
import { table } from "../table.js";

/**
 * The card: choose who defaults, press, read.
 * @param {any[]} seeds members the visitor may let default, the core first
 * @param {{as_of: string}} day
 */
export function cascadeCard(seeds, day) {
  const select = h("select", { name: "seed" }, ...seeds.map((one) => h("option", { value: one.party }, `${one.name ?? one.party}${one.core ? bracketed(t("core")) : ""}`)));
  const button = h("button", { type: "button", class: "primary" }, t("circle.run"));
  const place = h("div", { "aria-live": "polite", id: "cascade" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.replaceChildren(h("p", { class: "state short" }, t("circle.running")));
    try {
      const { id, result } = await simulate({ model: "cascade", seeds: [select.value], as_of: day.as_of });
      place.replaceChildren(told(id, result));
    } catch (fault) {
      place.replaceChildren(failure(fault));
    }
    button.disabled = false;
  });
  return h("section", { class: "card", "aria-labelledby": "cascade-title" }, h("h2", { id: "cascade-title" }, t("circle.cascade")), h("p", { class: "lead" }, t("circle.cascade_about")),
    h("div", { class: "filters no-print" }, h("label", null, t("circle.seed"), select), button), place);
}

/** @param {string} id @param {any} result */
function told(id, result) {
  const { rounds } = result;
  const figures = [[t("defaulted"), number(result.defaulted.length)], [t("bank_loss"), money(result.bank_loss)], [t("circle.rounds"), number(rounds)], [t("employees"), number(result.employees)],
    [said(t("worst_case"), t("defaulted")), number(result.worst_case?.defaulted?.length)], [said(t("worst_case"), t("bank_loss")), money(result.worst_case?.bank_loss)]];
  const hidden = result.elsewhere?.defaulted ?? 0;
  return h("div", null,
    h("dl", { class: "figures" }, ...figures.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))),
    ...Array.from({ length: rounds + 1 }, (_, round) => oneRound(round, result.defaulted.filter((/** @type {any} */ fall) => fall.round === round))),
    rounds === 0 ? h("p", null, t("circle.nobody")) : null,
    hidden ? h("p", { class: "notice" }, t("circle.hidden_falls", { count: hidden })) : null,
    result.banks.length || result.others?.banks ? h("div", { class: "grid" }, byBank(result), byCounty(result)) : null,
    h("p", { class: "actions" }, h("a", { class: "button", href: href("/simulations", { id }) }, t("circle.in_simulation"))));
}

/** @param {number} round @param {any[]} falls */
function oneRound(round, falls) {
  if (!falls.length) return null;
  const lines = falls.map((fall) => h("li", null, ...party(fall).slice(0, 1), " ", chip(county(fall.county)),
    fall.explanation ? h("div", { class: "sentence" }, about.lang === "zh" ? fall.explanation.zh : fall.explanation.en) : null));
  return h("details", { class: "round", open: round < 2 || falls.length <= 5 }, h("summary", null, round === 0 ? t("circle.first") : t("circle.round", { round }), " ", chip(number(falls.length))), h("ol", null, ...lines));
}

/** @param {any} result */
function byBank(result) {
  const rows = [...result.banks].sort((a, b) => b.loss - a.loss);
  const others = result.others;
  const line = others && others.banks ? h("p", null, said(`${t("circle.banks_elsewhere")}${bracketed(others.banks)}`, others.suppressed ? t("circle.suppressed") : money(others.loss))) : null;
  return h("div", null, table([
    { key: "bank", head: true, cell: (row) => row.name ?? row.bank, sort: (row) => row.name },
    { key: "bank_loss", kind: "number", cell: (row) => money(row.loss), sort: (row) => row.loss },
  ], rows, { caption: t("circle.by_bank") }), line);
}

/** @param {any} result */
function byCounty(result) {
  const rows = Object.entries(result.loss_by_county ?? {}).map(([code, loss]) => ({ code, loss: Number(loss) })).sort((a, b) => b.loss - a.loss);
  return table([
    { key: "county", head: true, cell: (row) => county(row.code), sort: (row) => row.code },
    { key: "bank_loss", kind: "number", cell: (row) => money(row.loss), sort: (row) => row.loss },
  ], rows, { caption: t("circle.by_county") });
}
