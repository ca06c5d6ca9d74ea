// The dossier of one party (一企一档): who it is, what it owes and guarantees, whose it is, where it stands, what the rules find.

import { about, href, may, t } from "../about.js";
import { get, Problem } from "../api.js";
import { byId, chip, h } from "../dom.js";
import { figures as stated, identity } from "../enterprise/identity.js";
import { guarantees } from "../enterprise/guarantees.js";
import { loans } from "../enterprise/loans.js";
import { maturing } from "../enterprise/maturing.js";
import { groupCard, standing } from "../enterprise/standing.js";
import { unmaskButton } from "../enterprise/unmask.js";
import { findingList } from "../finding.js";
import { money, number } from "../format.js";
import { start } from "../page.js";
import { paper } from "../papers.js";
import { counties, county } from "../places.js";
import { said, section } from "../section.js";

const code = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/enterprises/${encodeURIComponent(code)}`;
const bank = about.visitor?.role === "bank";

/**
 * What an answer says, or null where the visitor may not ask or there is nothing.
 * @param {boolean} wanted
 * @param {string} where
 * @param {Record<string, string|number>} [query]
 */
async function maybe(wanted, where, query = {}) {
  if (!wanted) return null;
  try {
    return await get(where, query);
  } catch (fault) {
    if (fault instanceof Problem && fault.status < 500) return null;
    throw fault;
  }
}

/** @param {any} told @param {any} credit @param {number|null} found */
function figures(told, credit, found) {
  const owed = (told.loans ?? []).reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.balance, 0);
  const guaranteed = (/** @type {any[]} */ rows) => rows.reduce((sum, one) => sum + one.amount, 0);
  const rows = [
    [t(bank ? "enterprise.own_loans" : "enterprise.loans_total"), money(told.loans ? owed : null)],
    [t("lenders"), number(credit?.lenders)],
    ...(bank ? [] : [[t("guaranteed_out"), money(credit?.as_guarantor?.guaranteed ?? guaranteed(told.guarantees_given))], [t("enterprise.free"), money(credit?.as_guarantor?.free)], [t("capacity"), money(told.capacity)]]),
    [t("stated.net_assets"), money(told.stated?.net_assets)],
    [t("stated.revenue"), money(told.stated?.revenue)],
    [t("staff"), number(told.stated?.employees)],
    [t("findings"), number(found)],
  ];
  return h("dl", { class: "figures card" }, ...rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

/** @param {any} told */
function head(told) {
  const title = byId("title");
  title.textContent = told.name ?? told.party;
  document.title = `${told.name ?? told.party} · ${t("product")}`;
  byId("lead").replaceChildren(h("span", { class: "code" }, told.party), ` · ${county(told.county)} · ${t("snapshot")} ${told.snapshot} `,
    told.kind === "enterprise" ? "" : chip(t(`kind.${told.kind}`)), told.stub ? chip(t("stub"), "warn") : "", told.listing ? chip(said(t("tier"), t(`tier.${told.listing.tier}`)), "alarm") : "");
  const firm = told.kind === "enterprise" && !told.stub;
  byId("actions").replaceChildren(...[
    h("a", { class: "button primary", href: href("/explorer", { focus: code }) }, t("enterprise.explore")),
    firm && may("credit") ? h("a", { class: "button", href: href("/credit", { borrower: code }) }, t("enterprise.credit")) : "",
    firm && may("simulations") ? h("a", { class: "button", href: href("/simulations", { seed: code }) }, t("enterprise.simulate")) : "",
    told.kind === "person" && may("unmask") ? unmaskButton(code, title) : "",
    firm ? paper(`enterprises/${encodeURIComponent(code)}`, t("papers.enterprise")) : "",
    firm ? "" : h("button", { type: "button", onclick: () => window.print() }, t("print")),
  ]);
}

/** @param {any} told */
function circleCard(told) {
  const link = told.circle ? h("p", null, h("a", { class: "button", href: href(`/circles/${encodeURIComponent(told.circle)}`) }, t("queue.open_circle")), " ", h("span", { class: "code" }, told.circle)) : h("p", { class: "lead" }, t("enterprise.no_circle"));
  return section("circle", t("enterprise.circle"), link);
}

await start(async () => {
  const [told] = await Promise.all([get(path), counties()]);
  head(told);
  const both = [guarantees("received", t("enterprise.received"), told.guarantees_received, "guarantor"), guarantees("given", t("enterprise.given"), told.guarantees_given, "borrower")];
  if (told.stub) {
    byId("content").replaceChildren(h("p", { class: "notice" }, t("enterprise.stub")), ...both);
    return;
  }
  const firm = told.kind === "enterprise";
  const [credit, findings, due, row] = await Promise.all([
    maybe(firm && may("credit"), `${path}/credit`),
    firm ? maybe(may("findings"), `${path}/findings`) : maybe(may("findings"), "/findings", { subject: code, limit: 500 }),
    maybe(firm && may("maturities"), "/maturities", { borrower: code, limit: 500 }),
    maybe(firm && may("classification") && told.listing !== null, "/classification", { enterprise: code }),
  ]);
  byId("content").replaceChildren(
    figures(told, credit, findings?.total ?? null),
    h("div", { class: "halves" }, h("div", null, identity(told.stated ?? {}), standing(told.listing, row?.items[0] ?? null), circleCard(told)), h("div", null, groupCard(told.group, code), stated(told.stated ?? {}))),
    ...(findings ? [section("findings", t("enterprise.findings", { count: findings.total }), h("p", { class: "lead" }, t("finding.prompt")), findingList(findings.findings ?? findings.items))] : []),
    ...(firm ? [loans(told.loans ?? [], credit)] : []),
    h("div", { class: "halves" }, ...both),
    ...(due ? [maturing(due, code)] : []));
});
