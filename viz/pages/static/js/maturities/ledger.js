// The ledger as a table: each loan with its stage, dates and money; a row opens to what falls if it is missed and to its plans.

import { href, may, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { county } from "../places.js";
import { listed, said } from "../section.js";
import { table } from "../table.js";
import { actor, dates, stage } from "./marks.js";
import { entered, mayPlan, planForm } from "./plan.js";

/** What falls if it is missed, in a line. @param {any} row */
function missed(row) {
  const found = row.if_missed;
  if (!found) return "—";
  return found.pulled_down || found.caused_loss ? t("maturities.falls", { count: number(found.pulled_down), loss: money(found.caused_loss) }) : t("maturities.falls_none");
}

/** @param {any} row */
function consequences(row) {
  const found = row.if_missed;
  if (!found) return h("p", { class: "lead" }, t("maturities.missed_hidden"));
  return h("dl", { class: "facts pairs" }, ...[
    [t("pulled_down"), number(found.pulled_down)], [t("employees"), number(found.employees)], [t("maturities.own_loss"), money(found.own_loss)],
    [t("caused_loss"), money(found.caused_loss)], [t("maturities.counties"), number(found.counties)], [t("maturities.banks"), number(found.banks)],
  ].map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

/**
 * @param {any[]} rows
 * @param {(row: any) => Promise<any>} again reads one row anew after an entry
 */
export function ledger(rows, again) {
  const detail = (/** @type {any} */ row) => {
    const plans = entered(row.no);
    const facts = h("p", { class: "line" }, chip(said(t("maturities.working_day"), row.working_day + (row.holidays_known ? "" : t("maturities.holidays_unknown")))), chip(said(t("maturities.guarantee_ends"), row.guarantee_period_ends)),
      ...(row.sources.length ? [chip(said(t("maturities.sources"), listed(row.sources.map((/** @type {string} */ one) => t(`source.${one}`)))))] : []), row.kind === "bond" ? chip(t("maturities.bond"), "warn") : "", h("a", { href: href("/credit", { borrower: row.borrower }) }, t("enterprise.credit")));
    const form = mayPlan(row, may)
      ? planForm(row, async (entry) => {
          const amount = Number(entry.body.row?.amount ?? 0);
          const status = h("p", { class: "notice", role: "status" }, t("plan.taken", { amount: money(amount) }));
          part.append(status);
          await plans.read();
          const fresh = await again(row);
          if (fresh) {
            Object.assign(row, fresh);
            redraw(part, row);
            status.textContent = t("plan.stands", { amount: money(amount), planned: money(row.planned), funded: money(row.funded) });
          }
        })
      : null;
    const part = h("div", { class: "due-detail" }, h("div", { class: "halves" }, h("div", null, h("h3", null, t("maturities.if_missed")), consequences(row), facts), h("div", null, h("h3", null, t("plan.title")), plans.list)), form);
    return part;
  };
  return table([
    { key: "due", cell: (row) => row.due, sort: (row) => row.due },
    { key: "borrower", head: true, class: "wide", sort: (row) => row.name, cell: (row) => [h("a", { href: href(`/enterprises/${row.borrower}`) }, row.name ?? row.borrower), h("div", { class: "small" }, county(row.county), row.department ? ` · ${row.department}` : "")] },
    { key: "loan", sort: (row) => row.bank_name, cell: (row) => [h("span", null, row.bank_name ?? (row.kind === "bond" ? t("maturities.bond") : "—")), h("div", { class: "code" }, row.no)] },
    { key: "balance", kind: "number", cell: (row) => money(row.balance), sort: (row) => row.balance },
    { key: "stage", class: "stage", cell: (row) => [...stage(row), h("div", { class: "small" }, actor(row))], sort: (row) => row.due },
    { key: "dates", label: t("maturities.dates"), class: "dates", cell: dates },
    { key: "funded", label: t("maturities.money"), kind: "number", class: "money", cell: recorded, sort: (row) => row.funded + row.planned },
    { key: "if_missed", label: t("maturities.if_missed"), cell: missed, sort: (row) => row.if_missed?.caused_loss ?? null },
    { key: "open", label: t("maturities.handle"), cell: () => h("button", { type: "button", class: "quiet", "data-opens": "" }, t("maturities.open")) },
  ], rows, { detail, key: (row) => row.no, caption: t("maturities.table") });
}

/** Money recorded: planned, in place, missing. @param {any} row */
const recorded = (row) => [h("div", null, said(t("plan.plan"), row.planned ? money(row.planned) : "—")), h("div", null, said(t("plan.funded"), row.funded ? money(row.funded) : "—")), row.gap > 0 && row.stage !== "before" ? h("div", { class: "small" }, said(t("maturities.gap"), money(row.gap))) : ""];

/** Show a row's money and stage anew where it stands. @param {HTMLElement} part @param {any} row */
function redraw(part, row) {
  const line = part.closest("tr.detail")?.previousElementSibling;
  line?.querySelector(".money")?.replaceChildren(...recorded(row));
  line?.querySelector(".stage")?.replaceChildren(...stage(row), h("div", { class: "small" }, actor(row)));
}
