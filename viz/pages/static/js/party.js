// A party as pages name it: a link to its dossier, its code, and what it is where that is not a firm.

import { href, t } from "./about.js";
import { chip, h } from "./dom.js";

/**
 * @param {{party: string, name: string|null, kind?: string, stub?: boolean, core?: boolean}} row
 * @returns {(Node|string)[]}
 */
export function party(row) {
  const marks = /** @type {HTMLElement[]} */ ([
    row.core ? chip(t("core"), "accent") : null,
    row.kind && row.kind !== "enterprise" ? chip(t(`kind.${row.kind}`)) : null,
    row.stub ? chip(t("stub"), "warn") : null,
  ]).filter((mark) => mark !== null);
  return [h("a", { href: href(`/enterprises/${encodeURIComponent(row.party)}`) }, row.name ?? row.party), " ", ...marks, h("div", { class: "code" }, row.party)];
}
