// The multi-lender check: one borrower with its group, a loan proposed to it, or a whole list.

import { about, href, may, t } from "../about.js";
import { get } from "../api.js";
import { sideBySide } from "../credit/figures.js";
import { lenders } from "../credit/lenders.js";
import { manyCard } from "../credit/many.js";
import { needCard } from "../credit/need.js";
import { proposalCard } from "../credit/proposal.js";
import { concentrationCard, floorCard } from "../credit/risk.js";
import { searchBox } from "../credit/search.js";
import { byId, h } from "../dom.js";
import { findingList } from "../finding.js";
import { failure, start } from "../page.js";
import { checkSheet } from "../papers.js";
import { counties, county } from "../places.js";
import { section } from "../section.js";

const TEN_THOUSAND = 10_000;
const asked = new URLSearchParams(location.search);
let borrower = asked.get("borrower") ?? "";

/** Banks a proposal may name: those that lend to the borrower already. @param {any[]} rows */
function offer(rows) {
  const select = /** @type {HTMLSelectElement} */ (byId("bank"));
  const wanted = select.value || asked.get("bank") || "";
  const own = about.visitor?.role === "bank" ? about.visitor.jurisdiction : null;
  const banks = own ? [{ bank: own, name: rows.find((one) => one.bank === own)?.name ?? own }] : [{ bank: "", name: t("credit.new_bank") }, ...rows];
  select.replaceChildren(...banks.map((one) => h("option", { value: one.bank, selected: one.bank === wanted }, one.name ?? one.bank)));
}

/** @returns {Record<string, string|number>} what is asked of the API, and kept in the address */
function question() {
  const form = new FormData(/** @type {HTMLFormElement} */ (byId("ask")));
  const amount = Number(form.get("amount"));
  if (!amount) return {};
  /** @type {Record<string, string|number>} */
  const wanted = { propose: Math.round(amount * TEN_THOUSAND * 100) / 100 };
  if (form.get("bank")) wanted.bank = String(form.get("bank"));
  if (form.get("purpose") === "other") wanted.working_capital = "false";
  return wanted;
}

/** @param {any} told @param {any} stated */
function result(told, stated) {
  document.title = `${told.name} · ${t("credit.title")}`;
  const name = h("div", { class: "heading" }, h("div", null, h("h2", { id: "who" }, h("a", { href: href(`/enterprises/${borrower}`) }, told.name)), h("p", { class: "lead" }, h("span", { class: "code" }, told.borrower), ` · ${county(told.county)} · ${t("as_of")} ${told.as_of}`)),
    h("div", { class: "actions" }, h("a", { class: "button", href: href("/explorer", { focus: borrower }) }, t("enterprise.explore")), checkSheet(borrower, question())));
  return [
    name,
    ...(told.proposal ? [proposalCard(told)] : []),
    h("div", { class: "halves" }, h("div", null, sideBySide(told)), h("div", null, needCard(told.working_capital, stated))),
    lenders(told),
    h("div", { class: "halves" }, concentrationCard(told), floorCard(told)),
    section("findings", t("enterprise.findings", { count: told.findings.length }), h("p", { class: "lead" }, t("finding.prompt")), findingList(told.findings)),
  ];
}

/** Ask about the borrower chosen, and keep the question in the address. */
async function check() {
  const place = byId("result");
  if (!borrower) return;
  place.setAttribute("aria-busy", "true");
  const wanted = question();
  const path = `/enterprises/${encodeURIComponent(borrower)}`;
  try {
    const [told, party] = await Promise.all([get(`${path}/credit`, wanted), get(path)]);
    place.replaceChildren(...result(told, party.stated ?? {}));
    offer(told.by_lender);
    const kept = { borrower, amount: wanted.propose ? Number(wanted.propose) / TEN_THOUSAND : null, bank: wanted.bank, purpose: wanted.working_capital ? "other" : null };
    history.replaceState(null, "", href("/credit", kept));
  } catch (fault) {
    place.replaceChildren(failure(fault));
  }
  place.setAttribute("aria-busy", "false");
  place.classList.remove("waiting");
}

/** @param {string} name how the borrower asked for is called */
function form(name) {
  const box = searchBox({ label: t("borrower"), value: name, accepts: (party) => party.kind === "enterprise" && !party.stub, chosen: (party) => { borrower = party.party; void check(); } });
  const made = h("form", { id: "ask", class: "filters card", role: "search" }, box,
    h("label", null, t("credit.amount"), h("input", { type: "number", name: "amount", min: "0", step: "any", value: asked.get("amount") ?? "", inputMode: "decimal" })),
    h("label", null, t("credit.bank"), h("select", { name: "bank", id: "bank" }, h("option", { value: "" }, t("credit.new_bank")))),
    h("label", null, t("credit.purpose"), h("select", { name: "purpose" }, h("option", { value: "working" }, t("credit.purpose_working")), h("option", { value: "other", selected: asked.get("purpose") === "other" }, t("credit.purpose_other")))),
    h("button", { class: "primary" }, t("credit.check")));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void check();
  });
  return made;
}

await start(async () => {
  byId("lead").textContent = t("credit.lead");
  await counties();
  const name = borrower ? (await get("/enterprises", { q: borrower, limit: 1 })).items[0]?.name : "";
  const hint = h("p", { class: "state" }, t("credit.hint"));
  byId("content").replaceChildren(form(name ?? borrower), h("div", { id: "result", class: borrower ? "waiting" : null }, borrower ? h("p", { class: "state" }, t("loading")) : hint), may("credit") ? manyCard(!borrower) : "");
  if (asked.get("bank")) byId("bank").append(h("option", { value: asked.get("bank"), selected: true }, asked.get("bank")));
  await check();
});
