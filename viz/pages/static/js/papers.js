// Papers people use: links to the printable page, which has the Word file too; the check sheet is asked for with a purpose.

import { about, t } from "./about.js";
import { file } from "./api.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";

/** Papers are Chinese where nothing is said. @type {Record<string, string>} */
const spoken = about.lang === "en" ? { lang: "en" } : {};

/**
 * A button that leads to a paper.
 * @param {string} path below /papers
 * @param {string} label
 * @returns {HTMLElement}
 */
export const paper = (path, label) => h("a", { class: "button", href: file(`/papers/${path}`, spoken) }, label);

/**
 * A button that asks why a borrower's credit is looked at, and leads to its check sheet.
 * @param {string} borrower
 * @param {Record<string, string|number>} wanted the loan proposed
 * @returns {HTMLElement}
 */
export function checkSheet(borrower, wanted) {
  const dialog = { title: t("papers.check"), about: t("papers.purpose_about"), submit: t("papers.open"), fields: [{ name: "purpose", label: t("papers.purpose"), required: true }] };
  const open = () => ask(dialog, async (values) => location.assign(file(`/papers/credit-checks/${encodeURIComponent(borrower)}`, { purpose: values.purpose, ...wanted, ...spoken })));
  return h("button", { type: "button", onclick: open }, t("papers.check"));
}
