// The panel of filters: what expanding may add, what is shown, and of which day.

import { t } from "../about.js";
import { h } from "../dom.js";
import { RISK } from "./marks.js";
import { open } from "./shown.js";

const KINDS = ["enterprise", "person", "guarantee_company"];
const LIABILITIES = ["joint", "general", "several"];
const RISKS = [...Object.keys(RISK), "none"];
const DIRECTIONS = ["any", "given", "received"];
const UNIT = 10_000; // amounts are typed in 万元

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{counties: {county: string, name: string|null}[], days: string[], dated: (day: string|null) => void, again: () => void}} options
 * @returns {HTMLElement}
 */
export function filterPanel(explorer, options) {
  const before = h("form", { class: "fields" },
    checks("before-kind", t("explorer.kinds"), KINDS.map((kind) => [kind, t(`kind.${kind}`)]), explorer.before.kind),
    amount("before-amount", explorer.before.amount_from),
    h("label", null, t("explorer.direction"), h("select", { name: "direction" }, ...DIRECTIONS.map((one) => h("option", { value: one }, t(`explorer.direction.${one}`))))),
    h("label", null, t("explorer.depth"), h("select", { name: "depth" }, ...[1, 2, 3].map((depth) => h("option", { value: String(depth) }, String(depth))))));
  before.addEventListener("change", () => {
    const told = new FormData(before);
    explorer.before = { kind: told.getAll("before-kind").map(String), amount_from: Number(told.get("before-amount") || 0) * UNIT, direction: String(told.get("direction")), depth: Number(told.get("depth")) };
  });
  before.addEventListener("submit", (event) => event.preventDefault());
  const showing = h("form", { class: "fields" });
  const fill = () => {
    const now = explorer.filters.value;
    showing.replaceChildren(
      checks("kind", t("explorer.kinds"), KINDS.map((kind) => [kind, t(`kind.${kind}`)]), now.kinds),
      amount("amount", now.amountFrom),
      checks("liability", t("explorer.liability"), LIABILITIES.map((one) => [one, t(`explorer.liability.${one}`)]), now.liabilities),
      checks("risk", t("explorer.risk"), RISKS.map((one) => [one, t(`risk.${one}`)]), now.risks),
      checks("county", t("county"), options.counties.map((one) => [one.county, one.name ?? one.county]), now.counties),
      h("button", { type: "button", onclick: () => { explorer.filters.set(open()); fill(); } }, t("explorer.show_all")));
  };
  showing.addEventListener("change", () => {
    const told = new FormData(showing);
    const list = (/** @type {string} */ name) => told.getAll(name).map(String);
    explorer.filters.set({ kinds: list("kind"), counties: list("county"), liabilities: list("liability"), risks: list("risk"), amountFrom: Number(told.get("amount") || 0) * UNIT });
  });
  showing.addEventListener("submit", (event) => event.preventDefault());
  fill();
  const day = h("input", { type: "date", value: explorer.asking.asOf ?? "", list: "days", "aria-describedby": "days-known" });
  day.setAttribute("list", "days");
  const dated = h("form", { class: "fields row" }, h("label", null, t("as_of"), day), h("datalist", { id: "days" }, ...options.days.map((one) => h("option", { value: one }))), h("button", null, t("explorer.show_day")), h("p", { id: "days-known", class: "hint" }, t("explorer.days_known", { days: options.days.slice(0, 4).join("、") })));
  dated.addEventListener("submit", (event) => {
    event.preventDefault();
    options.dated(day.value || null);
  });
  return h("div", null,
    h("h2", null, t("explorer.before_adding")), h("p", { class: "hint" }, t("explorer.before_adding.about")), before,
    h("h2", null, t("explorer.what_shows")), h("p", { class: "hint" }, t("explorer.what_shows.about")), showing,
    h("h2", null, t("as_of")), dated);
}

/** @param {string} name @param {string} legend @param {[string, string][]} choices @param {string[]} chosen */
function checks(name, legend, choices, chosen) {
  return h("fieldset", null, h("legend", null, legend), ...choices.map(([value, label]) => h("label", { class: "check" }, h("input", { type: "checkbox", name, value, checked: chosen.includes(value) }), label)));
}

/** @param {string} name @param {number} yuan */
const amount = (name, yuan) => h("label", null, t("explorer.amount_from"), h("input", { type: "number", name, min: "0", step: "any", inputMode: "decimal", value: yuan ? String(yuan / UNIT) : "" }));
