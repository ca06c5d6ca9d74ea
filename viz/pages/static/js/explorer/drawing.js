// The canvas: vis-network draws what is shown where it stands; it moves nothing by itself.

import { t } from "../about.js";
import { money, number } from "../format.js";
import { LINK, MUTUAL, look } from "./marks.js";
import { amid } from "./shown.js";

const LABELLED = 60; // with more parties only cores, risky, fallen, selected and the largest carry their names
const LARGEST = 14;
const TELLING = 20; // parts, beyond which they tell only how many they are
const STRAIGHT = 500; // links, beyond which they are straight

/** @typedef {{fates: Map<string, number>|null, round: number, links: Set<string>}} Emphasis what a simulation or a path says of parties and links */

export class Drawing {
  /**
   * @param {HTMLElement} place
   * @param {{picked: (ids: string[], links: string[], add: boolean) => void, opened: (id: string) => void, moved: (spots: Map<string, import("./board.js").Spot>) => void}} heard
   */
  constructor(place, heard) {
    const vis = /** @type {any} */ (window).vis;
    this.place = place;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(place, { nodes: this.nodes, edges: this.edges }, options());
    this.listen(heard);
    /** @type {(() => void)|null} */
    this.pending = null;
    for (const inner of place.querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
    /** @type {[any, any, any, any, any]|null} */
    this.last = null;
    new MutationObserver(() => this.last && this.draw(...this.last)).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  /** @param {any} heard */
  listen(heard) {
    this.network.on("click", (/** @type {any} */ event) => heard.picked(event.nodes, event.nodes.length ? [] : event.edges, event.event.srcEvent.shiftKey || event.event.srcEvent.ctrlKey));
    this.network.on("doubleClick", (/** @type {any} */ event) => event.nodes.length && heard.opened(event.nodes[0]));
    this.network.on("dragStart", (/** @type {any} */ event) => event.nodes.length && heard.picked(event.nodes, [], false));
    this.network.on("dragEnd", (/** @type {any} */ event) => {
      if (!event.nodes.length) return;
      const spots = this.network.getPositions(event.nodes);
      heard.moved(new Map(Object.entries(spots).map(([id, spot]) => [id, [Math.round(spot.x), Math.round(spot.y)]])));
    });
  }

  /**
   * @param {import("./board.js").Board} board
   * @param {import("./shown.js").Shown} shown
   * @param {Set<string>} selected
   * @param {Emphasis} emphasis
   * @param {string|null} focus
   */
  draw(board, shown, selected, emphasis, focus) {
    this.last = [board, shown, selected, emphasis, focus];
    const colours = theme();
    const every = [...shown.nodes.values()];
    const largest = Math.max(1, ...every.map((node) => node.loans ?? 0), ...[...shown.parts.values()].map((part) => part.loans));
    const named = carryNames(every, focus);
    const letters = Math.round(15 * Math.sqrt(Math.max(1, every.length / 25))); // larger pictures are seen from further away
    const nodes = every.map((node) => partyNode(node, { board, emphasis, largest, letters, colours, focus, selected: selected.has(node.party), named: named.has(node.party) }));
    const parts = [...shown.parts.values()].map((part) => partNode(part, board, colours, { selected: selected.has(part.id), brief: shown.parts.size > TELLING }));
    sync(this.nodes, [...nodes, ...parts]);
    const widest = Math.max(1, ...[...shown.links.values(), ...shown.bundles.values()].map((link) => link.amount));
    const straight = shown.links.size + shown.bundles.size > STRAIGHT;
    const links = [...shown.links.values()].map((link) => edge(link.id, link.guarantor, link.borrower, link, { widest, straight, colours, strong: emphasis.links.has(link.id) || selected.has(link.id), title: linkTitle(link) }));
    const bundles = [...shown.bundles.values()].map((one) => edge(one.id, one.from, one.to, { ...one, mutual: false, liabilities: [] }, { widest, straight, colours, strong: false, title: linkTitle(one) }));
    sync(this.edges, [...links, ...bundles]);
  }

  /** Draw in a moment: what changes together is drawn once. @param {() => void} draw */
  later(draw) {
    if (!this.pending) queueMicrotask(() => this.settle());
    this.pending = draw;
  }

  /** Draw what waits. */
  settle() {
    const draw = this.pending;
    this.pending = null;
    draw?.();
  }

  fit() {
    this.settle();
    this.network.fit({ animation: false });
  }

  /** @param {string[]} ids */
  show(ids) {
    this.settle();
    const there = ids.filter((id) => this.nodes.get(id));
    if (there.length) this.network.fit({ nodes: there, animation: false, maxZoomLevel: 1 });
  }

  /** Where something stands in the window. @param {string} id @returns {{x: number, y: number}|null} */
  onScreen(id) {
    this.settle();
    const spot = this.network.getPositions([id])[id];
    if (!spot) return null;
    const [at, frame] = [this.network.canvasToDOM(spot), this.place.getBoundingClientRect()];
    return { x: at.x + frame.x, y: at.y + frame.y };
  }

  /** Whether a party stands within what is seen. @param {string} id */
  sees(id) {
    this.settle();
    const spot = this.network.getPositions([id])[id];
    if (!spot) return true;
    const at = this.network.canvasToDOM(spot);
    return at.x > 20 && at.y > 20 && at.x < this.place.clientWidth - 20 && at.y < this.place.clientHeight - 20;
  }

  /** @param {string} id */
  centre(id) {
    this.settle();
    if (this.nodes.get(id)) this.network.focus(id, { scale: Math.max(0.5, this.network.getScale()), animation: false });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor });
  }

  /** The canvas as it stands, on paper. @returns {HTMLCanvasElement} */
  picture() {
    const drawn = /** @type {HTMLCanvasElement} */ (this.place.querySelector("canvas"));
    const copy = document.createElement("canvas");
    copy.width = drawn.width;
    copy.height = drawn.height;
    const pen = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
    pen.fillStyle = theme().paper;
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(drawn, 0, 0);
    return copy;
  }
}

function options() {
  return {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, tooltipDelay: 200, keyboard: { enabled: false }, multiselect: true, selectConnectedEdges: false, hideEdgesOnDrag: false, zoomSpeed: 0.7 },
    nodes: { borderWidth: 2, borderWidthSelected: 4, scaling: { label: { drawThreshold: 5 } } },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.55 } }, selectionWidth: 1, hoverWidth: 0.5 },
  };
}

/** The colours of the theme, as a canvas takes them. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { ink: read("--ink"), paper: read("--paper"), muted: read("--muted"), accent: read("--accent"), focus: read("--focus"), line: read("--line"), raised: read("--raised"), font: read("--font") };
}

/** @param {import("./board.js").Party[]} nodes @param {string|null} focus */
function carryNames(nodes, focus) {
  const by = [...nodes].sort((a, b) => (b.loans ?? 0) - (a.loans ?? 0));
  const large = nodes.length > LABELLED ? by.slice(0, LARGEST) : by;
  return new Set([...large, ...nodes.filter((node) => node.core || node.party === focus || (node.risk && node.risk !== "normal"))].map((node) => node.party));
}

/** @param {import("./board.js").Party} node @param {any} how */
function partyNode(node, how) {
  const { board, emphasis, colours, selected } = how;
  const drawn = look(node, emphasis.fates, emphasis.round);
  const [x, y] = board.at.get(node.party) ?? [0, 0];
  const told = emphasis.fates ? Boolean(drawn.text) : how.named;
  const pin = board.pinned.has(node.party) ? "📌" : "";
  const label = told || selected ? `${pin}${short(node.name ?? node.party)}${drawn.text ? `〔${drawn.text}〕` : ""}` : pin || " ";
  const border = selected ? colours.ink : node.external ? colours.ink : node.party === how.focus ? colours.ink : drawn.colour;
  return {
    id: node.party, x, y, label, shape: drawn.shape, size: Math.round((10 + 18 * Math.sqrt((node.loans ?? 0) / how.largest)) * Math.min(2, how.letters / 15)),
    title: [node.name ?? "", node.party, t(`kind.${node.kind}`), `${t("loan_balance")} ${money(node.loans)}`, drawn.text].filter((line) => line).join("\n"),
    color: { background: drawn.colour, border, highlight: { background: drawn.colour, border: colours.focus }, hover: { background: drawn.colour, border: colours.focus } },
    borderWidth: selected ? 5 : 2, opacity: emphasis.fates && drawn.mark === "explorer.standing" ? 0.55 : 1,
    shapeProperties: { borderDashes: node.stub ? [3, 3] : false },
    font: { size: how.letters, face: colours.font, color: colours.ink, strokeWidth: 4, strokeColor: colours.paper },
  };
}

/** @param {import("./shown.js").Part} part @param {import("./board.js").Board} board @param {any} colours @param {{selected: boolean, brief: boolean}} how */
function partNode(part, board, colours, { selected, brief }) {
  const [x, y] = amid(board, part.members);
  const members = number(part.members.length);
  const label = brief ? t("explorer.part_short", { members }) : `${short(part.name, 16)}\n${t("explorer.part_holds", { members, links: number(part.links) })}\n${money(part.loans)}`;
  return {
    id: part.id, x, y, label, shape: "box", margin: 12, title: `${part.name}\n${t("explorer.part_holds", { members, links: number(part.links) })}\n${money(part.loans)}\n${t("explorer.part_opens")}`, opacity: 1, size: 25, shapeProperties: { borderDashes: false, borderRadius: 8 },
    color: { background: colours.raised, border: selected ? colours.focus : colours.accent, highlight: { background: colours.raised, border: colours.focus }, hover: { background: colours.raised, border: colours.focus } },
    borderWidth: selected ? 5 : 2, font: { size: Math.round(brief ? 24 + 9 * Math.sqrt(part.members.length) : 18 + 6 * Math.sqrt(part.members.length)), face: colours.font, color: colours.ink, strokeWidth: 0, strokeColor: colours.raised },
  };
}

/** @param {string} id @param {string} from @param {string} to @param {{amount: number, mutual: boolean, liabilities: string[]}} link @param {any} how */
function edge(id, from, to, link, how) {
  const colour = how.strong ? how.colours.focus : link.mutual ? MUTUAL : LINK;
  return {
    id, from, to, title: how.title, width: Math.round(10 * (1 + 5 * Math.sqrt(link.amount / how.widest)) + (how.strong ? 25 : 0)) / 10,
    color: { color: colour, highlight: how.colours.focus, hover: how.colours.accent, opacity: 1 },
    dashes: link.liabilities.length === 1 && link.liabilities[0] === "general",
    smooth: link.mutual || !how.straight ? { enabled: true, type: "curvedCW", roundness: 0.12 } : false,
  };
}

/** @param {{amount: number, guarantees: number}} link */
const linkTitle = (link) => `${t("amount")} ${money(link.amount)}\n${t("guarantees")} ${number(link.guarantees)}`;

/** @param {string} name */
export const short = (name, longest = 12) => (name.length <= longest ? name : `${name.slice(0, longest - 1)}…`);

/**
 * Make a data set hold these items, touching only what is new or another.
 * @param {any} set
 * @param {any[]} items
 */
function sync(set, items) {
  const wanted = new Map(items.map((item) => [item.id, item]));
  const gone = set.getIds().filter((/** @type {string} */ id) => !wanted.has(id));
  if (gone.length) set.remove(gone);
  const changed = items.filter((item) => JSON.stringify({ ...set.get(item.id) }) !== JSON.stringify(item));
  if (changed.length) set.update(changed);
}
