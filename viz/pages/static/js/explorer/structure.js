// Paths between two parties, and shapes among what is drawn.

import { may, t } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { motifs } from "./motifs.js";
import { search } from "./search.js";

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {{county: (code: string|null) => string, look: (codes: string[]) => void}} options
 * @returns {{panel: HTMLElement, take: (codes: string[]) => void}}
 */
export function structure(explorer, options) {
  const found = h("div", { id: "path-found", "aria-live": "polite" });
  /** @type {{from: any, to: any}} */
  const ends = { from: null, to: null };
  const fields = /** @type {("from"|"to")[]} */ (["from", "to"]).map((end) => {
    const chosen = h("output", { "data-end": end }, t("explorer.nobody"));
    const take = (/** @type {any} */ row) => {
      ends[end] = row;
      chosen.value = `${row.name ?? ""} ${row.party}`;
    };
    return { end, take, place: h("div", { class: "end" }, h("strong", null, t(`explorer.path.${end}`)), chosen, search(explorer.asking, { label: t(`explorer.path.${end}`), county: options.county, chosen: take })) };
  });
  const direction = h("select", { "aria-label": t("explorer.direction") }, ...["any", "given", "received"].map((one) => h("option", { value: one }, t(`explorer.direction.${one}`))));
  const selectedTwo = () => {
    const codes = explorer.parties.slice(-2);
    if (codes.length === 2) take(codes);
  };
  const take = (/** @type {string[]} */ codes) => codes.slice(0, 2).forEach((code, place) => fields[place].take(explorer.board.nodes.get(code)));
  const find = async () => {
    if (!ends.from || !ends.to) return;
    try {
      const told = await explorer.asking.get("/paths", { from: ends.from.party, to: ends.to.party, direction: direction.value });
      found.replaceChildren(...steps(told, explorer));
      if (told.steps === null) return;
      await explorer.add(told.nodes.map((/** @type {any} */ node) => node.party));
      for (const id of [...explorer.board.folds.keys()]) if (explorer.board.folds.get(id)?.members.some((code) => told.nodes.some((/** @type {any} */ node) => node.party === code))) explorer.open(id);
      explorer.emphasis.set({ ...explorer.emphasis.value, links: new Set(told.links.map((/** @type {any} */ link) => link.id)) });
      explorer.select(told.nodes.map((/** @type {any} */ node) => node.party));
      options.look(told.nodes.map((/** @type {any} */ node) => node.party));
    } catch (fault) {
      found.replaceChildren(h("p", { class: "error", role: "alert" }, fault instanceof Error ? fault.message : String(fault)));
    }
  };
  const shapes = h("div", { id: "motifs", "aria-live": "polite" });
  const look = () => shapes.replaceChildren(...shapesFound(explorer, options.look));
  const path = [
    h("h2", null, t("explorer.path")), h("p", { class: "hint" }, t("explorer.path.about")),
    ...fields.map((field) => field.place),
    h("div", { class: "fields row" }, h("label", null, t("explorer.direction"), direction), h("button", { type: "button", onclick: selectedTwo }, t("explorer.path.selected")), h("button", { type: "button", class: "primary", id: "find-path", onclick: () => void find() }, t("explorer.path.find"))),
    found,
  ];
  const panel = h("div", null, ...(may("paths") ? path : []),
    h("h2", null, t("explorer.motifs")), h("p", { class: "hint" }, t("explorer.motifs.about")),
    h("button", { type: "button", id: "find-motifs", onclick: look }, t("explorer.motifs.find")), shapes);
  return { panel, take };
}

/** @param {any} told @param {import("./explorer.js").Explorer} explorer @returns {Node[]} */
function steps(told, explorer) {
  if (told.steps === null) return [h("p", { class: "notice" }, t("explorer.path.none"))];
  const links = new Map(told.links.map((/** @type {any} */ link) => [link.id, link]));
  const items = told.nodes.map((/** @type {any} */ node, /** @type {number} */ place) => {
    const next = told.nodes[place + 1];
    const ahead = next && links.get(`${node.party}>${next.party}`);
    const back = next && links.get(`${next.party}>${node.party}`);
    const told_ = [ahead && `↓ ${t("explorer.guarantees_for")} ${money(ahead.amount)}`, back && `↑ ${t("explorer.guaranteed_by")} ${money(back.amount)}`].filter((one) => one).join(" · ");
    return h("li", null, h("button", { type: "button", class: "pick", onclick: () => explorer.select([node.party]) }, node.name ?? node.party), next ? h("div", { class: "hint" }, told_) : null);
  });
  return [h("p", null, t("explorer.path.steps", { number: told.steps })), h("ol", { class: "path" }, ...items)];
}

/** @param {import("./explorer.js").Explorer} explorer @param {(codes: string[]) => void} look @returns {Node[]} */
function shapesFound(explorer, look) {
  const { found, truncated } = motifs(explorer.shown.links.values());
  if (!found.length) return [h("p", { class: "hint" }, t("explorer.motifs.none"))];
  const name = (/** @type {string} */ code) => explorer.board.nodes.get(code)?.name ?? code;
  const groups = /** @type {const} */ (["mutual", "ring", "star", "chain"]).map((kind) => ({ kind, rows: found.filter((one) => one.kind === kind) })).filter((group) => group.rows.length);
  const choose = (/** @type {import("./motifs.js").Motif[]} */ rows) => {
    explorer.emphasis.set({ ...explorer.emphasis.value, links: new Set(rows.flatMap((row) => row.links)) });
    explorer.select(rows.flatMap((row) => row.nodes));
    look(rows.flatMap((row) => row.nodes));
  };
  return [...groups.map(({ kind, rows }) => h("details", { open: true, "data-motif": kind }, h("summary", null, `${t(`explorer.motif.${kind}`)} `, h("span", { class: "count" }, number(rows.length))),
    h("button", { type: "button", onclick: () => choose(rows) }, t("explorer.motifs.all")),
    h("ul", { class: "plain" }, ...rows.slice(0, 60).map((row) => h("li", null, h("button", { type: "button", class: "pick", onclick: () => choose([row]) }, `${name(row.nodes[0])}${row.nodes.length > 2 ? ` … ${number(row.nodes.length)}` : ` ⇄ ${name(row.nodes[1])}`}`)))))),
    truncated ? h("p", { class: "hint" }, t("truncated")) : h("span")];
}
