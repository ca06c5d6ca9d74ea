// A default played on the picture: seeds, rounds one by one with the calls of each, measures, before and after side by side.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { advice } from "../measures/advice.js";
import { calls, candidates } from "../measures/fallen.js";
import { measures } from "../measures/measures.js";
import { simulate } from "../simulation.js";
import { comparison } from "./comparing.js";
import { rounds } from "./rounds.js";

const MOST_DRAWN = 400; // of the fallen, added to the picture

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{county: (code: string|null) => string, look: (codes: string[]) => void}} options
 * @returns {{panel: HTMLElement, seed: (codes: string[]) => void}}
 */
export function simulating(explorer, options) {
  /** @type {string[]} */
  let seeds = [];
  const named = h("ul", { class: "plain", id: "seeds" });
  const told = h("div", { id: "outcome", "aria-live": "polite" });
  const wait = h("p", { class: "hint", role: "status" });
  const compared = h("div", { id: "comparison", "aria-live": "polite" });
  const name = (/** @type {string} */ code) => explorer.known.get(code)?.name ?? code;
  const draw = () => {
    named.replaceChildren(...seeds.map((code) => h("li", null, h("span", null, name(code)), h("button", { type: "button", class: "quiet", "aria-label": `${t("explorer.remove_seed")} ${name(code)}`, onclick: () => seed(seeds.filter((one) => one !== code)) }, "✕"))));
    if (!seeds.length) named.append(h("li", { class: "hint" }, t("explorer.no_seeds")));
    run.disabled = !seeds.length;
  };
  const seed = (/** @type {string[]} */ codes) => {
    seeds = [...new Set(codes)];
    draw();
  };
  const scenario = (/** @type {Record<string, unknown>} */ more = {}) => ({ model: "cascade", seeds, ...(explorer.asking.asOf ? { as_of: explorer.asking.asOf } : {}), ...more });
  const ask = async (/** @type {Record<string, unknown>} */ body) => {
    wait.textContent = t("explorer.computing");
    try {
      return await simulate(body, (share) => { wait.textContent = `${t("explorer.computing")} ${Math.round(share * 100)}%`; });
    } finally {
      wait.textContent = "";
    }
  };
  /** @type {any} */
  let before = null;
  const failed = (/** @type {unknown} */ fault) => told.prepend(h("p", { class: "error", role: "alert" }, fault instanceof Error ? fault.message : String(fault)));
  const play = async () => {
    run.disabled = true;
    try {
      const asked = await ask(scenario());
      before = asked.result;
      await drawFallen(before);
      compared.replaceChildren();
      const player = rounds(explorer, before, options);
      edits = measures(name);
      edits.offer([...candidates(before), ...explorer.parties.filter((code) => !before.defaulted.some((/** @type {any} */ fall) => fall.party === code)).map((code) => ({ code, text: name(code) }))], calls(before));
      const compare = h("button", { type: "button", class: "primary", id: "compare", onclick: () => void weigh().catch(failed) }, t("measure.compare"));
      told.replaceChildren(figures(before, options.county), player, h("h2", null, t("measure.title")), h("p", { class: "hint" }, t("measure.about")), advice(asked.id, name, edits.add) ?? "", edits.place, compare, compared);
    } catch (fault) {
      failed(fault);
    } finally {
      run.disabled = false;
    }
  };
  /** @type {ReturnType<typeof measures>|null} */
  let edits = null;
  const weigh = async () => {
    const chosen = edits?.edits() ?? [];
    if (!chosen.length) {
      compared.replaceChildren(h("p", { class: "notice" }, t("measure.none")));
      return;
    }
    const { result: after } = await ask(scenario({ edits: chosen }));
    compared.replaceChildren(comparison(before, after, explorer, options));
  };
  const drawFallen = async (/** @type {any} */ result) => {
    const codes = result.defaulted.map((/** @type {any} */ fall) => fall.party);
    for (const fall of result.defaulted) if (!explorer.known.has(fall.party)) explorer.known.set(fall.party, fall);
    await explorer.add(codes.slice(0, MOST_DRAWN));
    const hidden = new Set(codes);
    for (const fold of [...explorer.board.folds.values()]) if (fold.members.some((code) => hidden.has(code))) explorer.open(fold.id);
  };
  const run = h("button", { type: "button", class: "primary", id: "simulate", disabled: true, onclick: () => void play() }, t("explorer.simulate"));
  const stop = h("button", { type: "button", onclick: () => { explorer.emphasis.set({ fates: null, round: 0, links: new Set() }); told.replaceChildren(); } }, t("explorer.end_simulation"));
  const panel = h("div", null,
    h("h2", null, t("explorer.seeds")), h("p", { class: "hint" }, t("explorer.seeds.about")), named,
    h("div", { class: "actions" }, h("button", { type: "button", id: "seed-selected", onclick: () => seed([...seeds, ...explorer.parties.filter((code) => explorer.board.nodes.get(code))]) }, t("explorer.seed_selected")), run, stop), wait, told);
  draw();
  return { panel, seed: (codes) => seed([...seeds, ...codes]) };
}

/** @param {any} result @param {(code: string|null) => string} county */
function figures(result, county) {
  const counties = Object.entries(result.loss_by_county ?? {}).sort((a, b) => Number(b[1]) - Number(a[1]));
  return h("div", null,
    h("dl", { class: "figures" },
      h("div", null, h("dt", null, t("explorer.fallen")), h("dd", { id: "fallen" }, number(result.defaulted.length))),
      h("div", null, h("dt", null, t("bank_loss")), h("dd", null, money(result.bank_loss))),
      h("div", null, h("dt", null, t("explorer.counties_hit")), h("dd", null, number(counties.length))),
      h("div", null, h("dt", null, t("employees")), h("dd", null, number(result.employees ?? null)))),
    h("p", null, ...counties.slice(0, 8).map(([code, loss]) => chip(`${county(code)} ${money(Number(loss))}`))));
}
