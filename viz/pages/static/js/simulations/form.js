// The form of a simulation: a model, who fails first, who is held up, assumptions, shocks, measures.

import { about, t } from "../about.js";
import { send } from "../api.js";
import { h } from "../dom.js";
import { listed } from "../section.js";
import { told } from "../told.js";
import { guaranteesOf } from "../measures/given.js";
import { measures } from "../measures/measures.js";
import { pick } from "../pick.js";
import { shocks } from "./shocks.js";

const MODELS = ["cascade", "clearing", "distress", "montecarlo"];
const CHOICES = /** @type {const} */ ({ liability: ["contract", "joint", "several", "general"], weights: ["stated", "equal", "cap", "capacity"], unknown_capacity: ["zero", "unlimited"], cross_default: ["all", "due"] });
const WORDS = { liability: "rule_of", weights: "weights", unknown_capacity: "unknown_capacity", cross_default: "cross_default" };

/** @param {string} name @param {Record<string, string|number>} how @param {string[]} models */
const figure = (name, how, models) => h("label", { "data-models": models.join(" ") }, t(`simulations.${name}`), h("input", { type: "number", name, ...how }));

/**
 * @param {{county: string, name: string|null}[]} places
 * @param {(job: any) => void} submitted
 * @returns {{place: HTMLElement, seeds: (firms: {code: string, name: string}[]) => void}}
 */
export function scenarioForm(places, submitted) {
  const name = h("input", { name: "name", maxLength: 120, style: "min-width: 260px" });
  let named = "";
  const seeds = pick(t("simulations.seeds"), (chosen) => {
    const whose = listed(chosen.slice(0, 2).map((one) => one.name));
    if (name.value === named) name.value = whose ? t("simulations.default_of", { name: whose }) : "";
    named = whose ? t("simulations.default_of", { name: whose }) : "";
    void around(chosen);
  });
  const rescue = pick(t("simulations.rescue"), () => {});
  const hit = shocks(places);
  /** @type {Map<string, string>} */
  const met = new Map();
  const done = measures((code) => met.get(code) ?? code);
  const around = async (/** @type {{code: string, name: string}[]} */ chosen) => {
    const told = await guaranteesOf(chosen.map((one) => one.code), met);
    done.offer([...met].map(([code, text]) => ({ code, text })), told);
  };
  const fault = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "submit", class: "primary" }, t("simulations.submit"));
  const models = h("fieldset", { class: "models" }, h("legend", { class: "hint" }, t("simulations.model")), ...MODELS.map((model) => h("label", null, h("input", { type: "radio", name: "model", value: model, checked: model === "cascade" }), h("strong", null, t(`model.${model}`)), h("span", { class: "hint" }, t(`model.${model}.about`)))));
  const assumptions = h("details", null, h("summary", null, t("simulations.assumptions")), h("div", { class: "row" },
    ...Object.entries(CHOICES).map(([key, options]) => h("label", null, t(`simulations.${key}`), h("select", { name: key }, ...options.map((one) => h("option", { value: one }, t(`${WORDS[/** @type {keyof typeof WORDS} */ (key)]}.${one}`)))))),
    figure("enforcement_recovery", { min: 0, max: 1, step: 0.05, value: 0 }, MODELS),
    figure("alpha", { min: 0, max: 1, step: 0.05 }, ["clearing", "montecarlo"]),
    h("label", { "data-models": "clearing" }, t("simulations.own_claims"), h("select", { name: "own_claims" }, ...["due", "all"].map((one) => h("option", { value: one }, t(`own_claims.${one}`)))))));
  const form = h("form", { class: "stack" }, models, h("div", { class: "row" }, seeds.place, rescue.place),
    h("div", { class: "row" }, h("label", { style: "flex: 1" }, t("simulations.name"), name), figure("scenarios", { min: 1, max: 10000000, step: 1, value: 10000 }, ["montecarlo"]), figure("seed", { min: 0, step: 1, value: 0 }, ["montecarlo"]), figure("tail", { min: 0.5, max: 0.9999, step: "any", value: 0.99 }, ["montecarlo"])),
    assumptions, hit.place, h("details", null, h("summary", null, t("measure.title")), h("p", { class: "hint" }, t("measure.of_seeds")), done.place), fault, h("div", null, button));
  const model = () => String(new FormData(form).get("model"));
  const look = () => { for (const one of form.querySelectorAll("[data-models]")) /** @type {HTMLElement} */ (one).hidden = !one.getAttribute("data-models")?.split(" ").includes(model()); };
  form.addEventListener("change", look);
  look();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    if (!seeds.chosen().length && (model() !== "montecarlo" || about.visitor?.role === "county" || about.visitor?.role === "bank")) {
      fault.textContent = t("simulations.need_seeds");
      return;
    }
    button.disabled = true;
    try {
      const scenario = { model: model(), name: name.value.trim(), seeds: seeds.chosen().map((one) => one.code), rescue: rescue.chosen().map((one) => one.code), ...given(form), ...hit.fields(), edits: done.edits() };
      submitted(await send("POST", "/simulations", scenario));
    } catch (problem) {
      fault.textContent = told(problem);
    }
    button.disabled = false;
  });
  const place = h("section", { class: "card", "aria-labelledby": "form-title" }, h("h2", { id: "form-title" }, t("simulations.new")), form);
  return { place, seeds: seeds.set };
}

/** What the shown fields say. @param {HTMLFormElement} form @returns {Record<string, unknown>} */
function given(form) {
  const read = new FormData(form);
  /** @type {Record<string, unknown>} */
  const parameters = Object.fromEntries(Object.keys(CHOICES).map((key) => [key, read.get(key)]));
  parameters.enforcement_recovery = Number(read.get("enforcement_recovery") || 0);
  /** @type {Record<string, unknown>} */
  const asked = { parameters };
  for (const one of form.querySelectorAll("label[data-models]:not([hidden]) [name]")) {
    const { name, value } = /** @type {HTMLInputElement} */ (one);
    if (name !== "enforcement_recovery" && value !== "") asked[name] = name === "own_claims" ? value : Number(value);
  }
  return asked;
}
