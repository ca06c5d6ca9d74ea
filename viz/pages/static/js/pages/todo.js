// What the visitor has to act on: why, by when, and where it is done.

import { about, href, t } from "../about.js";
import { get } from "../api.js";
import { byId, chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { start } from "../page.js";
import { counties, county } from "../places.js";
import { below, table } from "../table.js";

const PAGE = 100;
const DAY = 86_400_000;
const KINDS = /** @type {const} */ ({ overdue: "alarm", plan_missing: "warn", funds_missing: "warn", application: "alarm", newly_city: "alarm", city_row: "warn", applied: "accent", failed_load: "alarm", confirmation: "accent" });

/** @type {any[]} */
let rows = [];
/** The day the answer is for. */
let today = "";

/** @param {string|null} by */
function until(by) {
  if (!by) return chip(t("todo.undated"), "accent");
  const days = Math.round((Date.parse(by) - Date.parse(today)) / DAY);
  return [h("span", { class: "todo-by" }, by), h("div", null, days < 0 ? chip(t("todo.days_late", { days: number(-days) }), "alarm") : chip(days === 0 ? t("todo.today") : t("todo.days", { days: number(days) }), days <= 7 ? "warn" : ""))];
}

/** An address of ours with what it asks for, in the language of the page. @param {string} where */
function link(where) {
  const [path, query = ""] = where.split("?");
  return href(path, Object.fromEntries(new URLSearchParams(query)));
}

const columns = [
  { key: "todo.by", sort: (/** @type {any} */ row) => row.by ?? today, cell: (/** @type {any} */ row) => until(row.by) },
  { key: "todo.kind", sort: (/** @type {any} */ row) => t(`todo.${row.kind}`), cell: (/** @type {any} */ row) => chip(t(`todo.${row.kind}`), KINDS[/** @type {keyof typeof KINDS} */ (row.kind)] ?? "") },
  { key: "name", head: true, class: "wide", sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => [row.name ?? row.subject, h("div", { class: "code" }, row.subject)] },
  { key: "county", class: "todo-by", sort: (/** @type {any} */ row) => row.county, cell: (/** @type {any} */ row) => county(row.county) },
  { key: "todo.why", class: "wide", cell: (/** @type {any} */ row) => row.why[about.lang] },
  { key: "amount", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.amount, cell: (/** @type {any} */ row) => money(row.amount) },
  { key: "todo.act", cell: (/** @type {any} */ row) => h("a", { class: "button go", href: link(row.where), "aria-label": `${t("todo.open")} ${row.name ?? row.subject}` }, t("todo.open")) },
];

const wanted = () => new URLSearchParams(location.search).get("kind");

/** @param {Record<string, number>} counts */
function kinds(counts) {
  const every = Object.entries(counts);
  const choice = (/** @type {string|null} */ kind, /** @type {string} */ label, /** @type {number} */ many) => h("button", { type: "button", class: "kind", "aria-pressed": String(wanted() === kind), "data-kind": kind ?? "", onclick: () => {
    history.replaceState(null, "", href("/todo", { kind }));
    void load(null);
  } }, label, " ", h("strong", null, number(many)));
  byId("filters").replaceChildren(choice(null, t("todo.all"), every.reduce((sum, [, many]) => sum + many, 0)), ...every.map(([kind, many]) => choice(kind, t(`todo.${kind}`), many)));
}

/** @param {string|null} cursor */
async function load(cursor) {
  const page = await get("/todo", { limit: PAGE, cursor, kind: wanted() });
  rows = cursor ? [...rows, ...page.items] : page.items;
  today = page.snapshot.slice(0, 10);
  kinds(page.counts);
  byId("list").replaceChildren(
    rows.length ? table(columns, rows, { key: (row) => `${row.kind} ${row.subject}`, caption: `${t("snapshot")} ${page.snapshot}` }) : h("p", { class: "state" }, `✓ ${t("todo.empty")}`),
    rows.length ? below(rows.length, page.total, page.next ? () => void load(page.next) : null) : "");
}

await start(async () => {
  await counties();
  await load(null);
});
