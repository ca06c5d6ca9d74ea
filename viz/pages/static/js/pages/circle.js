// One circle: its figures, why it is on the queue, who is in it, who lent, and what happens if a member defaults.

import { about, href, may, t } from "../about.js";
import { get } from "../api.js";
import { cascadeCard } from "../circle/cascade.js";
import { matrix } from "../circle/matrix.js";
import { picture } from "../circle/picture.js";
import { byId, chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { start } from "../page.js";
import { paper } from "../papers.js";
import { party } from "../party.js";
import { counties, county } from "../places.js";
import { listed, said, section } from "../section.js";
import { table } from "../table.js";

const id = decodeURIComponent(location.pathname.split("/")[2]);
const CLASSES = { 保: "good", 帮: "warn", 关: "alarm" };

/** @param {any} circle @param {any} queue @param {any} told */
function figures(circle, queue, told) {
  const rings = circle ? Object.values(circle.rings).reduce((/** @type {number} */ sum, count) => sum + Number(count), 0) : null;
  const rows = [
    [t("class"), circle?.class ?? queue?.class],
    [t("loan_balance"), money(circle?.loan_balance)],
    [t("members"), number(told.members.length + told.members_elsewhere)],
    [t("mutual_pairs"), number(circle?.mutual_pairs)],
    [t("rings"), rings === null ? "—" : `${number(rings)}${circle.rings_truncated ? "+" : ""}`],
    [t("expected_spillover"), money(queue?.expected_spillover)],
    [t("worst_case_spillover"), money(queue?.worst_case_spillover)],
    [t("worst_case_loss"), money(queue?.worst_case_loss)],
    [t("employees"), number(queue?.employees)],
    [t("due_soon"), money(queue?.due_soon)],
  ];
  return h("dl", { class: "figures card" }, ...rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value ?? "—"))));
}

/** @param {any} queue */
function why(queue) {
  if (!queue) return section("why", t("circle.why"), h("p", null, t("circle.not_queued")));
  return section("why", t("circle.why"),
    h("p", null, chip(`${t("rank")} ${queue.rank}`, "accent"), " ", chip(t(`level.${queue.level}`), queue.level === "city" ? "alarm" : ""), " ", queue.leader_link ? chip(t("leader_link"), "warn") : "", " ", chip(said(t("application"), t(`application.${queue.application}`)))),
    h("ul", { class: "plain" }, ...queue.reasons.map((/** @type {any} */ reason) => h("li", null, about.lang === "zh" ? reason.zh : reason.en))),
    h("dl", { class: "facts" },
      h("dt", null, t("rule")), h("dd", { class: "code" }, queue.rule),
      h("dt", null, t("counties_hit")), h("dd", null, listed(queue.counties_hit.map(county)) || "—"),
      h("dt", null, t("flags")), h("dd", null, ...(queue.flags.length ? queue.flags.map((/** @type {string} */ flag) => chip(t(`rule.${flag}`), "warn")) : ["—"])),
      h("dt", null, t("unknown_capacity")), h("dd", null, number(queue.unknown_capacity))));
}

/** @param {any} told */
function members(told) {
  const hasClass = told.members.some((/** @type {any} */ one) => one.class !== null);
  const hasFindings = told.members.some((/** @type {any} */ one) => one.findings !== null);
  /** @type {import("../table.js").Column[]} */
  const columns = [
    { key: "name", head: true, class: "wide", sort: (row) => row.name, cell: party },
    { key: "county", sort: (row) => row.county, cell: (row) => county(row.county) },
    { key: "loan_balance", kind: "number", sort: (row) => row.loans, cell: (row) => money(row.loans) },
    { key: "loan_class", sort: (row) => row.worst_class, cell: (row) => (row.worst_class ? t(row.worst_class) : "—") },
    ...(about.visitor?.role === "bank" ? [] : [{ key: "capacity", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.capacity, cell: (/** @type {any} */ row) => money(row.capacity) }]),
    { key: "staff", kind: "number", sort: (row) => row.employees, cell: (row) => number(row.employees) },
    ...(hasClass ? [{ key: "proposed_class_short", sort: (/** @type {any} */ row) => row.class, cell: (/** @type {any} */ row) => (row.class ? chip(row.class, /** @type {any} */ (CLASSES)[row.class]) : "—") }] : []),
    ...(hasFindings ? [{ key: "findings", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.findings, cell: (/** @type {any} */ row) => number(row.findings) }] : []),
  ];
  const elsewhere = told.members_elsewhere ? h("p", { class: "notice" }, t("circle.elsewhere", { count: told.members_elsewhere })) : null;
  return h("section", { id: "members" }, h("h2", null, t("circle.members", { shown: told.members.length })), elsewhere, h("div", { class: "tall" }, table(columns, told.members, { key: (row) => row.party, caption: t("members") })));
}

/** @param {any} circle @param {any} told */
function actions(circle, told) {
  const core = told.members.find((/** @type {any} */ one) => one.core);
  byId("actions").replaceChildren(
    h("a", { class: "button", href: href("/", { circle: id }) }, `← ${t("circle.back")}`),
    h("a", { class: "button primary", href: href("/explorer", { circle: id }) }, t("circle.explore")),
    core ? h("a", { class: "button", href: href(`/enterprises/${core.party}`) }, t("circle.dossier")) : "",
    paper(`circles/${encodeURIComponent(id)}`, t("papers.circle")));
  document.title = `${circle.name} · ${t("product")}`;
}

await start(async () => {
  const [{ circle, queue }, told] = await Promise.all([get(`/circles/${encodeURIComponent(id)}`), get(`/circles/${encodeURIComponent(id)}/members`), counties()]);
  const named = circle ?? queue;
  byId("title").textContent = named.name;
  byId("lead").replaceChildren(h("span", { class: "code" }, id), ` · ${said(t("home_county"), county(named.home_county))} · ${t("snapshot")} ${told.snapshot}`, circle?.split ? ` · ${t("circle.split")}` : "");
  actions(named, told);
  const seeds = told.members.filter((/** @type {any} */ one) => !one.stub && one.kind === "enterprise");
  byId("content").replaceChildren(
    figures(circle, queue, told),
    h("div", { class: "halves" },
      h("div", null, why(queue), may("simulations") && seeds.length ? cascadeCard(seeds, { as_of: told.snapshot.slice(0, 10) }) : ""),
      section("picture", t("circle.picture"), picture(told.members, told.links), h("p", { class: "lead" }, t("circle.picture_about")))),
    members(told),
    h("section", { id: "exposures" }, h("h2", null, t("circle.exposures")), matrix(told)));
});
