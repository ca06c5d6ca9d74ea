// What is known of the selected party, beside the picture: lenders, loans, guarantees both ways, group, circle, 321, class, findings.

import { href, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { bracketed, listed, said } from "../section.js";
import { further, part } from "./further.js";

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
    more.append(...further(code, told, explorer.asking, signal));
  } catch (fault) {
    if (!signal.aborted) more.replaceChildren(h("p", { class: "error" }, said(t("failed"), fault instanceof Error ? fault.message : String(fault))));
  }
}

/** @param {any} told @param {(code: string) => void} pick @returns {Node[]} */
function dossier(told, pick) {
  const loans = told.loans ?? [];
  return [
    h("dl", { class: "facts" }, ...[
      [t("loan_balance"), told.loans ? money(loans.reduce((/** @type {number} */ sum, /** @type {any} */ loan) => sum + loan.balance, 0)) : "—"],
      [t("capacity"), money(told.capacity)],
      [t("explorer.given"), sum(told.guarantees_given)],
      [t("explorer.received"), sum(told.guarantees_received)],
      [t("circle"), told.circle ? h("a", { href: href(`/circles/${encodeURIComponent(told.circle)}`) }, told.circle) : "—"],
      [t("group"), told.group ? `${told.group.name ?? told.group.group ?? "—"}${bracketed(number(told.group.members.length + told.group.members_elsewhere))}` : "—"],
      ...(told.listing ? [[t("explorer.listing"), `${told.listing.tier ? t(`explorer.tier.${told.listing.tier}`) : ""} ${told.listing.listed_on ?? ""}`]] : []),
    ].flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)])),
    part(t("loans"), loans.length, h("ul", { class: "plain" }, ...loans.slice(0, MOST).map((/** @type {any} */ loan) => h("li", null, h("span", null, h("span", { class: "code" }, loan.loan_no), ` ${t(loan.class)}`, loan.overdue_days ? chip(`${t("overdue_days")} ${loan.overdue_days}`, "alarm") : null), h("span", null, `${money(loan.balance)} · ${loan.matures_on ?? "—"}`))))),
    part(t("explorer.given"), told.guarantees_given.length, promises(told.guarantees_given, "borrower", pick)),
    part(t("explorer.received"), told.guarantees_received.length, promises(told.guarantees_received, "guarantor", pick)),
  ];
}

/** @param {any[]} rows @param {string} end @param {(code: string) => void} pick */
const promises = (rows, end, pick) => h("ul", { class: "plain" }, ...[...rows].sort((a, b) => b.amount - a.amount).slice(0, MOST).map((row) => h("li", null, h("button", { type: "button", class: "pick", onclick: () => pick(row[end].party) }, row[end].name ?? row[end].party), h("span", null, `${money(row.amount)} · ${t(`explorer.liability.${row.liability}`)}`))));

/** @param {any[]} rows */
const sum = (rows) => `${money(rows.reduce((total, row) => total + row.amount, 0))}${bracketed(number(rows.length))}`;

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
    h("dt", null, t("explorer.liability")), h("dd", null, listed(link.liabilities.map((one) => t(`explorer.liability.${one}`)))), link.mutual ? h("dt", null, t("explorer.mutual")) : null, link.mutual ? h("dd", null, t("yes")) : null));
}

/** How the picture is used. */
const help = () => h("dl", { class: "keys" }, ...["click", "double", "drag", "arrows", "enter", "delete", "undo"].flatMap((one) => [h("dt", null, t(`explorer.key.${one}`)), h("dd", null, t(`explorer.key.${one}.does`))]));
