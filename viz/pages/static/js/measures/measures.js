// What is done about a fall: rescues, cash, guarantees replaced or released. Each is an edit of the scenario.

import { t } from "../about.js";
import { h } from "../dom.js";
import { sentence } from "./sentence.js";
import { amountField, yuan } from "./amount.js";
import { replacement } from "./replacement.js";

/**
 * @typedef {{contract: string, guarantor: string, borrower: string, loan: string|null, amount: number}} Guarantee
 * @typedef {{code: string, text: string}} Candidate
 */

/**
 * @param {(code: string) => string} known the name of a party that is offered
 * @returns {{place: HTMLElement, edits: () => Record<string, unknown>[], add: (edit: Record<string, unknown>) => void, offer: (parties: Candidate[], guarantees: Guarantee[]) => void}}
 */
export function measures(known) {
  /** @type {Record<string, unknown>[]} */
  let chosen = [];
  /** @type {Map<string, string>} */
  const found = new Map();
  const name = (/** @type {string} */ code) => found.get(code) ?? known(code);
  const list = h("ul", { class: "plain", id: "measures" });
  const draw = () => {
    list.replaceChildren(...chosen.map((edit) => {
      const text = sentence(edit, name);
      return h("li", null, h("span", null, text), h("button", { type: "button", class: "quiet", "aria-label": `${t("measure.drop")} ${text}`, onclick: () => { chosen = chosen.filter((other) => other !== edit); draw(); } }, "✕"));
    }));
    if (!chosen.length) list.append(h("li", { class: "hint" }, t("measure.none")));
  };
  const add = (/** @type {Record<string, unknown>} */ edit) => {
    chosen = [...chosen, edit];
    draw();
  };
  const held = rescue(add);
  const swapped = replacement(name, add, (one) => found.set(one.code, one.name));
  draw();
  return {
    place: h("div", { class: "measures" }, held.place, swapped.place, list),
    edits: () => chosen,
    add,
    offer: (parties, guarantees) => { held.offer(parties); swapped.offer(guarantees); },
  };
}

/** Who is held up, or given cash. @param {(edit: Record<string, unknown>) => void} add */
function rescue(add) {
  const party = h("select", { name: "party" });
  const cash = amountField("cash");
  const hold = h("button", { type: "button", id: "add-rescue", onclick: () => add({ do: "rescue", party: party.value }) }, t("measure.add_rescue"));
  const pay = h("button", { type: "button", id: "add-cash", onclick: () => yuan(cash) > 0 && add({ do: "add_capacity", party: party.value, amount: yuan(cash) }) }, t("measure.add_cash"));
  const offer = (/** @type {Candidate[]} */ parties) => {
    party.replaceChildren(...parties.map((one) => h("option", { value: one.code }, one.text)));
    hold.disabled = pay.disabled = !parties.length;
  };
  offer([]);
  return { offer, place: h("fieldset", null, h("legend", null, t("measure.rescue")), h("label", null, t("measure.party"), party), h("div", { class: "fields row" }, hold, h("label", null, t("measure.amount"), cash), pay)) };
}
