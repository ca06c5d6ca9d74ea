// Shapes among what is drawn: mutual pairs, rings, stars, chains.

const MOST = 200;
const LONGEST_RING = 6;
const SPOKES = 5;
const SHORTEST_CHAIN = 4;

/**
 * @typedef {{kind: "mutual"|"ring"|"star"|"chain", nodes: string[], links: string[]}} Motif
 * @param {Iterable<import("./board.js").Link>} links
 * @returns {{found: Motif[], truncated: boolean}}
 */
export function motifs(links) {
  /** @type {Map<string, Set<string>>} */
  const given = new Map();
  /** @type {Map<string, Set<string>>} */
  const received = new Map();
  const add = (/** @type {Map<string, Set<string>>} */ map, /** @type {string} */ one, /** @type {string} */ other) => void (map.get(one)?.add(other) ?? map.set(one, new Set([other])));
  for (const link of links) {
    if (link.guarantor === link.borrower) continue;
    add(given, link.guarantor, link.borrower);
    add(received, link.borrower, link.guarantor);
  }
  const every = [mutual(given), rings(given), stars(given, received), chains(given, received)];
  return { found: every.flatMap((one) => one.slice(0, MOST)), truncated: every.some((one) => one.length > MOST) };
}

/** @param {Map<string, Set<string>>} given @returns {Motif[]} */
function mutual(given) {
  const found = [];
  for (const [one, others] of given) for (const other of others) {
    if (one < other && given.get(other)?.has(one)) found.push(/** @type {Motif} */ ({ kind: "mutual", nodes: [one, other], links: [`${one}>${other}`, `${other}>${one}`] }));
  }
  return found;
}

/** Rings of three to six, each found once: from its least code on. @param {Map<string, Set<string>>} given @returns {Motif[]} */
function rings(given) {
  /** @type {Motif[]} */
  const found = [];
  let steps = 200_000;
  const walk = (/** @type {string[]} */ path) => {
    for (const next of given.get(path[path.length - 1]) ?? []) {
      steps -= 1;
      if (steps < 0 || found.length > MOST) return;
      if (next === path[0] && path.length > 2) found.push({ kind: "ring", nodes: path, links: path.map((code, place) => `${code}>${path[(place + 1) % path.length]}`) });
      else if (next > path[0] && path.length < LONGEST_RING && !path.includes(next)) walk([...path, next]);
    }
  };
  for (const start of [...given.keys()].sort()) walk([start]);
  return found.sort((a, b) => a.nodes.length - b.nodes.length);
}

/** @param {Map<string, Set<string>>} given @param {Map<string, Set<string>>} received @returns {Motif[]} */
function stars(given, received) {
  /** @type {Motif[]} */
  const found = [];
  for (const [hub, spokes] of given) if (spokes.size >= SPOKES) found.push({ kind: "star", nodes: [hub, ...spokes], links: [...spokes].map((code) => `${hub}>${code}`) });
  for (const [hub, spokes] of received) if (spokes.size >= SPOKES) found.push({ kind: "star", nodes: [hub, ...spokes], links: [...spokes].map((code) => `${code}>${hub}`) });
  return found.sort((a, b) => b.nodes.length - a.nodes.length);
}

/** Longest runs over parties with one guarantee in and one out. @param {Map<string, Set<string>>} given @param {Map<string, Set<string>>} received @returns {Motif[]} */
function chains(given, received) {
  const through = (/** @type {string} */ code) => given.get(code)?.size === 1 && received.get(code)?.size === 1;
  /** @type {Motif[]} */
  const found = [];
  for (const [start, nexts] of given) {
    if (through(start)) continue;
    for (const first of nexts) {
      const nodes = [start];
      let one = first;
      while (through(one) && !nodes.includes(one)) {
        nodes.push(one);
        one = [.../** @type {Set<string>} */ (given.get(one))][0];
      }
      if (!nodes.includes(one)) nodes.push(one);
      if (nodes.length >= SHORTEST_CHAIN) found.push({ kind: "chain", nodes, links: nodes.slice(1).map((code, place) => `${nodes[place]}>${code}`) });
    }
  }
  return found.sort((a, b) => b.nodes.length - a.nodes.length);
}
