// The board: firms on the ledger under the class they have, and those without one.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { number } from "../format.js";
import { county } from "../places.js";

const LANES = /** @type {[string|null, string][]} */ ([["保", "support"], ["帮", "help"], ["关", "close"], [null, ""]]);
const SHOWN = 60;
const STANDINGS = /** @type {const} */ ({ open: "accent", objected: "alarm", undisputed: "good", overridden: "warn" });

/** @param {string|null} status */
export const standing = (status) => chip(t(status ? `standing.${status}` : "classification.status.none"), STANDINGS[/** @type {keyof typeof STANDINGS} */ (status)] ?? "");

/**
 * @param {any} row
 * @param {(row: any) => void} open
 */
function card(row, open) {
  const waiting = row.overrides_waiting.at(-1);
  return h("li", { class: "firm", "data-firm": row.enterprise },
    h("div", { class: "spread" }, h("strong", null, row.name ?? row.enterprise), h("span", { class: "score", title: t("score") }, row.score === null ? "—" : number(row.score))),
    h("div", { class: "chips" }, chip(county(row.county)), row.tier ? chip(t(`tier.${row.tier}`), row.tier === "key" ? "alarm" : "") : null, row.class || row.status ? standing(row.status) : null,
      row.proposed && row.proposed !== row.class ? chip(`${t("classification.proposed")} ${row.proposed}`) : null,
      waiting ? chip(t("classification.waiting", { class: waiting.class }), "warn") : null, row.objections.length ? chip(`${t("entry.objection")} ${row.objections.length}`, "alarm") : null),
    h("div", { class: "hint" }, row.reason[about.lang]),
    row.objection_until && row.status === "open" ? h("div", { class: "hint" }, t("classification.until", { day: row.objection_until })) : null,
    h("button", { type: "button", "aria-label": `${t("classification.details")} ${row.name ?? row.enterprise}`, onclick: () => open(row) }, t("classification.details")));
}

/**
 * @param {any[]} rows firms on the ledger
 * @param {(row: any) => void} open
 * @returns {HTMLElement[]}
 */
export function board(rows, open) {
  return LANES.map(([name, kind]) => {
    const mine = rows.filter((row) => row.class === name);
    const list = h("ul", null, ...mine.slice(0, SHOWN).map((row) => card(row, open)));
    const rest = mine.length > SHOWN ? h("button", { type: "button", onclick: () => { list.replaceChildren(...mine.map((row) => card(row, open))); rest?.remove(); } }, t("classification.show_all", { count: mine.length })) : null;
    const key = name ?? "none";
    return h("section", { class: `lane ${kind}`, "data-class": key, "aria-labelledby": `lane-${key}` },
      h("header", null, h("h2", { id: `lane-${key}` }, h("span", null, t(`class.${key}`)), h("span", { class: "score" }, number(mine.length))), h("div", { class: "hint" }, t(`class.${key}.about`))),
      mine.length ? list : h("p", { class: "state" }, t("empty")), rest);
  });
}
