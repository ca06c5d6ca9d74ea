// What is on the picture, as values that never change: every step makes a new one, so that undoing is going back to the one before.

/**
 * @typedef {{party: string, name: string|null, kind: string, county: string|null, stub: boolean, external: boolean, loans: number|null,
 *   capacity: number|null, employees: number|null, circle: string|null, core: boolean, risk: string|null, x?: number|null, y?: number|null, part?: number|null}} Party
 * @typedef {{id: string, guarantor: string, borrower: string, amount: number, guarantees: number, liabilities: string[], mutual: boolean}} Link
 * @typedef {[number, number]} Spot
 * @typedef {{id: string, name: string, members: string[]}} Fold
 * @typedef {{focus: string|null, circle: string|null, depth: number}} Origin where the picture began
 * @typedef {object} Board
 * @property {Map<string, Party>} nodes
 * @property {Map<string, Link>} links
 * @property {Map<string, Spot>} at where parties stand
 * @property {Map<string, Set<string>>} by who brought a party: the parties it came with when they were expanded; `""` where it was asked for itself
 * @property {Set<string>} expanded
 * @property {Set<string>} pinned
 * @property {Map<string, Fold>} folds parts drawn as one node
 * @property {boolean} truncated
 * @property {Origin} origin
 * @property {Set<string>} base whom the origin itself brought
 */

/** @returns {Board} */
export const empty = () => ({ origin: { focus: null, circle: null, depth: 2 }, base: new Set(), nodes: new Map(), links: new Map(), at: new Map(), by: new Map(), expanded: new Set(), pinned: new Set(), folds: new Map(), truncated: false });

/**
 * A picture as the server placed it.
 * @param {{nodes: (Party & {distance?: number})[], links: Link[], truncated: boolean, center?: string|null}} told
 * @param {Origin} origin
 * @returns {Board}
 */
export function placed(told, origin) {
  const by = brought(told);
  return {
    ...empty(),
    nodes: new Map(told.nodes.map((node) => [node.party, node])),
    links: new Map(told.links.map((link) => [link.id, link])),
    at: new Map(told.nodes.map((node) => [node.party, [node.x ?? 0, node.y ?? 0]])),
    by,
    expanded: new Set([...by.values()].flatMap((sources) => [...sources]).filter((code) => code)),
    truncated: told.truncated,
    origin,
    base: new Set(by.keys()),
  };
}

/**
 * Around a party everybody was brought by those a step nearer; elsewhere whoever has one neighbour was brought by it.
 * @param {{nodes: (Party & {distance?: number})[], links: Link[], center?: string|null}} told
 * @returns {Map<string, Set<string>>}
 */
function brought(told) {
  const distance = new Map(told.nodes.map((node) => [node.party, node.distance ?? 0]));
  /** @type {Map<string, Set<string>>} */
  const near = new Map(told.nodes.map((node) => [node.party, new Set()]));
  for (const link of told.links) {
    near.get(link.guarantor)?.add(link.borrower);
    near.get(link.borrower)?.add(link.guarantor);
  }
  return new Map([...near].map(([code, others]) => {
    const step = distance.get(code) ?? 0;
    const nearer = told.center ? [...others].filter((one) => (distance.get(one) ?? 0) < step) : others.size === 1 && [...others].every((one) => (near.get(one)?.size ?? 0) > 1) ? [...others] : [];
    return [code, new Set(nearer.length ? nearer : [""])];
  }));
}

/**
 * A picture with more on it. `reached` are the parties `source` brings, drawn already or not; without a source they were asked for themselves.
 * @param {Board} board
 * @param {{nodes: Party[], links: Link[], truncated: boolean}} told
 * @param {Map<string, Spot>} spots where the new ones stand
 * @param {string} source
 * @returns {Board}
 */
export function grown(board, told, spots, source) {
  const nodes = new Map(board.nodes);
  const by = new Map(board.by);
  for (const node of told.nodes) {
    nodes.set(node.party, node);
    by.set(node.party, new Set([source]));
  }
  if (source) for (const link of told.links) {
    const other = link.guarantor === source ? link.borrower : link.borrower === source ? link.guarantor : null;
    if (other && by.has(other) && !by.get(other)?.has("")) by.set(other, new Set([.../** @type {Set<string>} */ (by.get(other)), source]));
  }
  const links = new Map([...board.links, ...told.links.map((link) => /** @type {[string, Link]} */ ([link.id, link]))]);
  const expanded = source ? new Set([...board.expanded, source]) : board.expanded;
  return { ...board, nodes, links, by, expanded, at: new Map([...board.at, ...spots]), truncated: board.truncated || told.truncated };
}

/**
 * Collapse a party: whom only it brought goes, and whom only these brought.
 * @param {Board} board
 * @param {string} source
 * @returns {Board}
 */
export function collapsed(board, source) {
  const kept = new Set([source, ...[...board.by].filter(([, sources]) => sources.has("")).map(([code]) => code)]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [code, sources] of board.by) {
      if (kept.has(code) || ![...sources].some((one) => one !== source && kept.has(one))) continue;
      kept.add(code);
      grew = true;
    }
  }
  const gone = new Set([...board.nodes.keys()].filter((code) => !kept.has(code)));
  const by = new Map([...board.by].map(([code, sources]) => [code, code === source ? sources : new Set([...sources].filter((one) => one !== source))]));
  return without({ ...board, by, expanded: new Set([...board.expanded].filter((code) => code !== source)) }, gone);
}

/**
 * @param {Board} board
 * @param {Set<string>} gone codes
 * @returns {Board}
 */
export function without(board, gone) {
  const keep = (/** @type {string} */ code) => !gone.has(code);
  return {
    ...board,
    nodes: new Map([...board.nodes].filter(([code]) => keep(code))),
    links: new Map([...board.links].filter(([, link]) => keep(link.guarantor) && keep(link.borrower))),
    at: new Map([...board.at].filter(([code]) => keep(code))),
    by: new Map([...board.by].filter(([code]) => keep(code))),
    expanded: new Set([...board.expanded].filter(keep)),
    pinned: new Set([...board.pinned].filter(keep)),
    folds: new Map([...board.folds].map(([id, fold]) => /** @type {[string, Fold]} */ ([id, { ...fold, members: fold.members.filter(keep) }])).filter(([, fold]) => fold.members.length > 1)),
  };
}

/**
 * @param {Board} board
 * @param {Fold[]} folds
 * @returns {Board}
 */
export function folded(board, folds) {
  const taken = new Set(folds.flatMap((fold) => fold.members));
  const others = [...board.folds].map(([id, fold]) => /** @type {[string, Fold]} */ ([id, { ...fold, members: fold.members.filter((code) => !taken.has(code)) }]));
  return { ...board, folds: new Map([...others.filter(([, fold]) => fold.members.length > 1), ...folds.map((fold) => /** @type {[string, Fold]} */ ([fold.id, fold]))]) };
}

/**
 * @param {Board} board
 * @param {string} id
 * @returns {Board}
 */
export const opened = (board, id) => ({ ...board, folds: new Map([...board.folds].filter(([one]) => one !== id)) });

/**
 * @param {Board} board
 * @param {Map<string, Spot>} spots
 * @returns {Board}
 */
export const moved = (board, spots) => ({ ...board, at: new Map([...board.at, ...spots]), pinned: new Set([...board.pinned, ...[...spots.keys()].filter((code) => board.nodes.has(code))]) });

/**
 * @param {Board} board
 * @param {string} code
 * @returns {Board}
 */
export function pinTurned(board, code) {
  const pinned = new Set(board.pinned);
  if (!pinned.delete(code)) pinned.add(code);
  return { ...board, pinned };
}
