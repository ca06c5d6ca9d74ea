// The policy's rules: searched, filtered, with the numbers in force, and what each finds.

import { href, t } from "../about.js";
import { get } from "../api.js";
import { byId, h } from "../dom.js";
import { listFiles } from "../download.js";
import { nothing, start } from "../page.js";
import { counties } from "../places.js";
import { findings } from "../rules/findings.js";
import { fits, list } from "../rules/list.js";

/** @type {any[]} */
let rules = [];

/** @returns {Record<string, string>} */
const wanted = () => Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (byId("filters")))].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value));

function draw() {
  const found = rules.filter((rule) => fits(rule, wanted()));
  byId("list").replaceChildren(found.length ? list(found) : nothing(), h("div", { class: "below" }, h("span", { role: "status" }, t("rules.shown", { shown: found.length, total: rules.length }))));
}

/** @param {string|undefined} county */
async function read(county) {
  const told = await get("/rules", { limit: 500, county });
  rules = told.items;
  const origin = told.book.origin;
  byId("actions").replaceChildren(h("p", { class: "hint" }, origin ? t("rules.origin", { file: origin.file, version: origin.version, author: origin.author }) : t("rules.as_declared")), ...listFiles("findings", t("papers.findings")));
}

/** @param {any[]} places */
function filters(places) {
  const asked = new URLSearchParams(location.search);
  const select = (/** @type {string} */ name, /** @type {string} */ all, /** @type {[string, string][]} */ options) => h("label", null, t(`rules.${name}`), h("select", { name }, h("option", { value: "" }, all), ...options.map(([value, text]) => h("option", { value, selected: asked.get(name) === value }, text))));
  const sections = [...new Set(rules.map((rule) => rule.section))].sort((a, b) => a - b);
  const form = byId("filters");
  form.replaceChildren(
    h("label", null, t("rules.search"), h("input", { type: "search", name: "q", size: 26, value: asked.get("q") ?? "" })),
    select("section", t("all"), sections.map((one) => [String(one), t(`section.${one}`)])),
    select("severity", t("all"), ["critical", "warning", "info"].map((one) => [one, t(`severity.${one}`)])),
    select("maturity", t("all"), ["text", "secondary", "local", "unverified"].map((one) => [one, t(`sure.${one}`)])),
    select("county", t("rules.city_wide"), places.map((one) => [one.county, one.name ?? one.county])),
    h("label", { class: "check" }, h("input", { type: "checkbox", name: "changed", value: "1", checked: asked.has("changed") }), t("rules.changed_only")));
  const changed = async (/** @type {Event} */ event) => {
    history.replaceState(null, "", href("/rules", wanted()));
    if (/** @type {HTMLElement} */ (event.target).getAttribute("name") === "county") await read(wanted().county);
    draw();
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
}

await start(async () => {
  const asked = new URLSearchParams(location.search);
  const rule = asked.get("findings");
  if (rule) {
    byId("filters").hidden = true;
    await findings(rule);
    return;
  }
  await read(asked.get("county") ?? undefined);
  filters(await counties());
  draw();
});
