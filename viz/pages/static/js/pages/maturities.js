// The 321 calendar: what falls due when, whose turn it is, what falls if it is missed, and plans entered in place.

import { about, href, t } from "../about.js";
import { file, get } from "../api.js";
import { byId, h } from "../dom.js";
import { money, number } from "../format.js";
import { calendar, iso, lastOf, monthOf } from "../maturities/calendar.js";
import { ledger } from "../maturities/ledger.js";
import { KINDS } from "../maturities/marks.js";
import { DIMENSIONS, rollUp } from "../maturities/rollup.js";
import { failure, start } from "../page.js";
import { counties } from "../places.js";
import { said } from "../section.js";
import { below } from "../table.js";

const PAGE = 100;
const STAGES = ["ledger", "plan", "funds", "overdue"];
const asked = new URLSearchParams(location.search);
/** What is asked for; it stands in the address. */
const state = {
  stage: asked.get("stage") ?? "", county: asked.get("county") ?? "", bank: asked.get("bank") ?? "", borrower: asked.get("borrower") ?? "",
  day: asked.get("day") ?? "", month: asked.get("month") ?? "", months: Number(asked.get("months") ?? 3), by: asked.get("by") ?? "",
};
let today = "";
/** @type {any[]} */
let rows = [];

/** The filters the API knows. */
const filters = () => ({ county: state.county, bank: state.bank, borrower: state.borrower });
const stages = () => (state.stage ? [state.stage] : state.day ? [] : STAGES);
const ofDay = () => (state.day ? { due_from: state.day, due_to: state.day } : {});

function keep() {
  const { months, ...rest } = state;
  history.replaceState(null, "", href("/maturities", { ...rest, months: months === 3 ? null : months }));
}

async function tiles() {
  const sums = (await get("/maturities/sums", { by: "month", ...filters() })).items;
  const sum = (/** @type {string} */ field) => sums.reduce((/** @type {number} */ total, /** @type {any} */ row) => total + row[field], 0);
  byId("tiles").replaceChildren(...STAGES.map((stage) => h("button", { type: "button", class: `tile ${KINDS[stage]}`, "aria-pressed": String(state.stage === stage), "data-stage": stage, onclick: () => choose({ stage: state.stage === stage ? "" : stage }) },
    h("span", { class: "label" }, t(`stage.${stage}`)), h("span", { class: "value" }, number(sum(`count_${stage}`))), h("span", { class: "small" }, money(sum(`balance_${stage}`))), h("span", { class: "small" }, t(`maturities.turn.${stage}`)))));
}

async function days() {
  const first = monthOf(state.month ? `${state.month}-01` : today);
  const last = lastOf(monthOf(iso(first), state.months - 1));
  const sums = (await get("/maturities/sums", { by: "day", ...filters(), stage: state.stage ? [state.stage] : [], due_from: iso(first), due_to: iso(last) })).items;
  byId("calendar").replaceChildren(calendar(first, state.months, sums, { today, chosen: state.day, choose: (day) => choose({ day: state.day === day ? "" : day }) }));
}

/** @param {string|null} cursor */
async function list(cursor) {
  const told = await get("/maturities", { limit: PAGE, cursor, ...filters(), ...ofDay(), stage: stages() });
  rows = cursor ? [...rows, ...told.items] : told.items;
  byId("ledger").replaceChildren(ledger(rows, again), below(rows.length, told.total, told.next ? () => void list(told.next) : null));
}

/** One loan as it stands after an entry. @param {any} row */
async function again(row) {
  const told = await get("/maturities", { borrower: row.borrower, due_from: row.due, due_to: row.due, limit: 500 });
  void Promise.all([sums(), tiles()]);
  return told.items.find((/** @type {any} */ one) => one.no === row.no) ?? null;
}

async function sums() {
  const by = state.by || "county";
  const told = await get("/maturities/sums", { by, ...filters(), ...ofDay(), stage: stages() });
  byId("sums").replaceChildren(rollUp(told.items, by));
  const link = /** @type {HTMLAnchorElement} */ (byId("export"));
  link.href = exported();
}

const exported = () => {
  const query = new URLSearchParams(Object.entries({ ...filters(), ...ofDay(), by: state.by || "county", lang: about.lang }).filter(([, value]) => value));
  for (const stage of stages()) query.append("stage", stage);
  return `${file("/maturities/file")}?${query}`;
};

/** Ask again with something changed. @param {Partial<typeof state>} change */
async function choose(change) {
  Object.assign(state, change);
  keep();
  title();
  for (const button of document.querySelectorAll("#tiles [data-stage]")) button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.stage === state.stage));
  try {
    await Promise.all([days(), list(null), sums(), ...("county" in change || "bank" in change || "borrower" in change ? [tiles()] : [])]);
  } catch (fault) {
    byId("ledger").replaceChildren(failure(fault));
  }
}

/** What the list shows, in words. */
function title() {
  const parts = [state.day, state.stage ? t(`stage.${state.stage}`) : state.day ? "" : t("maturities.pressing"), state.borrower].filter(Boolean);
  byId("list-title").replaceChildren(`${said(t("maturities.list"), parts.join(" · "))} `, state.day || state.stage || state.borrower ? h("button", { type: "button", class: "quiet", onclick: () => choose({ day: "", stage: "", borrower: "" }) }, t("maturities.clear")) : "");
}

/** @param {any[]} places @param {any[]} banks */
function form(places, banks) {
  const select = (/** @type {"county"|"bank"|"stage"} */ name, /** @type {[string, string][]} */ options) => h("label", null, t(name), h("select", { name, onchange: (/** @type {Event} */ event) => choose({ [name]: /** @type {HTMLSelectElement} */ (event.target).value }) }, h("option", { value: "" }, t("all")), ...options.map(([value, label]) => h("option", { value, selected: state[name] === value }, label))));
  const move = (/** @type {number} */ by) => choose({ month: iso(monthOf(state.month ? `${state.month}-01` : today, by * state.months)).slice(0, 7) });
  return h("form", { class: "filters", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    select("county", places.map((one) => [one.county, one.name ?? one.county])),
    about.visitor?.role === "bank" ? null : select("bank", banks.filter((one) => one.by).map((one) => [one.by, one.name ?? one.by])),
    select("stage", ["before", ...STAGES].map((stage) => [stage, t(`stage.${stage}`)])),
    h("div", { class: "actions" }, h("button", { type: "button", "aria-label": t("maturities.earlier"), onclick: () => move(-1) }, "‹"), h("button", { type: "button", onclick: () => choose({ month: "" }) }, t("maturities.today")), h("button", { type: "button", "aria-label": t("maturities.later"), onclick: () => move(1) }, "›"),
      h("button", { type: "button", id: "span", onclick: () => { const months = state.months === 3 ? 1 : 3; byId("span").textContent = t(months === 3 ? "maturities.one_month" : "maturities.quarter"); void choose({ months }); } }, t(state.months === 3 ? "maturities.one_month" : "maturities.quarter"))));
}

await start(async () => {
  byId("lead").textContent = t("maturities.lead");
  const [places, banks] = await Promise.all([counties(), get("/maturities/sums", { by: "bank" })]);
  today = banks.as_of;
  byId("actions").replaceChildren(h("a", { class: "button", id: "export", href: exported(), download: "" }, `${t("export")} XLSX`));
  const by = h("label", null, t("maturities.by"), h("select", { onchange: (/** @type {Event} */ event) => { state.by = /** @type {HTMLSelectElement} */ (event.target).value; keep(); void sums(); }, id: "by" }, ...DIMENSIONS.map((one) => h("option", { value: one, selected: state.by === one }, t(one)))));
  byId("content").replaceChildren(h("div", { id: "tiles", class: "tiles" }), form(places, banks.items), h("div", { id: "calendar", class: "card" }),
    h("h2", { id: "list-title" }), h("div", { id: "ledger" }), h("section", null, h("div", { class: "heading" }, h("h2", null, t("maturities.sums")), by), h("div", { id: "sums", class: "tall" })));
  title();
  await Promise.all([tiles(), days(), list(null), sums()]);
});
