// The picture by keyboard: arrows walk from party to party, Enter expands, Delete collapses, P pins, Ctrl+Z and Ctrl+Y undo and redo.

import { t } from "../about.js";

/**
 * @param {HTMLElement} place
 * @param {import("./explorer.js").Explorer} explorer
 * @param {import("./drawing.js").Drawing} drawing
 */
export function keyboard(place, explorer, drawing) {
  const current = () => [...explorer.selected.value].filter((id) => explorer.shown.nodes.has(id) || explorer.shown.parts.has(id)).at(-1) ?? null;
  /** @type {Record<string, (event: KeyboardEvent) => unknown>} */
  const acts = {
    ArrowLeft: (event) => walk(-1, 0, event.shiftKey), ArrowRight: (event) => walk(1, 0, event.shiftKey),
    ArrowUp: (event) => walk(0, -1, event.shiftKey), ArrowDown: (event) => walk(0, 1, event.shiftKey),
    Enter: () => current() && explorer.enter(/** @type {string} */ (current())),
    Delete: () => current() && explorer.collapse(/** @type {string} */ (current())),
    Backspace: () => current() && explorer.collapse(/** @type {string} */ (current())),
    p: () => current() && explorer.board.nodes.has(/** @type {string} */ (current())) && explorer.pin(/** @type {string} */ (current())),
    f: () => drawing.fit(), "+": () => drawing.zoom(1.25), "=": () => drawing.zoom(1.25), "-": () => drawing.zoom(0.8),
    Escape: () => explorer.select([]),
  };

  /** @param {number} dx @param {number} dy @param {boolean} add */
  function walk(dx, dy, add) {
    const from = current();
    const spots = drawing.network.getPositions();
    const ids = Object.keys(spots);
    if (!ids.length) return;
    const next = from && spots[from] ? nearest(spots, from, dx, dy) : (explorer.origin.focus && spots[explorer.origin.focus] ? explorer.origin.focus : ids[0]);
    if (!next) return;
    explorer.select([next], add);
    if (!drawing.sees(next)) drawing.centre(next);
    const node = explorer.board.nodes.get(next);
    explorer.say(node ? `${node.name ?? ""} ${node.party}` : `${explorer.board.folds.get(next)?.name ?? ""} ${t("explorer.part_opens")}`);
  }

  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    void act(event);
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
    if (writing || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) explorer.history.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) explorer.history.redo();
    else return;
    event.preventDefault();
  });
}

/** The party nearest in a direction. @param {Record<string, {x: number, y: number}>} spots @param {string} from @param {number} dx @param {number} dy */
function nearest(spots, from, dx, dy) {
  const here = spots[from];
  let best = null;
  let least = Infinity;
  for (const [id, spot] of Object.entries(spots)) {
    const along = (spot.x - here.x) * dx + (spot.y - here.y) * dy;
    if (id === from || along <= 0) continue;
    const across = Math.abs((spot.x - here.x) * dy) + Math.abs((spot.y - here.y) * dx);
    if (across > 3 * along) continue;
    const far = along + 2 * across;
    if (far < least) [best, least] = [id, far];
  }
  return best;
}
