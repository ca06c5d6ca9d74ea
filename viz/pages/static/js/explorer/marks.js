// How parties and links look: what happened goes before how risky somebody is, and that before what somebody is. Shape, colour and text.

import { t } from "../about.js";

/** Colours told apart by every kind of sight (Okabe & Ito), with what the legend calls them. */
export const KIND = { enterprise: { shape: "dot", colour: "#0072b2" }, person: { shape: "triangle", colour: "#9a6aa8" }, guarantee_company: { shape: "square", colour: "#009e73" } };
export const CORE = { shape: "star", colour: "#e69f00" };
export const RISK = { listed: { shape: "triangleDown", colour: "#b3361b" }, alarming: { shape: "triangleDown", colour: "#d55e00" }, watched: { shape: "diamond", colour: "#c79200" } };
export const FATE = { seed: { shape: "diamond", colour: "#8c1c13" }, fallen: { shape: "hexagon", colour: "#d55e00" }, standing: { shape: "dot", colour: "#6d8296" } };
export const LINK = "#9aa7b3";
export const MUTUAL = "#cc79a7";

/**
 * @typedef {{mark: string, shape: string, colour: string, text: string}} Look `mark` is the word of the legend
 * @param {import("./board.js").Party} node
 * @param {Map<string, number>|null} fates round in which parties fell, while a simulation is shown
 * @param {number} round up to which
 * @returns {Look}
 */
export function look(node, fates, round) {
  if (fates) {
    const fell = fates.get(node.party);
    const fate = fell === undefined || fell > round ? "standing" : fell === 0 ? "seed" : "fallen";
    const text = fate === "fallen" ? t("explorer.in_round", { round: /** @type {number} */ (fell) }) : fate === "seed" ? t("explorer.seed") : "";
    return { mark: `explorer.${fate}`, ...FATE[fate], text };
  }
  const risk = node.risk && node.risk in RISK ? /** @type {keyof typeof RISK} */ (node.risk) : null;
  if (risk) return { mark: `risk.${risk}`, shape: node.core ? CORE.shape : RISK[risk].shape, colour: RISK[risk].colour, text: t(`risk.${risk}.short`) };
  if (node.core) return { mark: "core", ...CORE, text: "" };
  const kind = KIND[/** @type {keyof typeof KIND} */ (node.kind)] ?? KIND.enterprise;
  return { mark: `kind.${node.kind}`, ...kind, text: "" };
}

/** @type {Record<string, string>} */
const PATHS = {
  dot: "M8 2a6 6 0 1 0 .01 0z", triangle: "M8 2l6 11H2z", triangleDown: "M8 14L2 3h12z", square: "M3 3h10v10H3z", diamond: "M8 1l6 7-6 7-6-7z",
  star: "M8 1l2 5h5l-4 3 2 6-5-4-5 4 2-6-4-3h5z", hexagon: "M5 2h6l4 6-4 6H5L1 8z", box: "M1 4h14v8H1z", arrow: "M0 7h9V3l7 5-7 5V9H0z",
};

/**
 * A small picture of a shape.
 * @param {string} shape
 * @param {string} colour
 */
export function glyph(shape, colour) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", "glyph");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[shape] ?? PATHS.dot);
  path.setAttribute("fill", colour);
  picture.append(path);
  return picture;
}
