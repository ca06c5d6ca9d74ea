// Where new parties stand: around the one they came from, where there is room; nothing that is there moves.

const STEP = 110;
const NEAR = 70;

/**
 * @param {Map<string, import("./board.js").Spot>} at
 * @param {string[]} codes
 * @param {import("./board.js").Spot} source
 * @returns {Map<string, import("./board.js").Spot>}
 */
export function around(at, codes, source) {
  const grid = new Set([...at.values()].flatMap((spot) => cells(spot)));
  const [cx, cy] = centre(at);
  const outward = Math.atan2(source[1] - cy, source[0] - cx);
  /** @type {Map<string, import("./board.js").Spot>} */
  const found = new Map();
  let next = 0;
  for (let ring = 1; next < codes.length && ring < 400; ring += 1) {
    const radius = STEP * (0.6 + 0.7 * ring);
    const places = Math.max(6, Math.floor((2 * Math.PI * radius) / STEP));
    for (let place = 0; place < places && next < codes.length; place += 1) {
      const turn = outward + ((place % 2 ? -1 : 1) * Math.ceil(place / 2) * 2 * Math.PI) / places;
      /** @type {import("./board.js").Spot} */
      const spot = [Math.round(source[0] + radius * Math.cos(turn)), Math.round(source[1] + radius * Math.sin(turn))];
      if (grid.has(cell(spot))) continue;
      for (const one of cells(spot)) grid.add(one);
      found.set(codes[next], spot);
      next += 1;
    }
  }
  return found;
}

/** @param {Map<string, import("./board.js").Spot>} at @returns {import("./board.js").Spot} */
export function centre(at) {
  if (!at.size) return [0, 0];
  let [x, y] = [0, 0];
  for (const spot of at.values()) {
    x += spot[0];
    y += spot[1];
  }
  return [x / at.size, y / at.size];
}

/** @param {import("./board.js").Spot} spot */
const cell = ([x, y]) => `${Math.round(x / NEAR)},${Math.round(y / NEAR)}`;

/** A spot takes its cell only: rings leave enough room. @param {import("./board.js").Spot} spot */
const cells = (spot) => [cell(spot)];
