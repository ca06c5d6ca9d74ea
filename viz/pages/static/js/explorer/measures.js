// What is done about a cascade: rescues, cash, guarantees replaced. Each is an edit of the scenario.

import { t } from "../about.js";
import { h } from "../dom.js";
import { money } from "../format.js";

const UNIT = 10_000; // amounts are typed in 万元

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {any} result of the cascade without measures
 * @param {{county: (code: string|null) => string}} options
 * @returns {{place: HTMLElement, edits: () => Record<string, unknown>[]}}
 */
export function measures(explorer, result, options) {
  /** @type {{text: string, edit: Record<string, unknown>}[]} */
  let chosen = [];
  const name = (/** @type {string} */ code) => explorer.known.get(code)?.name ?? code;
  const list = h("ul", { class: "plain", id: "measures" });
  const draw = () => {
    list.replaceChildren(...chosen.map((one, place) => h("li", null, h("span", null, one.text), h("button", { type: "button", class: "quiet", "aria-label": `${t("explorer.drop_measure")} ${one.text}`, onclick: () => { chosen = chosen.filter((_, number) => number !== place); draw(); } }, "✕"))));
    if (!chosen.length) list.append(h("li", { class: "hint" }, t("explorer.no_measures")));
  };
  const add = (/** @type {string} */ text, /** @type {Record<string, unknown>} */ edit) => {
    chosen = [...chosen, { text, edit }];
    draw();
  };
  const falls = result.defaulted;
  const calls = falls.flatMap((/** @type {any} */ fall) => fall.calls.filter((/** @type {any} */ call) => call.contract).map((/** @type {any} */ call) => ({ ...call, guarantor: fall.party })));
  const paid = (result.calls_paid ?? []).length;
  const party = h("select", { name: "party" }, ...falls.map((/** @type {any} */ fall) => h("option", { value: fall.party }, `${fall.name ?? fall.party}（${t("explorer.round_short", { round: fall.round })}）`)), ...explorer.parties.filter((code) => !falls.some((/** @type {any} */ fall) => fall.party === code)).map((code) => h("option", { value: code }, name(code))));
  const cash = h("input", { type: "number", name: "cash", min: "0", step: "any", inputMode: "decimal", "aria-label": t("explorer.amount_wan") });
  const rescue = h("fieldset", null, h("legend", null, t("explorer.measure.rescue")), h("label", null, t("explorer.party"), party),
    h("div", { class: "fields row" }, h("button", { type: "button", id: "add-rescue", disabled: !party.options.length, onclick: () => add(`${t("explorer.measure.rescue")}：${name(party.value)}`, { do: "rescue", party: party.value }) }, t("explorer.add_rescue")),
      h("label", null, t("explorer.amount_wan"), cash), h("button", { type: "button", disabled: !party.options.length, onclick: () => Number(cash.value) > 0 && add(`${t("explorer.measure.cash")}：${name(party.value)} ${money(Number(cash.value) * UNIT)}`, { do: "add_capacity", party: party.value, amount: Number(cash.value) * UNIT }) }, t("explorer.add_cash"))));
  const guarantee = h("select", { name: "guarantee" }, ...calls.map((/** @type {any} */ call, /** @type {number} */ place) => h("option", { value: String(place) }, `${name(call.guarantor)} → ${name(call.borrower)} ${money(call.amount)} ${call.contract}`)));
  const how = h("select", { name: "how" }, ...["replace_by_company", "replace_by_collateral", "cut_guarantee"].map((one) => h("option", { value: one }, t(`explorer.measure.${one}`))));
  const company = h("input", { name: "company", maxLength: 60, value: t("explorer.new_company") });
  const value = h("input", { type: "number", name: "value", min: "0", step: "any", inputMode: "decimal" });
  const replace = () => {
    const call = calls[Number(guarantee.value)];
    if (!call) return;
    const what = { do: how.value, guarantee: call.contract, guarantor: call.guarantor, ...(call.loan ? { loan: call.loan } : {}) };
    const amount = Number(value.value) > 0 ? Number(value.value) * UNIT : call.amount;
    const more = how.value === "replace_by_company" ? { company: `NEW-${chosen.length + 1}`, new: { name: company.value || t("explorer.new_company"), net_assets: amount } } : how.value === "replace_by_collateral" ? { amount: Math.round(amount * 100) / 100 } : {};
    add(`${t(`explorer.measure.${how.value}`)}：${name(call.guarantor)} → ${name(call.borrower)}`, { ...what, ...more });
  };
  const swap = h("fieldset", null, h("legend", null, t("explorer.measure.replace")), h("label", null, t("explorer.guarantee"), guarantee), h("label", null, t("explorer.how"), how),
    h("div", { class: "fields row" }, h("label", null, t("explorer.company"), company), h("label", null, t("explorer.amount_wan"), value)),
    h("button", { type: "button", id: "add-replacement", disabled: !calls.length, onclick: replace }, t("explorer.add_replacement")), calls.length ? null : h("p", { class: "hint" }, t("explorer.no_calls", { number: paid })));
  how.addEventListener("change", () => { company.disabled = how.value !== "replace_by_company"; value.disabled = how.value === "cut_guarantee"; });
  draw();
  void options;
  return { place: h("div", { class: "measures" }, rescue, swap, list), edits: () => chosen.map((one) => one.edit) };
}
