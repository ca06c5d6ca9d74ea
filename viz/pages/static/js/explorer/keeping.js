// Pictures kept for later, addresses to hand on, and files to take away.

import { about, may, t } from "../about.js";
import { get, send } from "../api.js";
import { h } from "../dom.js";
import { folded, placed } from "./board.js";
import { save } from "./asking.js";
import { open } from "./shown.js";

const FORMS = [["html", {}], ["xlsx", {}], ["csv", { table: "guarantees" }], ["csv", { table: "parties" }], ["graphml", {}], ["gexf", {}]];

/**
 * @param {import("./explorer.js").Explorer} explorer
 * @param {import("./drawing.js").Drawing} drawing
 * @param {() => void} restored
 * @returns {HTMLElement}
 */
export function keeping(explorer, drawing, restored) {
  const list = h("ul", { class: "plain", id: "views" });
  const told = h("p", { role: "status", class: "hint" });
  const name = h("input", { name: "name", maxLength: 120, required: true, "aria-label": t("explorer.view_name"), placeholder: t("explorer.view_name") });
  const form = h("form", { class: "fields row" }, name, h("button", { class: "primary" }, t("explorer.keep_view")));
  const failed = (/** @type {unknown} */ fault) => void (told.textContent = fault instanceof Error ? fault.message : String(fault));
  const fill = async () => {
    const rows = (await get("/views")).items;
    list.replaceChildren(...rows.map((/** @type {any} */ row) => h("li", null,
      h("button", { type: "button", class: "pick", onclick: () => restore(explorer, row.id).then(restored, failed) }, row.name),
      h("span", null, h("span", { class: "hint" }, row.at.slice(0, 16).replace("T", " ")), " ", h("button", { type: "button", class: "quiet", "aria-label": `${t("explorer.forget_view")} ${row.name}`, onclick: () => send("DELETE", `/views/${row.id}`).then(fill, failed) }, "✕")))));
    if (!rows.length) list.append(h("li", { class: "hint" }, t("explorer.no_views")));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send("POST", "/views", { name: name.value.trim(), state: state(explorer) }).then(() => { name.value = ""; told.textContent = t("explorer.kept"); return fill(); }).catch(failed);
  });
  if (may("views")) void fill().catch(failed);
  const take = (/** @type {Record<string, unknown>} */ body) => {
    const codes = [...explorer.shown.nodes.keys(), ...[...explorer.shown.parts.values()].flatMap((part) => part.members)];
    const spots = Object.fromEntries(codes.map((code) => [code, explorer.board.at.get(code) ?? [0, 0]]));
    const title = explorer.origin.circle ?? explorer.board.nodes.get(explorer.origin.focus ?? "")?.name ?? "";
    told.textContent = t("loading");
    explorer.asking.file({ parties: codes, positions: body.format === "html" ? spots : {}, lang: about.lang, title, ...body }).then(() => { told.textContent = t("explorer.taken"); }, failed);
  };
  const picture = h("button", { type: "button", "data-form": "png", onclick: () => drawing.picture().toBlob((content) => content && save(content, "network.png")) }, "PNG");
  const copy = h("button", { type: "button", onclick: () => navigator.clipboard?.writeText(location.href).then(() => { told.textContent = t("explorer.copied"); }, failed) }, t("explorer.copy_address"));
  return h("div", null,
    may("views") ? h("h2", null, t("explorer.views")) : null, may("views") ? form : null, may("views") ? list : null,
    h("h2", null, t("explorer.address")), h("p", { class: "hint" }, t("explorer.address.about")), copy,
    h("h2", null, t("export")), h("p", { class: "hint" }, t("explorer.export.about")),
    h("div", { class: "actions", id: "exports" }, picture, ...(may("exports") ? FORMS.map(([form, more]) => h("button", { type: "button", "data-form": `${form}${/** @type {any} */ (more).table ? `-${/** @type {any} */ (more).table}` : ""}`, onclick: () => take({ format: form, .../** @type {any} */ (more) }) }, t(`explorer.form.${form}${/** @type {any} */ (more).table ? `.${/** @type {any} */ (more).table}` : ""}`))) : [])),
    told);
}

/** What a view keeps. @param {import("./explorer.js").Explorer} explorer */
function state(explorer) {
  const { board } = explorer;
  return {
    origin: board.origin, as_of: explorer.asking.asOf, filters: explorer.filters.value, selected: [...explorer.selected.value],
    at: Object.fromEntries(board.at), pinned: [...board.pinned], folds: [...board.folds.values()], by: Object.fromEntries([...board.by].map(([code, sources]) => [code, [...sources]])), expanded: [...board.expanded],
  };
}

/** Draw a kept view again, with what is known of its parties now. @param {import("./explorer.js").Explorer} explorer @param {string} id */
async function restore(explorer, id) {
  const kept = (await get(`/views/${id}`)).state;
  explorer.asking.asOf = kept.as_of ?? null;
  const told = await explorer.asking.grow({ shown: [], added: Object.keys(kept.at) });
  const board = placed({ ...told, nodes: told.nodes.map((/** @type {any} */ node) => ({ ...node, x: kept.at[node.party][0], y: kept.at[node.party][1] })) }, kept.origin);
  const there = (/** @type {string[]} */ codes) => codes.filter((code) => board.nodes.has(code));
  const by = new Map([...board.nodes.keys()].map((code) => [code, new Set(/** @type {string[]} */ (kept.by?.[code] ?? [""]))]));
  const folds = kept.folds.map((/** @type {any} */ fold) => ({ ...fold, members: there(fold.members) })).filter((/** @type {any} */ fold) => fold.members.length > 1);
  explorer.history.step(folded({ ...board, by, expanded: new Set(there(kept.expanded ?? [])), pinned: new Set(there(kept.pinned)) }, folds));
  explorer.filters.set({ ...open(), ...kept.filters });
  explorer.select(kept.selected);
  if (told.missing.length) explorer.say(t("explorer.missing", { number: told.missing.length }));
}
