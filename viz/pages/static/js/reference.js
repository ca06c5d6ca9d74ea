// The legal source of a rule: as it is written, and by its English title beside it for who reads English.

import { about, t } from "./about.js";
import { h } from "./dom.js";

/**
 * @param {string} zh
 * @param {string} en
 * @returns {(Node|string)[]}
 */
export const source = (zh, en) => (about.lang === "zh" ? [zh] : [...(en === zh ? [] : [en, " "]), h("span", { lang: "zh-CN" }, zh)]);

/** The source of a rule by its id. @param {string} rule */
export const sourceOf = (rule) => source(t(`reference_zh.${rule}`), t(`reference.${rule}`));
