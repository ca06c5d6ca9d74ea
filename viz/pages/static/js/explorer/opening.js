// Where somebody begins who named nobody: the queue and the circles, the first of each.

import { t } from "../about.js";
import { may } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";

const FIRST = 8;

/**
 * @param {import("./asking.js").Asking} asking
 * @param {{circle: (id: string) => void, party: (code: string) => void}} begin
 * @returns {Promise<HTMLElement>}
 */
export async function opening(asking, begin) {
  const queue = may("queue") ? (await asking.get("/coordination-queue", { limit: FIRST })).items : [];
  const circles = may("circles") ? (await asking.get("/circles", { limit: FIRST })).items : [];
  const item = (/** @type {string} */ name, /** @type {string} */ figure, /** @type {() => void} */ act) => h("li", null, h("button", { type: "button", class: "start", onclick: act }, h("span", null, name), h("span", { class: "figure" }, figure)));
  return h("div", { class: "opening" },
    h("p", { class: "big" }, t("explorer.begin")), h("p", { class: "hint" }, t("explorer.begin.about")),
    h("div", { class: "columns" },
      h("section", { "aria-label": t("queue.title") }, h("h2", null, t("queue.title")), h("ol", null, ...queue.map((/** @type {any} */ row) => item(row.name, money(row.expected_spillover), () => (row.kind === "circle" ? begin.circle(row.circle) : begin.party(row.members[0])))))),
      h("section", { "aria-label": t("explorer.circles") }, h("h2", null, t("explorer.circles")), h("ol", null, ...circles.map((/** @type {any} */ row) => item(row.name, `${number(row.members.length + row.members_elsewhere)} · ${money(row.loan_balance)}`, () => begin.circle(row.circle)))))));
}
