// The picture as two tables, sortable, selected together with it: what is drawn for those who do not see it.

import { t } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { listed } from "../section.js";
import { table } from "../table.js";
import { look } from "./marks.js";

/** @typedef {import("./board.js").Party} Party @typedef {import("./board.js").Link} Link */

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {(code: string|null) => string} county
 * @param {(id: string) => void} chosen
 * @returns {{panel: HTMLElement, draw: () => void, mark: () => void, seen: () => void}}
 */
export function lists(explorer, county, chosen) {
  const place = h("div");
  let which = "nodes";
  const switches = ["nodes", "edges"].map((one) => h("button", { type: "button", "aria-pressed": String(one === which), "data-list": one, onclick: () => { which = one; draw(); } }, ""));
  const panel = h("div", { class: "lists" }, h("div", { class: "switch" }, ...switches), place);
  const pick = (/** @type {string} */ id, /** @type {string} */ text) => h("button", { type: "button", class: "pick", onclick: (/** @type {MouseEvent} */ event) => choose(id, event) }, text);
  const choose = (/** @type {string} */ id, /** @type {MouseEvent} */ event) => {
    explorer.select([id], event.shiftKey || event.ctrlKey);
    chosen(id);
  };
  const name = (/** @type {string} */ code) => explorer.board.nodes.get(code)?.name ?? code;

  let stale = true;
  const draw = () => {
    stale = panel.hidden;
    if (stale) return; // drawn when it is looked at
    const { shown, emphasis } = explorer;
    switches[0].textContent = `${t("explorer.parties")} ${number(shown.nodes.size + shown.parts.size)}`;
    switches[1].textContent = `${t("explorer.guarantees")} ${number(shown.links.size + shown.bundles.size)}`;
    for (const one of switches) one.setAttribute("aria-pressed", String(one.dataset.list === which));
    const risk = (/** @type {any} */ row) => (row.members ? t("explorer.part") : look(row, emphasis.value.fates, emphasis.value.round).text || t(row.core ? "core" : `kind.${row.kind}`));
    const id = (/** @type {any} */ row) => row.party ?? row.id;
    const columns = which === "nodes" ? [
      { key: "name", head: true, class: "name", sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => [pick(id(row), row.name ?? id(row)), h("div", { class: "code" }, row.party ?? "")] },
      { key: "explorer.mark", sort: risk, cell: risk },
      { key: "county", sort: (/** @type {any} */ row) => county(row.county), cell: (/** @type {any} */ row) => county(row.county) },
      { key: "loan_balance", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.loans, cell: (/** @type {any} */ row) => money(row.loans) },
      { key: "capacity", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.capacity, cell: (/** @type {any} */ row) => money(row.capacity) },
    ] : [
      { key: "guarantor", head: true, class: "name", sort: (/** @type {any} */ row) => name(row.guarantor ?? row.from), cell: (/** @type {any} */ row) => pick(row.id, ends(row.guarantor ?? row.from)) },
      { key: "borrower", class: "name", sort: (/** @type {any} */ row) => name(row.borrower ?? row.to), cell: (/** @type {any} */ row) => ends(row.borrower ?? row.to) },
      { key: "amount", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.amount, cell: (/** @type {any} */ row) => money(row.amount) },
      { key: "count", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.guarantees, cell: (/** @type {any} */ row) => number(row.guarantees) },
      { key: "explorer.liability", sort: (/** @type {any} */ row) => (row.liabilities ?? []).join(), cell: (/** @type {any} */ row) => listed((row.liabilities ?? []).map((/** @type {string} */ one) => t(`explorer.liability.${one}`))) + (row.mutual ? ` · ${t("explorer.mutual")}` : "") },
    ];
    const rows = which === "nodes" ? [...shown.parts.values(), ...shown.nodes.values()] : [...shown.bundles.values(), ...shown.links.values()];
    place.replaceChildren(table(columns, rows, { key: id, caption: t(which === "nodes" ? "explorer.parties" : "explorer.guarantees") }));
    mark();
  };
  const ends = (/** @type {string} */ id) => explorer.board.folds.get(id)?.name ?? name(id);
  const mark = () => {
    if (panel.hidden) return;
    /** @type {Element|null} */
    let first = null;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("tbody tr"))) {
      const on = explorer.selected.value.has(row.dataset.key ?? "");
      row.classList.toggle("in-selection", on);
      row.querySelector(".pick")?.setAttribute("aria-pressed", String(on));
      if (on) first ??= row;
    }
    if (!panel.hidden && first && !first.contains(document.activeElement)) first.scrollIntoView({ block: "nearest" });
  };
  const seen = () => (stale ? draw() : mark());
  return { panel, draw, mark, seen };
}
