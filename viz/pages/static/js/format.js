// Figures as people read them: amounts in 万元 and 亿元, shares in per cent.

import { about } from "./about.js";

const plain = new Intl.NumberFormat(about.lang === "zh" ? "zh-CN" : "en-US", { maximumFractionDigits: 2 });
const share = new Intl.NumberFormat(about.lang === "zh" ? "zh-CN" : "en-US", { style: "percent", maximumSignificantDigits: 3 });

/**
 * Yuan with a unit; a dash where it is unknown.
 * @param {number|null|undefined} yuan
 * @returns {string}
 */
export function money(yuan) {
  if (yuan === null || yuan === undefined) return "—";
  const size = Math.abs(yuan);
  if (about.lang === "en") return size >= 1e6 ? `¥${plain.format(yuan / 1e6)} m` : `¥${plain.format(yuan)}`;
  if (size >= 1e8) return `${plain.format(yuan / 1e8)}亿元`;
  return size >= 1e4 || size === 0 ? `${plain.format(yuan / 1e4)}万元` : `${plain.format(yuan)}元`;
}

/** @param {number|null|undefined} value */
export const percent = (value) => (value === null || value === undefined ? "—" : share.format(value));

/** @param {number|null|undefined} value */
export const number = (value) => (value === null || value === undefined ? "—" : plain.format(value));

/**
 * Yuan in 万元 whatever the size, as returns state them; in English as everywhere.
 * @param {number|null|undefined} yuan
 * @returns {string}
 */
export const wan = (yuan) => (about.lang === "en" || yuan === null || yuan === undefined ? money(yuan) : `${plain.format(yuan / 1e4)}万元`);
