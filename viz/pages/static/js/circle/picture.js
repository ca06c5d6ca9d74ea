// A circle as a still picture: the core in the middle, others by their distance from it, near whom they are reached from.

import { href, t } from "../about.js";
import { money } from "../format.js";
import { county } from "../places.js";

const SPACE = "http://www.w3.org/2000/svg";
const SIZE = 620;

/**
 * @param {string} tag
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 */
function s(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * The members as a tree of shortest chains of guarantees from the first one, both ways; those nobody reaches hang off it at the far end.
 * @param {any[]} members
 * @param {{guarantor: string, borrower: string}[]} links
 * @returns {{children: Map<string, string[]>, steps: Map<string, number>}}
 */
export function tree(members, links) {
  /** @type {Map<string, string[]>} */
  const near = new Map(members.map((one) => [one.party, []]));
  for (const link of links) {
    near.get(link.guarantor)?.push(link.borrower);
    near.get(link.borrower)?.push(link.guarantor);
  }
  const root = members[0].party;
  const steps = new Map([[root, 0]]);
  /** @type {Map<string, string[]>} */
  const children = new Map(members.map((one) => [one.party, []]));
  for (const one of steps.keys()) {
    for (const next of near.get(one) ?? []) {
      if (steps.has(next) || !near.has(next)) continue;
      steps.set(next, (steps.get(one) ?? 0) + 1);
      children.get(one)?.push(next);
    }
  }
  const far = Math.max(1, ...steps.values()) + 1;
  for (const one of members) {
    if (steps.has(one.party)) continue;
    steps.set(one.party, far);
    children.get(root)?.push(one.party);
  }
  return { children, steps };
}

/**
 * Where every member stands: a ring a step, everybody near whom it is reached from.
 * @param {any[]} members
 * @param {any[]} links
 */
function places(members, links) {
  const { children, steps } = tree(members, links);
  const rings = Math.max(1, ...steps.values());
  /** @type {Map<string, number>} */
  const leaves = new Map();
  for (const one of [...steps.keys()].reverse()) leaves.set(one, (children.get(one) ?? []).reduce((sum, child) => sum + (leaves.get(child) ?? 1), 0) || 1);
  /** @type {Map<string, {x: number, y: number}>} */
  const found = new Map();
  const stand = (/** @type {string} */ one, /** @type {number} */ from, /** @type {number} */ to) => {
    const ring = steps.get(one) ?? 0;
    const radius = (SIZE / 2 - 26) * (ring / rings);
    const angle = (from + to) / 2 - Math.PI / 2;
    found.set(one, { x: SIZE / 2 + radius * Math.cos(angle), y: SIZE / 2 + radius * Math.sin(angle) });
    let at = from;
    for (const child of children.get(one) ?? []) {
      const end = at + ((to - from) * (leaves.get(child) ?? 1)) / (leaves.get(one) ?? 1);
      stand(child, at, end);
      at = end;
    }
  };
  if (members.length) stand(members[0].party, 0, 2 * Math.PI);
  return found;
}

/** @param {any} one @param {number} x @param {number} y @param {number} size */
function mark(one, x, y, size) {
  if (one.core) {
    const points = Array.from({ length: 10 }, (_, corner) => {
      const radius = corner % 2 ? size * 0.6 : size * 1.35;
      return `${(x + radius * Math.sin((corner * Math.PI) / 5)).toFixed(1)},${(y - radius * Math.cos((corner * Math.PI) / 5)).toFixed(1)}`;
    });
    return s("polygon", { points: points.join(" "), class: "mark core" });
  }
  if (one.kind === "person") return s("polygon", { points: `${x},${y - size} ${x + size},${y + size * 0.8} ${x - size},${y + size * 0.8}`, class: "mark person" });
  if (one.kind === "guarantee_company") return s("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, class: "mark company" });
  return s("circle", { cx: x, cy: y, r: size, class: "mark enterprise" });
}

/**
 * The picture; every mark opens its dossier.
 * @param {any[]} members
 * @param {any[]} links
 * @returns {SVGElement}
 */
export function picture(members, links) {
  const at = places(members, links);
  const most = Math.max(1, ...members.map((one) => one.loans ?? 0));
  const few = members.length <= 24;
  const sizes = new Map(members.map((one) => [one.party, (few ? 9 : 5) + 9 * Math.sqrt((one.loans ?? 0) / most)]));
  const drawn = links.map((link) => {
    const [from, to] = [at.get(link.guarantor), at.get(link.borrower)];
    if (!from || !to) return "";
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const back = Math.min(0.5, ((sizes.get(link.borrower) ?? 0) + 5) / Math.max(1, Math.hypot(dx, dy)));
    return s("line", { x1: from.x, y1: from.y, x2: to.x - dx * back, y2: to.y - dy * back, class: link.mutual ? "link mutual" : "link", "marker-end": "url(#arrow)" });
  });
  const marks = members.map((one) => {
    const { x, y } = at.get(one.party) ?? { x: 0, y: 0 };
    const size = sizes.get(one.party) ?? 0;
    const told = [one.name, county(one.county), one.loans === null ? "" : money(one.loans)].filter((part) => part && part !== "—").join(" · ");
    return s("a", { href: href(`/enterprises/${encodeURIComponent(one.party)}`), "aria-label": told }, s("title", {}, told), mark(one, x, y, size),
      one.core || few ? s("text", { x, y: y + size + 15, "text-anchor": "middle" }, one.kind === "person" ? one.party : (one.name ?? one.party)) : "");
  });
  const arrow = s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: "M0 0L8 4L0 8z", class: "arrowhead" }));
  return /** @type {SVGElement} */ (s("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: few ? "picture few" : "picture", role: "group", "aria-label": t("circle.picture") }, s("defs", {}, arrow), ...drawn, ...marks));
}
