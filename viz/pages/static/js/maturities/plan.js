// A repayment plan, or funds that are in place, entered where the loan stands, with the reason.

import { about, t } from "../about.js";
import { get, send } from "../api.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { bracketed } from "../section.js";

const SOURCES = ["own_funds", "renewal", "bridge", "asset_disposal", "other"];

/** @param {any} entry */
const written = (entry) => h("li", null, `${entry.at.slice(0, 10)} · ${t(`plan.${entry.body.row?.stage ?? "plan"}`)} · ${t(`source.${entry.body.row?.source ?? "other"}`)} · ${money(Number(entry.body.row?.amount))}`,
  h("span", { class: "small" }, ` ${entry.body.row?.responsible ?? ""} ${entry.reason}${entry.author ? bracketed(entry.author) : ""}`));

/**
 * What was entered of a loan so far.
 * @param {string} loan
 */
export function entered(loan) {
  const list = h("ul", { class: "plain entries", "aria-live": "polite" });
  const read = async () => {
    const rows = (await get("/entries", { kind: "plan", subject: loan, limit: 100 })).items;
    list.replaceChildren(...(rows.length ? rows.map(written) : [h("li", { class: "small" }, t("plan.none"))]));
  };
  void read();
  return { list, read };
}

/**
 * The form; `done` is told of what the API took.
 * @param {any} row of the ledger
 * @param {(entry: any) => Promise<void>} done
 */
export function planForm(row, done) {
  const select = (/** @type {string} */ name, /** @type {[string, string][]} */ options) => h("label", null, t(`plan.field.${name}`), h("select", { name }, ...options.map(([value, label]) => h("option", { value }, label))));
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const button = h("button", { class: "primary" }, t("plan.enter"));
  const form = h("form", { class: "filters plan" },
    select("stage", [["plan", t("plan.plan")], ["funded", t("plan.funded")]]),
    select("source", SOURCES.map((one) => [one, t(`source.${one}`)])),
    h("label", null, t("plan.field.amount"), h("input", { name: "amount", type: "number", min: "0", step: "any", required: true, value: String(row.balance / 1e4) })),
    h("label", null, t("plan.field.responsible"), h("input", { name: "responsible", maxLength: 100, autocomplete: "off" })),
    h("label", { class: "grow" }, t("plan.field.reason"), h("input", { name: "reason", required: true, maxLength: 2000, autocomplete: "off" })), button, error);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = new FormData(form);
    error.hidden = true;
    button.disabled = true;
    button.textContent = t("plan.entering");
    try {
      const entry = await send("POST", `/maturities/${encodeURIComponent(row.no)}/plans`, {
        stage: told.get("stage"), source: told.get("source"), amount: (Number(told.get("amount")) * 1e4).toFixed(2), responsible: String(told.get("responsible") ?? "").trim() || null, reason: String(told.get("reason") ?? "").trim(),
      });
      await done(entry);
    } catch (fault) {
      error.textContent = fault instanceof Error ? fault.message : String(fault);
      error.hidden = false;
    }
    button.disabled = false;
    button.textContent = t("plan.enter");
  });
  return form;
}

/** Whether the visitor may enter plans of a loan. @param {any} row @param {(right: string) => boolean} may */
export const mayPlan = (row, may) => may("submit.plans") && row.kind === "loan" && (about.visitor?.role !== "bank" || row.bank === about.visitor.jurisdiction);
