// A problem as one sentence with its code.

import { Problem } from "./api.js";

/**
 * @param {unknown} fault
 * @returns {string}
 */
export function told(fault) {
  if (!(fault instanceof Problem)) return fault instanceof Error ? fault.message : String(fault);
  const where = fault.faults.map((one) => `${one.where.replace(/^body\./, "")}: ${one.message}`);
  return `${[fault.message, ...where].join("; ")} [${fault.code}]`;
}
