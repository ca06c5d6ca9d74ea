// The legend: what stands on the picture by colour, shape and word, and how many of it.

import { t } from "../about.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { LINK, MUTUAL, glyph, look } from "./marks.js";

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @returns {HTMLElement}
 */
export function legend(explorer) {
  const { fates, round } = explorer.emphasis.value;
  /** @type {Map<string, {mark?: string, shape: string, colour: string, count: number}>} */
  const rows = new Map();
  for (const node of explorer.shown.nodes.values()) {
    const drawn = look(node, fates, round);
    const key = `${drawn.mark} ${drawn.shape}`;
    const row = rows.get(key) ?? { mark: drawn.mark, shape: drawn.shape, colour: drawn.colour, count: 0 };
    row.count += 1;
    rows.set(key, row);
  }
  if (explorer.shown.parts.size) rows.set("explorer.part", { shape: "box", colour: "#6d8296", count: explorer.shown.parts.size });
  const links = [...explorer.shown.links.values()];
  const pairs = links.filter((link) => link.mutual).length;
  if (links.length > pairs) rows.set("explorer.link", { shape: "arrow", colour: LINK, count: links.length - pairs });
  if (pairs) rows.set("explorer.mutual", { shape: "arrow", colour: MUTUAL, count: pairs });
  const items = [...rows].map(([mark, row]) => h("li", null, glyph(row.shape, row.colour), h("span", null, row.mark?.startsWith("risk.") && row.shape === "star" ? `${t(row.mark)} · ${t("core")}` : t(row.mark ?? mark)), h("span", { class: "count" }, number(row.count))));
  if (explorer.filtering) items.push(h("li", { class: "hint" }, t("explorer.filtered", { number: explorer.board.nodes.size - explorer.shown.nodes.size - [...explorer.shown.parts.values()].reduce((sum, part) => sum + part.members.length, 0) })));
  return h("ul", { class: "marks" }, ...items);
}
