// Names of counties, read once a page.

import { get } from "./api.js";

/** @type {Map<string, string>} */
const names = new Map();

/**
 * Read the counties; `county` names them from then on.
 * @returns {Promise<{county: string, name: string|null}[]>}
 */
export async function counties() {
  const rows = (await get("/counties", { limit: 500 })).items;
  for (const one of rows) names.set(one.county, one.name ?? one.county);
  return rows;
}

/** @param {string|null|undefined} code */
export const county = (code) => (code ? (names.get(code) ?? code) : "—");
