import { h } from "../dom.js";

/** @param {boolean} open */
export const manyCard = (open) => h("div", { hidden: open });
