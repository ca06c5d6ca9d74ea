// What of a picture is drawn: filters hide parties and links, parts are drawn as one node, links into a part as one link.

import { RISK } from "./marks.js";

/**
 * @typedef {import("./board.js").Party} Party
 * @typedef {import("./board.js").Link} Link
 * @typedef {{kinds: string[], amountFrom: number, counties: string[], liabilities: string[], risks: string[]}} Filters empty lists hide nothing
 * @typedef {{id: string, name: string, members: string[], loans: number, links: number}} Part
 * @typedef {{id: string, from: string, to: string, amount: number, guarantees: number}} Bundle
 * @typedef {{nodes: Map<string, Party>, links: Map<string, Link>, parts: Map<string, Part>, bundles: Map<string, Bundle>}} Shown
 */

/** Of the risks a legend names, the one of a party. @param {Party} node */
const riskOf = (node) => (node.risk !== null && node.risk in RISK ? node.risk : "none");

/** @returns {Filters} */
export const open = () => ({ kinds: [], amountFrom: 0, counties: [], liabilities: [], risks: [] });

/** @param {Filters} filters */
export const filtering = (filters) => filters.kinds.length + filters.counties.length + filters.liabilities.length + filters.risks.length > 0 || filters.amountFrom > 0;

/**
 * @param {import("./board.js").Board} board
 * @param {Filters} filters
 * @returns {Shown}
 */
export function shown(board, filters) {
  const wanted = (/** @type {string[]} */ list, /** @type {string|null} */ value) => !list.length || (value !== null && list.includes(value));
  const seen = new Set();
  for (const [code, node] of board.nodes) if (wanted(filters.kinds, node.kind) && wanted(filters.counties, node.county) && wanted(filters.risks, riskOf(node))) seen.add(code);
  /** @type {Map<string, string>} */
  const partOf = new Map();
  /** @type {Map<string, Part>} */
  const parts = new Map();
  for (const [id, fold] of board.folds) {
    const members = fold.members.filter((code) => seen.has(code));
    if (!members.length) continue;
    const loans = members.reduce((sum, code) => sum + (board.nodes.get(code)?.loans ?? 0), 0);
    parts.set(id, { id, name: fold.name, members, loans, links: 0 });
    for (const code of members) partOf.set(code, id);
  }
  const nodes = new Map([...board.nodes].filter(([code]) => seen.has(code) && !partOf.has(code)));
  const links = new Map();
  /** @type {Map<string, Bundle>} */
  const bundles = new Map();
  for (const [id, link] of board.links) {
    if (!seen.has(link.guarantor) || !seen.has(link.borrower) || link.amount < filters.amountFrom) continue;
    if (filters.liabilities.length && !link.liabilities.some((one) => filters.liabilities.includes(one))) continue;
    const from = partOf.get(link.guarantor) ?? link.guarantor;
    const to = partOf.get(link.borrower) ?? link.borrower;
    if (from === link.guarantor && to === link.borrower) links.set(id, link);
    else if (from === to) /** @type {Part} */ (parts.get(from)).links += 1;
    else {
      const key = `${from}>${to}`;
      const before = bundles.get(key);
      bundles.set(key, { id: key, from, to, amount: (before?.amount ?? 0) + link.amount, guarantees: (before?.guarantees ?? 0) + link.guarantees });
    }
  }
  return { nodes, links, parts, bundles };
}

/**
 * Where a part stands: amid its members.
 * @param {import("./board.js").Board} board
 * @param {string[]} members
 * @returns {import("./board.js").Spot}
 */
export function amid(board, members) {
  let [x, y] = [0, 0];
  for (const code of members) {
    const spot = board.at.get(code) ?? [0, 0];
    x += spot[0];
    y += spot[1];
  }
  return [x / members.length, y / members.length];
}
