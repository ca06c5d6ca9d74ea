// A table of amounts with a bar each: the bar is for the eye, the figure for everybody.

import { h } from "./dom.js";
import { money } from "./format.js";
import { table } from "./table.js";

/**
 * @param {string} head the key of the first column's word
 * @param {{name: string, amount: number|null, more?: Node|string|null}[]} rows
 * @param {{amount: string, caption?: string}} options `amount` is the key of the second column's word
 * @returns {HTMLElement}
 */
export function bars(head, rows, options) {
  const most = Math.max(...rows.map((row) => row.amount ?? 0), 1);
  const made = table([
    { key: head, head: true, sort: (row) => row.name, cell: (row) => [row.name, row.more ? h("div", { class: "hint" }, row.more) : ""] },
    { key: options.amount, kind: "number", sort: (row) => row.amount, cell: (row) => money(row.amount) },
    { key: "gauge", class: "gauge", cell: (row) => h("span", { style: `--part: ${(100 * (row.amount ?? 0)) / most}%`, "aria-hidden": "true" }) },
  ], [...rows].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0)), { caption: options.caption });
  made.classList.add("bars");
  return made;
}
