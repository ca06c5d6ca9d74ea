// Simulations: ask one, watch it, read its result, hold two side by side.

import { href, t } from "../about.js";
import { get } from "../api.js";
import { byId, h } from "../dom.js";
import { failure, start } from "../page.js";
import { counties } from "../places.js";
import { comparison } from "../simulations/compare.js";
import { scenarioForm } from "../simulations/form.js";
import { Jobs, label } from "../simulations/jobs.js";
import { measuring } from "../simulations/measuring.js";
import { resultView } from "../simulations/result.js";

const ACTIVE = ["queued", "running"];
/** @type {ReturnType<typeof scenarioForm>} */
let form;
/** @type {string|null} */
let beside = null;
const jobs = new Jobs(byId("mine"), (id) => void choose(id), (id) => { if (id === jobs.current) void choose(id); });

function begin() {
  jobs.select(null);
  history.replaceState(null, "", href("/simulations"));
  byId("work").replaceChildren(form.place);
  form.place.querySelector("input")?.focus();
}

/** Whether two results have the same figures. @param {any} one @param {any} two */
const alike = (one, two) => one.model === two.model || [one, two].every((job) => ["cascade", "clearing"].includes(job.model));

/** @param {any} job */
function other(job) {
  const rows = jobs.rows.filter((row) => row.status === "done" && row.id !== job.id && alike(job, row));
  const select = h("select", { name: "with" }, h("option", { value: "" }, t("simulations.compare.none")), ...rows.map((row) => h("option", { value: row.id, selected: row.id === beside }, `${label(row)} · ${t(`model.${row.model}`)}`)));
  select.addEventListener("change", () => {
    beside = select.value || null;
    void choose(job.id);
  });
  return h("div", { class: "filters" }, h("label", null, t("simulations.compare"), select));
}

/** Hold a simulation and the same with measures side by side. @param {string} before @param {string} after */
async function weigh(before, after) {
  beside = after;
  await jobs.read();
  await choose(before);
  byId("comparison").scrollIntoView({ block: "start" });
}

/** @param {string} id */
async function choose(id) {
  jobs.select(id);
  history.replaceState(null, "", href("/simulations", { id, with: beside }));
  try {
    const job = await get(`/simulations/${encodeURIComponent(id)}`);
    if (jobs.current !== id) return;
    const work = byId("work");
    if (ACTIVE.includes(job.status)) work.replaceChildren(h("section", { class: "card" }, h("p", { class: "state", role: "status" }, `${label(job)} · ${t(`job.${job.status}`)}`)));
    else if (job.status !== "done") work.replaceChildren(h("section", { class: "card" }, h("p", { class: "state error", role: "alert" }, `${t(`job.${job.status}`)}${job.error ? ` · ${job.error.detail} [${job.error.code}]` : ""}`)));
    else {
      const second = beside && beside !== id ? await get(`/simulations/${encodeURIComponent(beside)}`).catch(() => null) : null;
      work.replaceChildren(...[other(job), second?.result && alike(job, second) ? comparison(job, second) : null, ...resultView(job, measuring(job, (after) => void weigh(id, after)))].filter((part) => part !== null));
    }
  } catch (fault) {
    byId("work").replaceChildren(failure(fault));
  }
}

await start(async () => {
  const asked = new URLSearchParams(location.search);
  beside = asked.get("with");
  form = scenarioForm(await counties(), async (job) => {
    await jobs.read();
    await choose(job.id);
  });
  byId("actions").append(h("button", { type: "button", class: "primary", onclick: begin }, `＋ ${t("simulations.new")}`));
  await jobs.read();
  const id = asked.get("id");
  const seed = asked.get("seed");
  if (id) await choose(id);
  else byId("work").replaceChildren(form.place);
  if (seed) form.seeds([{ code: seed, name: asked.get("name") ?? seed }]);
});
