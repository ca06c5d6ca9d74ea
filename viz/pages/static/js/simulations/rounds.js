// A cascade round by round: step through it, read who falls and each call that made it so.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { party } from "../party.js";
import { county } from "../places.js";

const SHOWN = 100;

/** @param {any} fall @param {Map<string, string>} names */
function one(fall, names) {
  const calls = fall.calls.slice(0, 40).map((/** @type {any} */ call) => h("li", null, `${names.get(call.borrower) ?? call.borrower} `, h("span", { class: "code" }, call.loan ?? ""), ` ${money(call.amount)}`, call.capped ? chip(t("capped")) : ""));
  return h("li", null, ...party(fall).slice(0, 1), " ", fall.county ? chip(county(fall.county)) : "", fall.called ? ` ${t("called")} ${money(fall.called)}` : "",
    fall.explanation ? h("div", { class: "sentence" }, fall.explanation[about.lang]) : null,
    calls.length ? h("details", { class: "calls" }, h("summary", null, `${t("simulations.calls_of")} ${number(fall.calls.length)}`), h("ul", { class: "plain" }, ...calls)) : null);
}

/**
 * @param {any} result of a cascade
 * @returns {HTMLElement}
 */
export function rounds(result) {
  /** @type {Map<string, string>} */
  const names = new Map(result.defaulted.map((/** @type {any} */ fall) => [fall.party, fall.name ?? fall.party]));
  const last = result.defaulted.reduce((/** @type {number} */ most, /** @type {any} */ fall) => Math.max(most, fall.round), 0);
  let at = 0;
  const place = h("div", { "aria-live": "polite" });
  const [back, forth] = [h("button", { type: "button", "aria-label": t("simulations.previous") }, "◀"), h("button", { type: "button", "aria-label": t("simulations.next") }, "▶")];
  const which = h("strong", null);
  const draw = () => {
    const falls = result.defaulted.filter((/** @type {any} */ fall) => fall.round === at);
    const sofar = result.defaulted.filter((/** @type {any} */ fall) => fall.round <= at).length;
    which.textContent = `${at === 0 ? t("simulations.round.seed") : t("simulations.round", { round: at })} · ${number(falls.length)} / ${number(sofar)}`;
    back.disabled = at === 0;
    forth.disabled = at === last;
    place.replaceChildren(h("ol", { class: "plain" }, ...falls.slice(0, SHOWN).map((/** @type {any} */ fall) => one(fall, names))), falls.length > SHOWN ? h("p", { class: "hint" }, `… ${number(falls.length)}`) : "");
  };
  back.addEventListener("click", () => { at -= 1; draw(); });
  forth.addEventListener("click", () => { at += 1; draw(); });
  draw();
  return h("section", { class: "card", "aria-labelledby": "rounds-title" }, h("div", { class: "spread" }, h("h2", { id: "rounds-title" }, t("simulations.rounds")), h("div", { class: "stepper" }, back, which, forth)), place);
}
