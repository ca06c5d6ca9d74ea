// The findings of one rule, page by page.

import { about, href, t } from "../about.js";
import { get } from "../api.js";
import { byId, chip, h } from "../dom.js";
import { maturity } from "../finding.js";
import { counties, county } from "../places.js";
import { below, table } from "../table.js";

const KINDS = /** @type {const} */ ({ critical: "alarm", warning: "warn" });

const columns = [
  { key: "subject", head: true, class: "wide", sort: (/** @type {any} */ row) => row.name ?? row.subject, cell: (/** @type {any} */ row) => (row.subject ? [h("a", { href: href(`/enterprises/${encodeURIComponent(row.subject)}`) }, row.name ?? row.subject), h("div", { class: "code" }, row.subject)] : "—") },
  { key: "county", sort: (/** @type {any} */ row) => row.county, cell: (/** @type {any} */ row) => county(row.county) },
  { key: "severity", sort: (/** @type {any} */ row) => row.severity, cell: (/** @type {any} */ row) => chip(t(`severity.${row.severity}`), KINDS[/** @type {keyof typeof KINDS} */ (row.severity)] ?? "") },
  { key: "maturity", cell: (/** @type {any} */ row) => maturity(row.maturity) },
  { key: "rules.finding", class: "wide", cell: (/** @type {any} */ row) => [about.lang === "zh" ? row.text_zh : row.text_en, row.restricted ? h("div", { class: "hint" }, t("rules.restricted")) : ""] },
];

/** @param {string} rule */
export async function findings(rule) {
  /** @type {any[]} */
  let rows = [];
  const more = async (/** @type {string|null} */ cursor) => {
    const page = await get("/findings", { rule, limit: 100, cursor });
    rows = [...rows, ...page.items];
    byId("list").replaceChildren(
      h("div", { class: "spread" }, h("h2", null, t("rules.findings_of", { rule: t(`rule.${rule}`) })), h("a", { class: "button", href: href("/rules") }, `← ${t("rules.back")}`)),
      rows.length ? table(columns, rows, { caption: `${rule} · ${t("snapshot")} ${page.snapshot}` }) : h("p", { class: "state" }, t("rules.no_findings")),
      below(rows.length, page.total, page.next ? () => void more(page.next) : null));
  };
  await counties();
  await more(null);
}
