// A histogram as a small picture: bars of scenarios by loss, lines at the values at risk.

import { about, t } from "../about.js";
import { money, number, percent } from "../format.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [760, 230, 46, 26, 18];

/** @param {string} name @param {Record<string, string|number>} attributes @param {string} [text] */
function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * @param {{scenarios: number[], ends: number[]}} told
 * @param {{level: number, var: number}[]} risks
 * @returns {Element}
 */
export function histogram(told, risks) {
  const { scenarios, ends } = told;
  const [low, high, most] = [ends[0], ends[ends.length - 1], Math.max(...scenarios, 1)];
  const across = (/** @type {number} */ loss) => LEFT + ((loss - low) / Math.max(high - low, 1)) * (WIDTH - LEFT - 8);
  const up = (/** @type {number} */ many) => HEIGHT - BOTTOM - (many / most) * (HEIGHT - BOTTOM - TOP);
  const picture = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "histogram", "aria-label": `${t("simulations.histogram")} · ${t("simulations.histogram.about")}`, lang: about.lang });
  for (const part of [0, 0.5, 1]) {
    picture.append(node("line", { x1: LEFT, x2: WIDTH - 8, y1: up(most * part), y2: up(most * part) }), node("text", { x: LEFT - 6, y: up(most * part) + 4, "text-anchor": "end" }, number(Math.round(most * part))));
    picture.append(node("text", { x: across(low + (high - low) * part), y: HEIGHT - 8, "text-anchor": part === 0 ? "start" : part === 1 ? "end" : "middle" }, money(low + (high - low) * part)));
  }
  scenarios.forEach((many, place) => {
    const bar = node("rect", { x: across(ends[place]) + 0.5, y: up(many), width: Math.max(across(ends[place + 1]) - across(ends[place]) - 1, 0.5), height: HEIGHT - BOTTOM - up(many) });
    bar.append(node("title", {}, `${money(ends[place])} – ${money(ends[place + 1])} · ${number(many)}`));
    picture.append(bar);
  });
  risks.filter((risk) => risk.var >= low && risk.var <= high).forEach((risk, place) => {
    picture.append(node("line", { class: "level", x1: across(risk.var), x2: across(risk.var), y1: TOP, y2: HEIGHT - BOTTOM }),
      node("text", { class: "level", x: across(risk.var) - 4, y: TOP + 10 + place * 13, "text-anchor": "end" }, `VaR ${percent(risk.level)}`));
  });
  return picture;
}
