// Measures tried on a result: the same scenario with edits, held beside the one without.

import { t } from "../about.js";
import { h } from "../dom.js";
import { advice } from "../measures/advice.js";
import { calls, candidates } from "../measures/fallen.js";
import { guaranteesOf } from "../measures/given.js";
import { measures } from "../measures/measures.js";
import { section } from "../section.js";
import { simulate } from "../simulation.js";
import { told } from "../told.js";
import { label } from "./jobs.js";

/**
 * @param {any} job that is done
 * @param {(id: string) => void} treated gets the simulation with the measures
 * @returns {HTMLElement}
 */
export function measuring(job, treated) {
  const { result } = job;
  /** @type {Map<string, string>} */
  const met = new Map((result.defaulted ?? []).map((/** @type {any} */ row) => [row.party, row.name ?? row.party]));
  const chosen = measures((code) => met.get(code) ?? code);
  const wait = h("p", { class: "hint", role: "status" });
  const fault = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "button", class: "primary", id: "weigh" }, t("measure.compare"));
  button.addEventListener("click", async () => {
    const edits = chosen.edits();
    fault.textContent = edits.length ? "" : t("measure.none");
    if (!edits.length) return;
    button.disabled = true;
    try {
      const { name, ...asked } = result.scenario;
      const scenario = { ...asked, as_of: result.as_of, name: t("measure.treated", { name: name || label(job) }), edits: [...asked.edits, ...edits] };
      treated((await simulate(scenario, (share) => { wait.textContent = `${t("measure.computing")} ${Math.round(share * 100)}%`; })).id);
    } catch (problem) {
      fault.textContent = told(problem);
    }
    wait.textContent = "";
    button.disabled = false;
  });
  if (job.model === "cascade") chosen.offer(candidates(result), calls(result));
  else void guaranteesOf(result.scenario.seeds, met).then((found) => chosen.offer([...met].map(([code, text]) => ({ code, text })), found));
  return section("measuring", t("measure.title"), h("p", { class: "hint" }, t("measure.about")), job.model === "cascade" ? advice(job.id, (code) => met.get(code) ?? code, chosen.add) : null, chosen.place, h("div", { class: "actions" }, button, wait), fault);
}
