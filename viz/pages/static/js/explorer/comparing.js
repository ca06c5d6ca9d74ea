// Before and after a measure, side by side: falls, bank loss, counties, and who is saved.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";

/**
 * @param {any} before
 * @param {any} after
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{county: (code: string|null) => string}} options
 * @returns {HTMLElement}
 */
export function comparison(before, after, explorer, options) {
  const down = (/** @type {any} */ result) => new Map(result.defaulted.map((/** @type {any} */ fall) => [fall.party, fall]));
  const [was, is] = [down(before), down(after)];
  const saved = [...was.values()].filter((fall) => !is.has(fall.party));
  const fresh = [...is.values()].filter((fall) => !was.has(fall.party));
  const rows = [
    [t("explorer.fallen"), before.defaulted.length, after.defaulted.length, number],
    [t("bank_loss"), before.bank_loss, after.bank_loss, money],
    [t("explorer.counties_hit"), Object.keys(before.loss_by_county ?? {}).length, Object.keys(after.loss_by_county ?? {}).length, number],
    [t("employees"), before.employees, after.employees, number],
  ];
  const counties = [...new Set([...Object.keys(before.loss_by_county ?? {}), ...Object.keys(after.loss_by_county ?? {})])];
  const losses = counties.map((code) => [options.county(code), before.loss_by_county?.[code] ?? 0, after.loss_by_county?.[code] ?? 0, money]).sort((a, b) => Number(b[1]) - Number(a[1]));
  const line = (/** @type {any[]} */ [label, one, other, say]) => {
    const change = (other ?? 0) - (one ?? 0);
    return h("tr", null, h("th", { scope: "row" }, label), h("td", { class: "number" }, say(one)), h("td", { class: "number" }, say(other)), h("td", { class: `number ${change < 0 ? "better" : change > 0 ? "worse" : ""}` }, `${change > 0 ? "+" : change < 0 ? "−" : ""}${say(Math.abs(change))}`));
  };
  const names = (/** @type {any[]} */ falls) => h("ul", { class: "plain" }, ...falls.slice(0, 40).map((fall) => h("li", null, h("button", { type: "button", class: "pick", onclick: () => explorer.select([fall.party]) }, fall.name ?? fall.party))));
  return h("div", null,
    ...(after.warnings ?? []).map((/** @type {any} */ one) => h("p", { class: "notice" }, one[about.lang])),
    h("div", { class: "frame", tabindex: "0", role: "region", "aria-label": t("explorer.compared") }, h("table", { id: "side-by-side" },
      h("caption", null, t("explorer.compared")),
      h("thead", null, h("tr", null, ...["item", "before", "after", "change"].map((key) => h("th", { scope: "col", class: key === "item" ? null : "number" }, t(key))))),
      h("tbody", null, ...rows.map(line), ...losses.slice(0, 12).map(line)))),
    h("p", null, chip(`${t("saved")} ${number(saved.length)}`, "good"), " ", chip(`${t("newly_fallen")} ${number(fresh.length)}`, fresh.length ? "alarm" : "")),
    saved.length ? h("details", null, h("summary", null, t("saved")), names(saved)) : null,
    fresh.length ? h("details", null, h("summary", null, t("newly_fallen")), names(fresh)) : null);
}
