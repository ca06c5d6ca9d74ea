// Amounts as people type them: 万元.

import { h } from "../dom.js";

const UNIT = 10_000;

/** @param {string} name */
export const amountField = (name) => h("input", { type: "number", name, min: "0", step: "any", inputMode: "decimal" });

/** What a field says in yuan, to the fen. @param {HTMLInputElement} field */
export const yuan = (field) => Math.round(Number(field.value) * UNIT * 100) / 100;

/** @param {HTMLInputElement} field @param {number} amount in yuan */
export function fill(field, amount) {
  field.value = String(Number((amount / UNIT).toFixed(6)));
}
