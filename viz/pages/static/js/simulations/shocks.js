// Shocks: what happens to a county or a bank before anybody acts.

import { t } from "../about.js";
import { h } from "../dom.js";

/** @type {Record<string, {value: number, low: number, high: number, step: number, county: boolean, bank: boolean}>} */
const KINDS = {
  probability: { value: 2, low: 0, high: 100, step: 0.1, county: true, bank: false },
  collateral: { value: 0.1, low: -1, high: 1, step: 0.05, county: true, bank: true },
  capacity: { value: 0.8, low: 0, high: 10, step: 0.1, county: true, bank: false },
  withdrawal: { value: 0.1, low: 0, high: 1, step: 0.05, county: false, bank: true },
};

/**
 * Lines of shocks.
 * @param {{county: string, name: string|null}[]} places
 * @returns {{place: HTMLElement, fields: () => Record<string, unknown>}} `fields` are those of a scenario
 */
export function shocks(places) {
  const lines = h("div", { class: "stack" });
  const add = () => {
    const kind = h("select", { name: "shock" }, ...Object.keys(KINDS).map((name) => h("option", { value: name }, t(`shock.${name}`))));
    const value = h("input", { type: "number", name: "value", required: true, style: "width: 90px" });
    const county = h("label", null, t("simulations.shock.county"), h("select", { name: "county" }, h("option", { value: "" }, t("all")), ...places.map((one) => h("option", { value: one.county }, one.name ?? one.county))));
    const bank = h("label", null, t("simulations.shock.bank"), h("input", { name: "bank", size: 12 }));
    const line = h("div", { class: "row", "data-shock": "" }, h("label", null, t("simulations.shock.kind"), kind), h("label", null, t("simulations.shock.value"), value), county, bank,
      h("button", { type: "button", class: "quiet", "aria-label": t("simulations.shock.remove"), onclick: () => line.remove() }, "✕"));
    const look = () => {
      const about = KINDS[kind.value];
      Object.assign(value, { min: String(about.low), max: String(about.high), step: String(about.step), value: String(about.value) });
      county.hidden = !about.county;
      bank.hidden = !about.bank;
    };
    kind.addEventListener("change", look);
    look();
    lines.append(line);
  };
  return { place: h("details", null, h("summary", null, t("simulations.shocks")), lines, h("button", { type: "button", onclick: add }, `＋ ${t("simulations.shock.add")}`)), fields: () => fields(lines) };
}

/** @param {HTMLElement} lines */
function fields(lines) {
  /** @type {Record<string, any>} */
  const told = { probability_shocks: [], collateral_shocks: [], capacity_shocks: [], withdrawal: {} };
  for (const line of lines.querySelectorAll("[data-shock]")) {
    const read = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (line.querySelector(`[name=${name}]`)).value.trim();
    const [kind, value] = [read("shock"), Number(read("value"))];
    const where = KINDS[kind].county && read("county") ? { county: read("county") } : {};
    const lender = KINDS[kind].bank && read("bank") ? { bank: read("bank") } : {};
    if (kind === "withdrawal") told.withdrawal[read("bank") || "*"] = value;
    else told[`${kind}_shocks`].push(kind === "collateral" ? { haircut_change: value, ...where, ...lender } : { factor: value, ...where });
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => (Array.isArray(value) ? value.length : Object.keys(value).length)));
}
