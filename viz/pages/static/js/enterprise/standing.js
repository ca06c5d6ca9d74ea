// Where a firm stands with the county: its entry on the ledger of risk enterprises, and the class proposed with its reasons.

import { about, href, t } from "../about.js";
import { chip, h } from "../dom.js";
import { number, percent } from "../format.js";
import { said, section } from "../section.js";

const ORDER = ["tier", "listed_on", "delisted_on", "department", "cause", "application", "leader", "officer", "measures", "progress"];
/** @type {Record<string, "good"|"warn"|"alarm">} */
export const CLASSES = { 保: "good", 帮: "warn", 关: "alarm" };

/** @param {string} field @param {any} value */
const shown = (field, value) => (field === "tier" || field === "application" ? t(`${field}.${value}`) : String(value));

/** @param {any} row */
function classed(row) {
  const scores = Object.entries(row.dimensions ?? {}).map(([name, told]) => [h("dt", null, t(`dimension.${name}`)), h("dd", null, number(/** @type {any} */ (told).score))]);
  return h("div", null,
    h("p", { class: "line" }, row.class ? chip(row.class, CLASSES[row.class]) : chip(t("enterprise.no_class")), row.score === null ? null : said(t("score"), number(row.score)),
      row.status ? chip(t(`standing.${row.status}`)) : null, row.missing ? chip(said(t("missing_share"), percent(row.missing))) : null),
    row.reason ? h("p", null, about.lang === "zh" ? row.reason.zh : row.reason.en) : null,
    row.veto ? h("p", { class: "error" }, said(t("veto"), typeof row.veto === "string" ? row.veto : row.veto[about.lang])) : null,
    row.objection_until ? h("p", { class: "lead" }, said(t("objection_until"), row.objection_until)) : null,
    scores.length ? h("dl", { class: "facts" }, ...scores.flat()) : null,
    h("p", { class: "actions" }, h("a", { class: "button", href: href("/classification", { enterprise: row.enterprise }) }, t("enterprise.open_class"))));
}

/**
 * @param {any} listing
 * @param {any|null} row of the classification
 */
export function standing(listing, row) {
  const entry = listing
    ? h("dl", { class: "facts" }, ...ORDER.filter((field) => listing[field] !== undefined && listing[field] !== null).flatMap((field) => [h("dt", null, t(field)), h("dd", null, shown(field, listing[field]))]))
    : h("p", { class: "lead" }, t("enterprise.not_listed"));
  return section("standing", t("enterprise.standing"), entry, row ? classed(row) : null);
}

/** @param {any} group @param {string} self */
export function groupCard(group, self) {
  if (!group) return section("group", t("group"), h("p", { class: "lead" }, t("enterprise.no_group")));
  const members = group.members.map((/** @type {any} */ one) => h("li", null, one.party === self ? h("strong", null, one.name) : h("a", { href: href(`/enterprises/${one.party}`) }, one.name ?? one.party),
    one.ultimate_share === null || one.ultimate_share === undefined || one.ultimate_share === 1 ? null : ` ${percent(one.ultimate_share)}`,
    one.chain_zh ? h("div", { class: "sentence" }, about.lang === "zh" ? one.chain_zh : one.chain_en) : null));
  return section("group", t("group"), group.group ? h("p", null, said(t("enterprise.controller"), ""), h("a", { href: href(`/enterprises/${group.group}`) }, group.name ?? group.group)) : null,
    h("ul", { class: "plain" }, ...members), group.members_elsewhere ? h("p", { class: "notice" }, t("circle.elsewhere", { count: group.members_elsewhere })) : null);
}
