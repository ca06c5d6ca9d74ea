// The guarantees firms stand in: those given for them, and those they give.

import { get } from "../api.js";

const MOST_FIRMS = 8;

/**
 * @param {string[]} codes
 * @param {Map<string, string>} names of whoever is met, filled in
 * @returns {Promise<import("./measures.js").Guarantee[]>}
 */
export async function guaranteesOf(codes, names) {
  const firms = await Promise.all(codes.slice(0, MOST_FIRMS).map((code) => get(`/enterprises/${encodeURIComponent(code)}`).catch(() => null)));
  /** @type {Map<string, import("./measures.js").Guarantee>} */
  const found = new Map();
  for (const firm of firms.filter((one) => one !== null)) {
    names.set(firm.party, firm.name ?? firm.party);
    for (const row of [...firm.guarantees_received, ...firm.guarantees_given].filter((one) => one.contract)) {
      for (const side of [row.guarantor, row.borrower]) names.set(side.party, side.name ?? side.party);
      found.set(`${row.contract} ${row.guarantor.party} ${row.loan}`, { contract: row.contract, guarantor: row.guarantor.party, borrower: row.borrower.party, loan: row.loan ?? null, amount: row.amount });
    }
  }
  return [...found.values()].sort((one, other) => other.amount - one.amount);
}
