// A real table: sortable by its headers, more rows on demand, a detail row below any of them.

import { t } from "./about.js";
import { h } from "./dom.js";
import { nothing } from "./page.js";

/**
 * @typedef {object} Column
 * @property {string} key field of the rows, and of the words
 * @property {string} [label]
 * @property {"number"|"text"} [kind]
 * @property {(row: any) => (Node|string|number|null|(Node|string)[])} [cell]
 * @property {(row: any) => (number|string|null)} [sort] what rows are ordered by; absent: not sortable
 * @property {boolean} [head] whether the cell is the row's header
 * @property {string} [class]
 */

/**
 * A table in its frame.
 * @param {Column[]} columns
 * @param {any[]} rows
 * @param {{caption?: string, detail?: (row: any) => Node, key?: (row: any) => string, foot?: (Node|string|null)[]}} [options]
 * @returns {HTMLElement}
 */
export function table(columns, rows, options = {}) {
  if (!rows.length) return nothing();
  const body = h("tbody");
  let order = /** @type {{column: Column, down: boolean}|null} */ (null);
  const fill = () => body.replaceChildren(...sorted(rows, order).map((row) => line(columns, row, options)));
  const heads = columns.map((column) => {
    const label = column.label ?? t(column.key);
    const head = h("th", { scope: "col", class: column.kind === "number" ? "number" : null }, column.sort ? h("button", { type: "button" }, label) : label);
    head.querySelector("button")?.addEventListener("click", () => {
      order = { column, down: order?.column === column ? !order.down : column.kind === "number" };
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      fill();
    });
    return head;
  });
  fill();
  const foot = options.foot ? h("tfoot", null, h("tr", null, ...options.foot.map((cell, place) => h("td", { class: columns[place].kind === "number" ? "number" : null }, cell)))) : null;
  return h("div", { class: "frame", tabindex: "0", role: "region", "aria-label": options.caption ?? "" }, h("table", null, options.caption ? h("caption", null, options.caption) : null, h("thead", null, h("tr", null, ...heads)), body, foot));
}

/**
 * @param {any[]} rows
 * @param {{column: Column, down: boolean}|null} order
 */
function sorted(rows, order) {
  const by = order?.column.sort;
  if (!order || !by) return rows;
  const sign = order.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh"));
  });
}

/**
 * @param {Column[]} columns
 * @param {any} row
 * @param {{detail?: (row: any) => Node, key?: (row: any) => string}} options
 */
function line(columns, row, options) {
  const made = h("tr", { "data-key": options.key?.(row) ?? null }, ...columns.map((column) => {
    const content = column.cell ? column.cell(row) : row[column.key];
    return h(column.head ? "th" : "td", { scope: column.head ? "row" : null, class: [column.kind === "number" ? "number" : "", column.class ?? ""].join(" ").trim() || null }, /** @type {any} */ (content ?? "—"));
  }));
  const { detail } = options;
  const opener = made.querySelector("[data-opens]");
  if (detail && opener) {
    opener.setAttribute("aria-expanded", "false");
    opener.addEventListener("click", () => {
      const open = opener.getAttribute("aria-expanded") === "true";
      opener.setAttribute("aria-expanded", String(!open));
      if (open) made.nextElementSibling?.remove();
      else made.after(h("tr", { class: "detail" }, h("td", { colSpan: columns.length }, detail(row))));
    });
  }
  return made;
}

/**
 * The line below a list: how much is shown, and a button for more.
 * @param {number} shown
 * @param {number} total
 * @param {(() => void)|null} more
 */
export function below(shown, total, more) {
  return h("div", { class: "below" }, h("span", null, t("rows_of", { shown, total })), more ? h("button", { type: "button", onclick: more }, t("more")) : null);
}
