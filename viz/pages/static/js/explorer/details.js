// What is known of the selected party, beside the picture: lenders, loans, guarantees both ways, group, circle, 321, class, findings.

import { href, may, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";

const MOST = 30;
const WALK = 80; // milliseconds: whoever walks on by is not asked about

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{county: (code: string|null) => string, acts: (code: string) => Node[], pick: (code: string) => void}} options
 * @returns {{panel: HTMLElement, show: () => void, refresh: () => void}} `refresh` draws only what may be done anew
 */
export function details(explorer, options) {
  const panel = h("div", { "aria-live": "off" });
  let asked = new AbortController();
  const nothing = () => panel.replaceChildren(h("p", { class: "state" }, t("explorer.select_one")), help());
  const show = () => {
    const ids = [...explorer.selected.value];
    const code = explorer.parties.at(-1);
    asked.abort();
    if (!code) {
      const part = ids.map((id) => explorer.shown.parts.get(id)).find((one) => one);
      const link = ids.map((id) => explorer.board.links.get(id)).find((one) => one);
      if (part) panel.replaceChildren(ofPart(part, explorer));
      else if (link) panel.replaceChildren(ofLink(link, explorer, options.pick));
      else nothing();
      return;
    }
    asked = new AbortController();
    void ofParty(panel, code, explorer, options, asked.signal);
  };
  const refresh = () => {
    const code = explorer.parties.at(-1);
    if (code) panel.querySelector(".actions")?.replaceChildren(...options.acts(code));
    else show();
  };
  nothing();
  return { panel, show, refresh };
}

/**
 * @param {HTMLElement} panel
 * @param {string} code
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{county: (code: string|null) => string, acts: (code: string) => Node[], pick: (code: string) => void}} options
 * @param {AbortSignal} signal
 */
async function ofParty(panel, code, explorer, options, signal) {
  const node = /** @type {import("./board.js").Party} */ (explorer.board.nodes.get(code));
  const more = h("div", { "aria-busy": "true" }, h("p", { class: "state" }, t("loading")));
  panel.replaceChildren(
    h("h2", { class: "party" }, node.name ?? code), h("p", { class: "code" }, code),
    h("p", { class: "chips" }, chip(t(`kind.${node.kind}`)), chip(options.county(node.county)), node.core ? chip(t("core"), "accent") : null, node.risk && node.risk !== "normal" ? chip(t(`risk.${node.risk}`), "alarm") : null, node.external ? chip(t("explorer.external")) : null, node.stub ? chip(t("stub"), "warn") : null),
    h("div", { class: "actions" }, ...options.acts(code)),
    more);
  const path = `/enterprises/${encodeURIComponent(code)}`;
  await new Promise((done) => setTimeout(done, WALK));
  if (signal.aborted) return;
  try {
    const told = await explorer.asking.get(path, {}, { signal });
    more.replaceChildren(...dossier(told, options.pick));
    more.setAttribute("aria-busy", "false");
    for (const [right, ask, draw] of further(code, path, told)) if (may(right)) {
      const place = h("div");
      more.append(place);
      void explorer.asking.get(ask.path, ask.query, { signal }).then((one) => place.replaceChildren(...draw(one)), () => undefined);
    }
  } catch (fault) {
    if (!signal.aborted) more.replaceChildren(h("p", { class: "error" }, `${t("failed")}：${fault instanceof Error ? fault.message : fault}`));
  }
}

/** @param {any} told @param {(code: string) => void} pick @returns {Node[]} */
function dossier(told, pick) {
  const loans = told.loans ?? [];
  const lenders = new Map();
  for (const loan of loans) lenders.set(loan.bank ?? "—", (lenders.get(loan.bank ?? "—") ?? 0) + loan.balance);
  return [
    h("dl", { class: "facts" }, ...[
      [t("loan_balance"), told.loans ? money(loans.reduce((/** @type {number} */ sum, /** @type {any} */ loan) => sum + loan.balance, 0)) : "—"],
      [t("capacity"), money(told.capacity)],
      [t("explorer.given"), sum(told.guarantees_given)],
      [t("explorer.received"), sum(told.guarantees_received)],
      [t("circle"), told.circle ? h("a", { href: href(`/circles/${encodeURIComponent(told.circle)}`) }, told.circle) : "—"],
      [t("group"), told.group ? `${told.group.name ?? told.group.group ?? "—"}（${number(told.group.members.length + told.group.members_elsewhere)}）` : "—"],
      ...(told.listing ? [[t("explorer.listing"), `${told.listing.tier ? t(`explorer.tier.${told.listing.tier}`) : ""} ${told.listing.listed_on ?? ""}`]] : []),
    ].flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)])),
    part(t("explorer.lenders"), lenders.size, h("ul", { class: "plain" }, ...[...lenders].sort((a, b) => b[1] - a[1]).map(([bank, balance]) => h("li", null, h("span", { class: "code" }, bank), h("span", null, money(balance)))))),
    part(t("loans"), loans.length, h("ul", { class: "plain" }, ...loans.slice(0, MOST).map((/** @type {any} */ loan) => h("li", null, h("span", null, h("span", { class: "code" }, loan.loan_no), ` ${t(loan.class)}`, loan.overdue_days ? chip(`${t("overdue_days")} ${loan.overdue_days}`, "alarm") : null), h("span", null, `${money(loan.balance)} · ${loan.matures_on ?? "—"}`))))),
    part(t("explorer.given"), told.guarantees_given.length, promises(told.guarantees_given, "borrower", pick)),
    part(t("explorer.received"), told.guarantees_received.length, promises(told.guarantees_received, "guarantor", pick)),
  ];
}

/** @param {any[]} rows @param {string} end @param {(code: string) => void} pick */
const promises = (rows, end, pick) => h("ul", { class: "plain" }, ...[...rows].sort((a, b) => b.amount - a.amount).slice(0, MOST).map((row) => h("li", null, h("button", { type: "button", class: "pick", onclick: () => pick(row[end].party) }, row[end].name ?? row[end].party), h("span", null, `${money(row.amount)} · ${t(`explorer.liability.${row.liability}`)}`))));

/** @param {any[]} rows */
const sum = (rows) => `${money(rows.reduce((total, row) => total + row.amount, 0))}（${number(rows.length)}）`;

/** @param {string} title @param {number} count @param {Node} content @param {boolean} [open] */
const part = (title, count, content, open = false) => h("details", { open }, h("summary", null, `${title} `, h("span", { class: "count" }, number(count))), count ? content : h("p", { class: "hint" }, t("empty")));

/**
 * What other endpoints tell of a party, each where the visitor may ask for it.
 * @param {string} code @param {string} path @param {any} told
 * @returns {[string, {path: string, query: Record<string, any>}, (told: any) => Node[]][]}
 */
function further(code, path, told) {
  if (told.stub || told.kind === "person") return [];
  return [
    ["findings", { path: `${path}/findings`, query: {} }, (one) => {
      const rows = one.items ?? one.findings ?? [];
      return [part(t("findings"), rows.length, h("ul", { class: "plain findings" }, ...rows.map(finding)), rows.length > 0)];
    }],
    ["maturities", { path: "/maturities", query: { borrower: code, limit: 50 } }, (one) => [part(t("nav.maturities"), one.items.length, h("ul", { class: "plain" }, ...one.items.map((/** @type {any} */ row) => h("li", null, h("span", null, h("span", { class: "code" }, row.no), " ", chip(t(`stage.${row.stage}`), row.stage === "overdue" ? "alarm" : "")), h("span", null, `${money(row.balance)} · ${row.due ?? "—"}`)))))]],
    ["classification", { path: "/classification", query: { enterprise: code, q: code, limit: 5 } }, (one) => {
      const row = (one.items ?? []).find((/** @type {any} */ each) => each.enterprise === code);
      return row ? [part(t("nav.classification"), 1, h("p", null, `${t("class")} ${row.class ?? row.proposed ?? "—"} · ${t("score")} ${row.score ?? "—"}`))] : [];
    }],
  ];
}

/** A finding with its rule and where the rule stands. @param {any} row */
function finding(row) {
  const zh = document.documentElement.lang !== "en";
  const text = row.text ? row.text[zh ? "zh" : "en"] : (zh ? row.text_zh : row.text_en) ?? row.zh ?? "";
  const source = row.reference ?? row.source ?? (row.policy ? row.policy.reference : null);
  return h("li", { class: "finding" }, h("div", null, chip(t(`severity.${row.severity}`), row.severity === "critical" ? "alarm" : "warn"), " ", h("strong", null, t(`rule.${row.rule}`))), h("div", null, text), source ? h("div", { class: "hint" }, `${t("reference")}：${source}`) : null);
}

/** @param {import("./shown.js").Part} one @param {import("./explorer.js").Explorer} explorer */
function ofPart(one, explorer) {
  return h("div", null, h("h2", { class: "party" }, one.name), h("p", null, t("explorer.part_holds", { members: number(one.members.length), links: number(one.links) })), h("p", null, `${t("loan_balance")} ${money(one.loans)}`), h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => explorer.open(one.id) }, t("explorer.open_part"))));
}

/** @param {import("./board.js").Link} link @param {import("./explorer.js").Explorer} explorer @param {(code: string) => void} pick */
function ofLink(link, explorer, pick) {
  const end = (/** @type {string} */ code) => h("button", { type: "button", class: "pick", onclick: () => pick(code) }, explorer.board.nodes.get(code)?.name ?? code);
  return h("div", null, h("h2", null, t("explorer.guarantees")), h("dl", { class: "facts" },
    h("dt", null, t("guarantor")), h("dd", null, end(link.guarantor)), h("dt", null, t("borrower")), h("dd", null, end(link.borrower)),
    h("dt", null, t("amount")), h("dd", null, money(link.amount)), h("dt", null, t("count")), h("dd", null, number(link.guarantees)),
    h("dt", null, t("explorer.liability")), h("dd", null, link.liabilities.map((one) => t(`explorer.liability.${one}`)).join("、")), link.mutual ? h("dt", null, t("explorer.mutual")) : null, link.mutual ? h("dd", null, t("yes")) : null));
}

/** How the picture is used. */
const help = () => h("dl", { class: "keys" }, ...["click", "double", "drag", "arrows", "enter", "delete", "undo"].flatMap((one) => [h("dt", null, t(`explorer.key.${one}`)), h("dd", null, t(`explorer.key.${one}.does`))]));
