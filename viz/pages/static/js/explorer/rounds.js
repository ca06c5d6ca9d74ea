// Rounds of a cascade, one by one: who falls, and which calls brought it about.

import { about, t } from "../about.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";

const BEAT = 900; // milliseconds of a round while it plays

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {any} result
 * @param {{look: (codes: string[]) => void}} options
 * @returns {HTMLElement}
 */
export function rounds(explorer, result, options) {
  const fates = new Map(result.defaulted.map((/** @type {any} */ fall) => [fall.party, fall.round]));
  const last = Math.max(0, ...fates.values());
  const falls = h("ol", { class: "falls", id: "falls" });
  const where = h("output", { id: "round" });
  const slider = h("input", { type: "range", min: "0", max: String(last), value: "0", "aria-label": t("round") });
  let now = 0;
  let timer = 0;
  const show = (/** @type {number} */ round) => {
    now = Math.max(0, Math.min(last, round));
    slider.value = String(now);
    where.value = t("explorer.round_of", { round: now, last });
    const here = result.defaulted.filter((/** @type {any} */ fall) => fall.round === now);
    const links = here.flatMap((/** @type {any} */ fall) => fall.calls.map((/** @type {any} */ call) => `${fall.party}>${call.borrower}`));
    explorer.emphasis.set({ fates, round: now, links: new Set(links) });
    falls.replaceChildren(...here.map((/** @type {any} */ fall) => row(fall, explorer)));
    back.disabled = now === 0;
    on.disabled = now === last;
    const part = here.map((/** @type {any} */ fall) => fall.party);
    if (part.length) options.look([...part, ...here.flatMap((/** @type {any} */ fall) => fall.calls.map((/** @type {any} */ call) => call.borrower))]);
  };
  const halt = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = t("explorer.play");
  };
  const step = (/** @type {number} */ by) => {
    halt();
    show(now + by);
  };
  const back = h("button", { type: "button", id: "round-back", onclick: () => step(-1) }, `◀ ${t("explorer.round_back")}`);
  const on = h("button", { type: "button", id: "round-on", onclick: () => step(1) }, `${t("explorer.round_on")} ▶`);
  const play = h("button", { type: "button", id: "play", onclick: () => {
    if (timer) return halt();
    if (now === last) show(0);
    play.textContent = t("explorer.pause");
    timer = setInterval(() => {
      if (now >= last || !falls.isConnected) return halt();
      show(now + 1);
      return undefined;
    }, BEAT);
    return undefined;
  } }, t("explorer.play"));
  slider.addEventListener("input", () => step(Number(slider.value) - now));
  show(0);
  return h("div", { class: "rounds" }, h("div", { class: "player" }, back, play, on, slider, where), falls);
}

/** @param {any} fall @param {import("./explorer.js").Explorer} explorer */
function row(fall, explorer) {
  const name = (/** @type {string} */ code) => explorer.known.get(code)?.name ?? code;
  const calls = fall.calls.map((/** @type {any} */ call) => h("li", null, t("explorer.call", { borrower: name(call.borrower), amount: money(call.amount) }), " ", chip(t(`explorer.rule.${call.rule}`)), h("div", { class: "code" }, [call.contract, call.loan].filter((one) => one).join(" · "))));
  return h("li", null,
    h("button", { type: "button", class: "pick", onclick: () => explorer.select([fall.party]) }, fall.name ?? fall.party), " ",
    fall.round === 0 ? chip(t("explorer.seed"), "alarm") : chip(t("explorer.in_round", { round: fall.round }), "warn"),
    fall.explanation ? h("p", null, fall.explanation[about.lang]) : null,
    calls.length ? h("details", { open: fall.calls.length <= 3 }, h("summary", null, `${t("calls")} ${number(calls.length)} · ${money(fall.called)}`), h("ul", null, ...calls)) : null);
}
