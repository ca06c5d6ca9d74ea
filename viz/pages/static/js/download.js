// Whole lists as files: Excel for people, CSV for programs.

import { about, may, t } from "./about.js";
import { file } from "./api.js";
import { h } from "./dom.js";

/**
 * Links to the files of a list; none where the visitor may not take it.
 * @param {string} name below /exports
 * @param {string} [label]
 * @returns {HTMLElement[]}
 */
export const listFiles = (name, label = t("export")) =>
  may("exports") ? ["xlsx", "csv"].map((form) => h("a", { class: "button", href: file(`/exports/${name}`, { format: form, lang: about.lang }), download: "" }, `${label} ${form.toUpperCase()}`)) : [];
