// The explorer of the network: the picture, the panel beside it, the tools above it, and the address that holds it all.

import { href, may, t } from "../about.js";
import { byId, h } from "../dom.js";
import { number } from "../format.js";
import { failure, start } from "../page.js";
import { counties, county } from "../places.js";
import { read, write } from "../explorer/address.js";
import { Asking } from "../explorer/asking.js";
import { details } from "../explorer/details.js";
import { Drawing } from "../explorer/drawing.js";
import { Explorer } from "../explorer/explorer.js";
import { filterPanel } from "../explorer/filtering.js";
import { keeping } from "../explorer/keeping.js";
import { keyboard } from "../explorer/keyboard.js";
import { legend } from "../explorer/legend.js";
import { lists } from "../explorer/lists.js";
import { opening } from "../explorer/opening.js";
import { search } from "../explorer/search.js";
import { simulating } from "../explorer/simulating.js";
import { structure } from "../explorer/structure.js";
import { tabs } from "../explorer/tabs.js";
import { said } from "../section.js";

const explorer = new Explorer(new Asking());
const asked = read();
const name = (/** @type {string|null} */ code) => county(code);

/** What a person asked for failed: it is said, and the picture stays. @param {unknown} fault */
const failed = (fault) => explorer.say(said(t("failed"), fault instanceof Error ? fault.message : String(fault)));
const tried = (/** @type {() => unknown} */ act) => () => void Promise.resolve().then(act).catch(failed);

const drawing = new Drawing(byId("graph"), {
  picked: (ids, links, add) => {
    const part = ids.find((id) => explorer.shown.parts.has(id));
    if (part && ids.length === 1 && !add) explorer.open(part);
    else explorer.select(ids.length ? [ids.at(-1) ?? ""] : links.slice(0, 1), add);
  },
  opened: (id) => explorer.board.nodes.has(id) && tried(() => explorer.enter(id))(),
  moved: (spots) => explorer.moved(spots),
});

const look = (/** @type {string[]} */ codes) => drawing.show(codes);
const pick = (/** @type {string} */ code) => tried(async () => {
  await explorer.add([code]);
  explorer.select([code]);
  if (!drawing.sees(code)) drawing.centre(code);
})();

/** @type {(id: string) => void} */
let showTab = () => {};
const button = (/** @type {string} */ text, /** @type {() => unknown} */ act, more = {}) => h("button", { type: "button", onclick: tried(act), ...more }, text);

/** What may be done with the selected party. @param {string} code @returns {HTMLElement[]} */
function acts(code) {
  const node = explorer.board.nodes.get(code);
  const two = may("paths") && explorer.parties.length === 2;
  return [
    button(t("explorer.expand"), () => explorer.expand(code), { class: "primary", "data-act": "expand" }),
    button(t("explorer.collapse"), () => explorer.collapse(code), { "data-act": "collapse" }),
    button(t(explorer.board.pinned.has(code) ? "explorer.unpin" : "explorer.pin"), () => explorer.pin(code), { "data-act": "pin" }),
    button(t("explorer.remove"), () => explorer.remove(explorer.parties), { "data-act": "remove" }),
    button(t("explorer.only_this"), () => begin(() => explorer.startAround(code, explorer.origin.depth)), { "data-act": "center" }),
    ...(two ? [button(t("explorer.path_from_here"), () => { showTab("structure"); paths.take(explorer.parties); byId("find-path").click(); }, { "data-act": "path" })] : []),
    ...(explorer.parties.length > 1 ? [button(t("explorer.fold"), () => explorer.fold(explorer.parties), { "data-act": "fold" })] : []),
    ...(node?.circle ? [button(t("explorer.fold_circle"), () => explorer.fold([...explorer.board.nodes.values()].filter((one) => one.circle === node.circle).map((one) => one.party)), { "data-act": "fold-circle" })] : []),
    ...(may("simulations") ? [button(t("explorer.as_seed"), () => { showTab("simulate"); simulation.seed([code]); }, { "data-act": "seed" })] : []),
    h("a", { class: "button", href: href(`/enterprises/${encodeURIComponent(code)}`) }, t("explorer.dossier")),
  ];
}

const facts = details(explorer, { county: name, acts, pick });
const tables = lists(explorer, name, (id) => { if (!drawing.sees(id)) drawing.centre(id); });
const paths = structure(explorer, { county: name, look });
const simulation = simulating(explorer, { county: name, look });

/** The picture, its legend and its tables as they are now. */
function draw() {
  drawing.draw(explorer.board, explorer.shown, explorer.selected.value, explorer.emphasis.value, explorer.origin.focus);
  byId("legend").hidden = !explorer.board.nodes.size;
  byId("opening").hidden = explorer.board.nodes.size > 0;
  byId("marks").replaceChildren(legend(explorer));
  const parts = explorer.shown.parts.size ? ` · ${t("explorer.parts", { parts: explorer.shown.parts.size })}` : "";
  byId("count").textContent = `${t("explorer.elements", { nodes: number(explorer.shown.nodes.size), links: number(explorer.shown.links.size + explorer.shown.bundles.size) })}${parts} · ${explorer.asking.snapshot}`;
  undo.disabled = !explorer.history.before.length;
  redo.disabled = !explorer.history.after.length;
  write(explorer);
}

const undo = button(`↶ ${t("explorer.undo")}`, () => explorer.history.undo(), { id: "undo", disabled: true });
const redo = button(`↷ ${t("explorer.redo")}`, () => explorer.history.redo(), { id: "redo", disabled: true });

/** Begin a picture and look at all of it. @param {() => Promise<unknown>} act */
async function begin(act) {
  await act();
  drawing.fit();
}

/** The same picture of another day. @param {string|null} day */
const dated = (day) => tried(async () => {
  const codes = [...explorer.board.nodes.keys()];
  const { focus, circle, depth } = explorer.origin;
  explorer.asking.asOf = day;
  if (circle) await begin(() => explorer.startCircle(circle));
  else if (focus) await begin(() => explorer.startAround(focus, depth));
  const missing = await explorer.add(codes);
  explorer.say(missing.length ? t("explorer.missing", { number: missing.length }) : `${t("as_of")} ${day ?? explorer.asking.snapshot}`);
  draw();
})();

/** What stands above the picture. */
function tools() {
  const adding = h("input", { type: "checkbox", id: "adding" });
  const finder = search(explorer.asking, {
    label: t("explorer.search"), county: name,
    chosen: (row) => (explorer.board.nodes.has(row.party) || (adding.checked && explorer.board.nodes.size) ? pick(row.party) : tried(() => begin(() => explorer.startAround(row.party, explorer.origin.depth)))()),
  });
  byId("search").append(finder, h("label", { class: "check" }, adding, t("explorer.keep_adding")));
  byId("tools").append(undo, redo, button(t("explorer.fit"), () => drawing.fit(), { id: "fit" }), button(t("explorer.fold_circles"), () => explorer.foldCircles(), { id: "fold-circles" }),
    button("⇔", () => { byId("body").classList.toggle("wide"); }, { id: "wide", "aria-label": t("explorer.wide"), title: t("explorer.wide") }));
}

/** @param {any[]} places @param {string[]} days */
function side(places, days) {
  showTab = tabs(byId("side"), t("explorer.side"), [
    { id: "details", title: t("explorer.tab.details"), panel: facts.panel },
    { id: "table", title: t("explorer.tab.table"), panel: tables.panel, seen: tables.seen },
    { id: "filter", title: t("explorer.tab.filter"), panel: filterPanel(explorer, { counties: places, days, dated, again: draw }) },
    { id: "structure", title: t("explorer.tab.structure"), panel: paths.panel },
    ...(may("simulations") ? [{ id: "simulate", title: t("explorer.tab.simulate"), panel: simulation.panel }] : []),
    { id: "keep", title: t("explorer.tab.keep"), panel: keeping(explorer, drawing, () => { drawing.fit(); draw(); }) },
  ]);
}

/** Redraw what depends on what changed. */
function follow() {
  const again = () => drawing.later(() => { draw(); tables.draw(); });
  explorer.history.on(() => { again(); facts.refresh(); });
  explorer.filters.on(again);
  explorer.emphasis.on(again);
  explorer.selected.on(() => { if (!drawing.pending) drawing.later(() => { draw(); tables.mark(); }); facts.show(); });
  explorer.said.on((text) => { byId("said").textContent = text; });
}

await start(async () => {
  Object.assign(window, { explorer: { snapshot: () => explorer.snapshot(), place: (/** @type {string} */ id) => drawing.onScreen(id), at: (/** @type {string} */ id) => explorer.board.at.get(id) } });
  explorer.asking.asOf = asked.asOf;
  const [places, snapshots] = await Promise.all([counties(), may("snapshots") ? explorer.asking.get("/snapshots", { limit: 50 }) : { items: [] }]);
  tools();
  follow();
  explorer.filters.set(asked.filters);
  side(places, [...new Set(/** @type {string[]} */ (snapshots.items.map((/** @type {any} */ one) => one.as_of)))]);
  keyboard(byId("graph"), explorer, drawing);
  try {
    const { focus, circle, depth } = asked;
    if (circle) await begin(() => explorer.startCircle(circle));
    else if (focus) await begin(() => explorer.startAround(focus, depth));
    if (asked.with.length) await explorer.add(asked.with);
    if (asked.selected.length) explorer.select(asked.selected);
  } catch (fault) {
    byId("opening").replaceChildren(failure(fault));
    return;
  }
  if (explorer.board.nodes.size) return;
  byId("opening").replaceChildren(await opening(explorer.asking, {
    circle: (id) => tried(() => begin(() => explorer.startCircle(id)))(), party: (code) => tried(() => begin(() => explorer.startAround(code, 2)))(),
  }));
  tables.draw();
});


