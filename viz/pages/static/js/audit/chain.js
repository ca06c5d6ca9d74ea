// Whether the trail is whole, and its last digest to be written down elsewhere.

import { t } from "../about.js";
import { get } from "../api.js";
import { chip, h } from "../dom.js";
import { number } from "../format.js";

/** @param {HTMLElement} place */
export async function chain(place) {
  const { holds, head, faults } = await get("/audit/verification");
  place.replaceChildren(
    h("div", { class: "spread" },
      h("div", null, holds ? chip(`✓ ${t("audit.verified", { count: number(head.number) })}`, "good") : chip(`✕ ${t("audit.fault", { number: number(faults[0].number) })}`, "alarm"),
        ...faults.map((/** @type {any} */ one) => h("p", { class: "error" }, one.sentence))),
      h("button", { type: "button", onclick: () => void chain(place) }, t("audit.verify"))),
    h("p", { class: "hint" }, `${t("audit.head")} · ${number(head.number)}: `, h("span", { class: "code" }, head.digest)));
}
