// The explorer: what is on the picture, what is selected, what is filtered; every act of a person is a method of it.

import { t } from "../about.js";
import { collapsed, empty, folded, grown, moved, opened, pinTurned, placed, without } from "./board.js";
import { History } from "./history.js";
import { around } from "./placing.js";
import { amid, filtering, open, shown } from "./shown.js";
import { Watched } from "./watched.js";

const MOST_DRAWN = 2000; // elements; beyond, parts are drawn as one node
const MOST_ADDED = 1000;

export class Explorer {
  /** @param {import("./asking.js").Asking} asking */
  constructor(asking) {
    this.asking = asking;
    this.history = new History();
    /** @type {Watched<Set<string>>} parties, parts and links */
    this.selected = new Watched(new Set());
    /** @type {Watched<import("./shown.js").Filters>} */
    this.filters = new Watched(open());
    /** @type {Watched<import("./drawing.js").Emphasis>} */
    this.emphasis = new Watched(/** @type {any} */ ({ fates: null, round: 0, links: new Set() }));
    /** @type {Watched<string>} what is told to whoever listens */
    this.said = new Watched("");
    /** @type {import("./asking.js").Before} */
    this.before = { depth: 1, direction: "any", amount_from: 0, kind: [] };
    this.shown = shown(empty(), open());
    /** @type {Map<string, any>} parties by code: what was ever drawn, for lists that name those who are not */
    this.known = new Map();
    const again = () => {
      for (const [code, node] of this.board.nodes) this.known.set(code, node);
      this.shown = shown(this.board, this.filters.value);
    };
    this.history.on(again);
    this.filters.on(again);
  }

  get board() {
    return this.history.value;
  }

  get origin() {
    return this.board.origin;
  }

  /** The selected parties, in the order they were selected. @returns {string[]} */
  get parties() {
    return [...this.selected.value].filter((id) => this.board.nodes.has(id));
  }

  /** A picture of its own around a party. @param {string} code @param {number} depth */
  async startAround(code, depth) {
    const told = await this.asking.around(code, { ...this.before, depth });
    this.begin(told, [code], { focus: code, circle: null, depth });
  }

  /** A picture of a circle. @param {string} id */
  async startCircle(id) {
    const told = await this.asking.circle(id);
    const core = told.nodes.find((/** @type {any} */ node) => node.core)?.party ?? null;
    this.begin(told, core ? [core] : [], { focus: core, circle: id, depth: 2 });
  }

  /** @param {any} told @param {string[]} selected @param {import("./board.js").Origin} origin */
  begin(told, selected, origin) {
    const board = inParts(placed(told, origin), told.nodes, origin.focus);
    if (this.board.nodes.size) this.history.step(board);
    else this.history.begin(board);
    this.emphasis.set({ fates: null, round: 0, links: new Set() });
    this.select(selected);
    if (told.truncated) this.say(t("truncated"));
  }

  /** Bring what is around a party, filtered before anything is added. @param {string} code */
  async expand(code) {
    const told = await this.asking.grow({ shown: [...this.board.nodes.keys()], around: code, ...this.asked(), most: MOST_ADDED });
    this.grow(told, code);
    return told.nodes.length;
  }

  /** The filter of expanding, as the API takes it. */
  asked() {
    const { kind, ...others } = this.before;
    return kind.length ? { ...others, kind } : others;
  }

  /** Bring parties by their codes. @param {string[]} codes @returns {Promise<string[]>} codes of nobody */
  async add(codes) {
    const fresh = codes.filter((code) => !this.board.nodes.has(code));
    if (!fresh.length) return [];
    const told = await this.asking.grow({ shown: [...this.board.nodes.keys()], added: fresh });
    this.grow(told, "");
    return told.missing;
  }

  /** @param {any} told @param {string} source */
  grow(told, source) {
    const codes = told.nodes.map((/** @type {any} */ node) => node.party);
    const spots = source ? around(this.board.at, codes, this.board.at.get(source) ?? [0, 0]) : this.besides(told);
    this.history.step(grown(this.board, told, spots, source));
    this.say(t("explorer.came", { number: codes.length }) + (told.truncated ? ` ${t("truncated")}` : ""));
  }

  /** Those asked for by themselves stand beside whoever they are linked to. @param {any} told */
  besides(told) {
    const at = new Map(this.board.at);
    const found = new Map();
    for (const node of told.nodes) {
      const link = told.links.find((/** @type {any} */ one) => (one.guarantor === node.party && at.has(one.borrower)) || (one.borrower === node.party && at.has(one.guarantor)));
      const beside = link ? at.get(link.guarantor === node.party ? link.borrower : link.guarantor) : undefined;
      for (const [code, spot] of around(at, [node.party], beside ?? [...at.values()].at(-1) ?? [0, 0])) {
        at.set(code, spot);
        found.set(code, spot);
      }
    }
    return found;
  }

  /** Expand a party, or open a part. @param {string} id */
  async enter(id) {
    if (this.board.folds.has(id)) this.open(id);
    else if (this.board.nodes.has(id)) await this.expand(id);
  }

  /** @param {string} code */
  collapse(code) {
    const before = this.board.nodes.size;
    const board = collapsed(this.board, code);
    if (board.nodes.size !== before || board.expanded.size !== this.board.expanded.size) this.history.step(board);
    this.say(t("explorer.went", { number: before - board.nodes.size }));
  }

  /** Take parties off the picture. @param {string[]} codes */
  remove(codes) {
    this.history.step(without(this.board, new Set(codes)));
    this.select([]);
  }

  /** @param {string} code */
  pin(code) {
    this.history.step(pinTurned(this.board, code));
    this.say(t(this.board.pinned.has(code) ? "explorer.pinned" : "explorer.unpinned"));
  }

  /** A person dragged something: parts take their members along. @param {Map<string, import("./board.js").Spot>} spots */
  moved(spots) {
    const all = new Map();
    for (const [id, spot] of spots) {
      const part = this.shown.parts.get(id);
      if (!part) {
        all.set(id, spot);
        continue;
      }
      const from = amid(this.board, part.members);
      for (const code of part.members) {
        const at = this.board.at.get(code) ?? from;
        all.set(code, [at[0] + spot[0] - from[0], at[1] + spot[1] - from[1]]);
      }
    }
    const parts = [...spots.keys()].some((id) => this.shown.parts.has(id));
    this.history.step(parts ? { ...this.board, at: new Map([...this.board.at, ...all]) } : moved(this.board, all));
  }

  /** Draw parties as one node. @param {string[]} codes @param {string} [name] */
  fold(codes, name) {
    if (codes.length < 2) return;
    const id = `part:${codes[0]}:${codes.length}`;
    this.history.step(folded(this.board, [{ id, name: name ?? this.nameOf(codes), members: codes }]));
    this.select([id]);
  }

  /** Draw every circle as one node. */
  foldCircles() {
    /** @type {Map<string, string[]>} */
    const members = new Map();
    for (const node of this.board.nodes.values()) if (node.circle) members.set(node.circle, [...(members.get(node.circle) ?? []), node.party]);
    const folds = [...members].filter(([, codes]) => codes.length > 1).map(([id, codes]) => ({ id: `part:${id}`, name: this.nameOf(codes), members: codes }));
    if (folds.length) this.history.step(folded(this.board, folds));
  }

  /** @param {string} id */
  open(id) {
    const members = this.board.folds.get(id)?.members ?? [];
    this.history.step(opened(this.board, id));
    this.select(members.slice(0, 1));
    this.say(t("explorer.opened", { number: members.length }));
  }

  /** What a part is called: after its core, else its largest borrower. @param {string[]} codes */
  nameOf(codes) {
    return nameOf(codes.map((code) => this.board.nodes.get(code)).filter((node) => node !== undefined));
  }

  /** @param {Iterable<string>} ids @param {boolean} [add] */
  select(ids, add = false) {
    const next = add ? new Set(this.selected.value) : new Set();
    for (const id of ids) if (add && next.has(id)) next.delete(id);
      else next.add(id);
    this.selected.set(next);
  }

  /** @param {string} text */
  say(text) {
    this.said.set(text);
  }

  /** What tests and people's own scripts read. */
  snapshot() {
    const { nodes, links } = this.shown;
    return {
      nodes: [...nodes.keys()],
      edges: [...links.keys()],
      selected: [...this.selected.value].filter((id) => nodes.has(id) || links.has(id)),
      truncated: this.board.truncated,
    };
  }

  /** Whether filters hide something. */
  get filtering() {
    return filtering(this.filters.value);
  }
}

/**
 * A picture that is too large comes in parts; the part of the party it began with is open.
 * @param {import("./board.js").Board} board
 * @param {import("./board.js").Party[]} nodes
 * @param {string|null} focus
 */
function inParts(board, nodes, focus) {
  if (board.nodes.size + board.links.size <= MOST_DRAWN) return board;
  /** @type {Map<number, import("./board.js").Party[]>} */
  const parts = new Map();
  for (const node of nodes) if (typeof node.part === "number") parts.set(node.part, [...(parts.get(node.part) ?? []), node]);
  const folds = [...parts].filter(([, members]) => members.length > 1 && !members.some((node) => node.party === focus)).map(([part, members]) => ({ id: `part:${part}`, name: nameOf(members), members: members.map((node) => node.party) }));
  return folded(board, folds);
}

/** @param {import("./board.js").Party[]} nodes */
function nameOf(nodes) {
  const first = nodes.find((node) => node.core) ?? [...nodes].sort((a, b) => (b.loans ?? 0) - (a.loans ?? 0))[0];
  return t("explorer.part_name", { name: first?.name ?? "" });
}
