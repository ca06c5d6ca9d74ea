// Unknown is never shown as zero: what nobody stated says so, what may not be shown too.

import { about, t } from "../about.js";
import { h } from "../dom.js";
import { money, number, percent } from "../format.js";

const withheld = about.visitor?.role === "bank";

/**
 * @template T
 * @param {T|null|undefined} value
 * @param {(value: T) => string} shown
 * @returns {Node|string}
 */
export const known = (value, shown) => (value === null || value === undefined ? h("span", { class: "unknown" }, t(withheld ? "credit.not_shown" : "credit.unknown")) : shown(value));

/** @param {number|null|undefined} value */
export const yuan = (value) => known(value, money);

/** @param {number|null|undefined} value */
export const share = (value) => known(value, percent);

/** @param {number|null|undefined} value */
export const count = (value) => known(value, number);
