// A part of a page with its heading.

import { about } from "./about.js";
import { h } from "./dom.js";

/**
 * A name and its value in a sentence.
 * @param {string} name
 * @param {string|number} value
 */
export const said = (name, value) => `${name}${about.lang === "zh" ? "：" : ": "}${value}`;

/** Things one after the other in a sentence. @param {readonly string[]} items */
export const listed = (items) => items.join(about.lang === "zh" ? "、" : ", ");

/** What stands in brackets after something. @param {string|number} text */
export const bracketed = (text) => (about.lang === "zh" ? `（${text}）` : ` (${text})`);

/**
 * @param {string} id
 * @param {string} title
 * @param {...(Node|string|null|undefined|false)} children
 */
export const section = (id, title, ...children) => h("section", { class: "card", id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
