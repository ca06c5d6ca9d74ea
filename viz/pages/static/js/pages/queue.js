// The front page: the coordination queue. Every row explains itself and opens its circle.

import { about, href, may, t } from "../about.js";
import { get } from "../api.js";
import { byId, chip, h } from "../dom.js";
import { listFiles } from "../download.js";
import { money, number } from "../format.js";
import { start } from "../page.js";
import { paper } from "../papers.js";
import { listed, said } from "../section.js";
import { below, table } from "../table.js";

const PAGE = 100;
const MOST_READ = 3000; // rows, looking for the one somebody comes back from
/** @type {Record<string, string>} */
const LABELS = { county: "home_county", bank: "queue.bank" };

/** @type {Record<string, string>} */
const counties = {};

/** @param {any} row */
function why(row) {
  const reasons = row.reasons.map((/** @type {any} */ reason) => h("li", null, about.lang === "zh" ? reason.zh : reason.en));
  const circle = row.kind === "circle" ? h("a", { class: "button", href: href(`/circles/${row.circle}`) }, t("queue.open_circle")) : null;
  return h("div", null,
    h("h3", null, t("queue.why")),
    h("ul", null, ...reasons),
    h("p", null, said(t("rule"), row.rule), row.flags.length ? ` · ${said(t("flags"), listed(row.flags.map((/** @type {string} */ flag) => t(`rule.${flag}`))))}` : ""),
    h("p", null, said(t("members"), ""), ...row.members.slice(0, 12).flatMap((/** @type {string} */ code) => [h("a", { href: href(`/enterprises/${code}`), class: "code" }, code), " "]), row.members.length > 12 ? `… ${number(row.members.length)}` : ""),
    h("div", { class: "actions" }, circle, row.members.length ? h("a", { class: "button", href: href("/explorer", { focus: row.members[0] }) }, t("queue.explore")) : null));
}

const columns = [
  { key: "rank", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.rank },
  { key: "name", head: true, class: "wide", sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => [h("button", { type: "button", class: "quiet cell", "data-opens": "" }, row.name), h("div", { class: "code" }, row.circle)] },
  { key: "home_county", class: "todo-by", sort: (/** @type {any} */ row) => row.home_county, cell: (/** @type {any} */ row) => counties[row.home_county] ?? row.home_county },
  { key: "level", sort: (/** @type {any} */ row) => row.level, cell: (/** @type {any} */ row) => [chip(t(`level.${row.level}`), row.level === "city" ? "alarm" : ""), row.leader_link ? chip(t("leader_link"), "warn") : ""] },
  { key: "expected_spillover", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.expected_spillover, cell: (/** @type {any} */ row) => money(row.expected_spillover) },
  { key: "worst_case_spillover", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.worst_case_spillover, cell: (/** @type {any} */ row) => money(row.worst_case_spillover) },
  { key: "employees", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.employees, cell: (/** @type {any} */ row) => number(row.employees) },
  { key: "class", sort: (/** @type {any} */ row) => row.class },
  { key: "counties_hit", class: "names", cell: (/** @type {any} */ row) => listed(row.counties_hit.map((/** @type {string} */ code) => counties[code] ?? code)) },
  { key: "members", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.members.length, cell: (/** @type {any} */ row) => number(row.members.length + row.members_elsewhere) },
  { key: "flags", class: "wide marks", cell: (/** @type {any} */ row) => row.flags.slice(0, 3).map((/** @type {string} */ flag) => chip(t(`rule.${flag}`))) },
];

/** @type {any[]} */
let rows = [];

/** @param {string|null} cursor @param {Record<string, string>} wanted @param {{until?: string|null}} [options] a circle to read on to */
async function load(cursor, wanted, { until } = {}) {
  const ask = (/** @type {string|null} */ from, /** @type {number} */ limit) => get("/coordination-queue", { limit, cursor: from, ...wanted });
  let told = await ask(cursor, PAGE);
  rows = cursor ? [...rows, ...told.items] : told.items;
  while (until && told.next && rows.length < MOST_READ && !rows.some((row) => row.circle === until)) {
    told = await ask(told.next, 500);
    rows = [...rows, ...told.items];
  }
  const more = told.next ? () => void load(told.next, wanted) : null;
  byId("list").replaceChildren(table(columns, rows, { detail: why, key: (row) => row.circle, caption: `${t("snapshot")} ${told.snapshot}` }), below(rows.length, told.total, more));
  return told;
}

/** Show the row somebody comes back from. @param {string} circle */
function comeBack(circle) {
  const row = byId("list").querySelector(`tr[data-key="${CSS.escape(circle)}"]`);
  row?.classList.add("came-from");
  row?.scrollIntoView({ block: "center" });
  /** @type {HTMLElement|null|undefined} */ (row?.querySelector("[data-opens]"))?.focus({ preventScroll: true });
}

/** @param {any[]} places @param {{classes: string[], banks: {bank: string, name: string|null}[]}} offered */
function filters(places, offered) {
  const asked = new URLSearchParams(location.search);
  const select = (/** @type {string} */ name, /** @type {[string, string][]} */ options) =>
    h("label", null, t(LABELS[name] ?? name), h("select", { name }, h("option", { value: "" }, t("all")), ...options.map(([value, label]) => h("option", { value, selected: asked.get(name) === value }, label))));
  const form = byId("filters");
  form.replaceChildren(
    select("county", places.map((one) => [one.county, one.name ?? one.county])),
    select("level", [["city", t("level.city")], ["county", t("level.county")]]),
    select("class", offered.classes.map((one) => [one, one])),
    offered.banks.length > 1 ? select("bank", offered.banks.map((one) => [one.bank, one.name ?? one.bank])) : "");
  form.addEventListener("change", () => {
    const wanted = chosen();
    history.replaceState(null, "", href(location.pathname, wanted));
    void load(null, wanted);
  });
}

/** @returns {Record<string, string>} */
function chosen() {
  const form = /** @type {HTMLFormElement} */ (byId("filters"));
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]).filter(([, value]) => value));
}

await start(async () => {
  const places = (await get("/counties")).items;
  for (const one of places) counties[one.county] = one.name ?? one.county;
  if (may("differences")) byId("actions").append(paper("meeting", t("papers.meeting")));
  byId("actions").append(...listFiles("coordination-queue"));
  const asked = new URLSearchParams(location.search);
  const wanted = Object.fromEntries(["county", "level", "class", "bank"].map((name) => [name, asked.get(name) ?? ""]).filter(([, value]) => value));
  const from = asked.get("circle");
  filters(places, await load(null, wanted, { until: from }));
  if (from) comeBack(from);
});
