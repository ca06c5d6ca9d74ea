// Which guarantee to replace: every one that was called is tried alone, and stands with what it saves.

import { may, t } from "../about.js";
import { get } from "../api.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { failure } from "../page.js";
import { said } from "../section.js";
import { table } from "../table.js";
import { newCompany } from "./replacement.js";

const SHOWN = 12;
const NUMBER = /** @type {const} */ ("number");

/**
 * @param {string} id of a cascade that is done
 * @param {(code: string) => string} name
 * @param {(edit: Record<string, unknown>) => void} add
 * @returns {HTMLElement|null} null for who does not see the whole city
 */
export function advice(id, name, add) {
  if (!may("replacements")) return null;
  const place = h("div", { "aria-live": "polite", class: "advice" });
  const button = h("button", { type: "button", id: "try-each" }, t("measure.try_each"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.replaceChildren(h("p", { class: "state short" }, t("measure.computing")));
    try {
      const { items } = await get(`/simulations/${id}/replacements`);
      const useful = items.filter((/** @type {any} */ row) => row.saved > 0 || row.spared > 0);
      place.replaceChildren(useful.length ? ranked(useful.slice(0, SHOWN), name, add) : h("p", { class: "notice" }, t("measure.no_one_helps")));
    } catch (fault) {
      place.replaceChildren(failure(fault));
    }
    button.disabled = false;
  });
  return h("div", null, h("p", { class: "actions" }, button, h("span", { class: "hint" }, t("measure.try_each.about"))), place);
}

/** @param {any[]} rows @param {(code: string) => string} name @param {(edit: Record<string, unknown>) => void} add */
function ranked(rows, name, add) {
  const edit = (/** @type {any} */ row) => ({ do: "replace_by_company", guarantee: row.guarantee, guarantor: row.guarantor, loan: row.loan, ...newCompany(t("measure.newcomer"), Math.max(row.paid, row.called)) });
  return table([
    { key: "measure.guarantee", label: t("measure.promise"), head: true, cell: (row) => [`${name(row.guarantor)} → ${name(row.borrower)}`, h("div", { class: "code" }, row.guarantee), h("div", { class: "hint" }, said(t("measure.paid"), money(row.paid)))] },
    { key: "measure.saved", kind: NUMBER, sort: (row) => row.saved, cell: (row) => h("strong", null, money(row.saved)) },
    { key: "measure.spared", kind: NUMBER, sort: (row) => row.spared, cell: (row) => number(row.spared) },
    { key: "measure.take", label: "", cell: (row) => h("button", { type: "button", onclick: () => add(edit(row)) }, t("measure.take")) },
  ], rows, { key: (row) => row.guarantee, caption: t("measure.ranked") });
}
