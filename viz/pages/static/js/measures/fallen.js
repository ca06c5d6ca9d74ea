// What a cascade offers to be treated: who fell, and the guarantees that were called from them.

import { t } from "../about.js";
import { bracketed } from "../section.js";

/** @param {any} result of a cascade @returns {import("./measures.js").Candidate[]} */
export const candidates = (result) => result.defaulted.map((/** @type {any} */ fall) => ({ code: fall.party, text: `${fall.name ?? fall.party}${bracketed(t("measure.round", { round: fall.round }))}` }));

/** @param {any} result of a cascade @returns {import("./measures.js").Guarantee[]} */
export const calls = (result) => result.defaulted.flatMap((/** @type {any} */ fall) => fall.calls.filter((/** @type {any} */ call) => call.contract).map((/** @type {any} */ call) => ({ ...call, guarantor: fall.party })));
