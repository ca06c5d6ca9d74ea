// 保 / 帮 / 关: the board of firms on the ledger, like cases treated unlike, scores of key enterprises.

import { about, href, may, t } from "../about.js";
import { get } from "../api.js";
import { publish } from "../classification/acts.js";
import { board, standing } from "../classification/board.js";
import { firm } from "../classification/firm.js";
import { byId, h } from "../dom.js";
import { listFiles } from "../download.js";
import { number, percent } from "../format.js";
import { start } from "../page.js";
import { counties, county } from "../places.js";
import { below, table } from "../table.js";

const NUMBER = /** @type {const} */ ("number");
const DIMENSIONS = ["vitality", "innovation", "structure", "social", "risk"];

const own = () => (about.visitor?.role === "county" ? about.visitor.jurisdiction : null);
const wanted = () => own() ?? (/** @type {HTMLSelectElement|null} */ (byId("filters").querySelector("[name=county]"))?.value || null);
const opened = (/** @type {any} */ row) => void firm(row, async () => { await ledger(); });

/** @param {any} row @param {string} name */
const points = (row, name) => row.dimensions[name]?.score ?? null;

const scored = [
  { key: "name", head: true, class: "wide", sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => [h("button", { type: "button", class: "quiet cell", onclick: () => opened(row) }, row.name ?? row.enterprise), h("div", { class: "code" }, row.enterprise)] },
  { key: "county", sort: (/** @type {any} */ row) => county(row.county), cell: (/** @type {any} */ row) => county(row.county) },
  { key: "score", kind: NUMBER, sort: (/** @type {any} */ row) => row.score, cell: (/** @type {any} */ row) => h("strong", null, number(row.score)) },
  ...DIMENSIONS.map((name) => ({ key: `dimension.${name}`, kind: NUMBER, sort: (/** @type {any} */ row) => points(row, name), cell: (/** @type {any} */ row) => number(points(row, name)) })),
  { key: "missing_share", kind: NUMBER, sort: (/** @type {any} */ row) => row.missing, cell: (/** @type {any} */ row) => percent(row.missing) },
  { key: "final_class", sort: (/** @type {any} */ row) => row.class, cell: (/** @type {any} */ row) => row.class ?? "—" },
  { key: "status_of_class", cell: (/** @type {any} */ row) => (row.on_ledger ? standing(row.status) : "—") },
];

const unlike = [
  { key: "name", head: true, cell: (/** @type {any} */ row) => row.name ?? row.enterprise },
  { key: "score", kind: NUMBER, sort: (/** @type {any} */ row) => row.score, cell: (/** @type {any} */ row) => number(row.score) },
  { key: "final_class", cell: (/** @type {any} */ row) => row.class },
  { key: "like_case", cell: (/** @type {any} */ row) => row.other_name ?? row.other },
  { key: "other_score", kind: NUMBER, cell: (/** @type {any} */ row) => number(row.other_score) },
  { key: "other_class", cell: (/** @type {any} */ row) => row.other_class },
  { key: "points_apart", kind: NUMBER, sort: (/** @type {any} */ row) => row.points, cell: (/** @type {any} */ row) => number(row.points) },
  { key: "reasons", cell: (/** @type {any} */ row) => t(`unlike.${row.cause}`) },
];

/** The ledger and what is unlike on it: read again after each decision. */
async function ledger() {
  /** @type {any[]} */
  const rows = [];
  let told = null;
  do {
    told = await get("/classification", { on_ledger: true, county: wanted(), limit: 500, cursor: told?.next });
    rows.push(...told.items);
  } while (told.next);
  byId("board").replaceChildren(...board(rows, opened));
  const pairs = await get("/classification/unlike", { county: wanted(), limit: 200 });
  byId("unlike").replaceChildren(table(unlike, pairs.items), below(pairs.items.length, pairs.total, null));
  return told;
}

/** @type {any[]} */
let rows = [];
/** @param {string|null} cursor */
async function scores(cursor) {
  const page = await get("/classification", { county: wanted(), limit: 50, cursor });
  rows = cursor ? [...rows, ...page.items] : page.items;
  byId("scores").replaceChildren(table(scored, rows, { key: (row) => row.enterprise, caption: `${t("snapshot")} ${page.snapshot}` }), below(rows.length, page.total, page.next ? () => void scores(page.next) : null));
  return page;
}

/** @param {any[]} places */
function filters(places) {
  const asked = new URLSearchParams(location.search).get("county");
  if (own()) return;
  const form = byId("filters");
  form.replaceChildren(h("label", null, t("county"), h("select", { name: "county" }, h("option", { value: "" }, t("all")), ...places.map((one) => h("option", { value: one.county, selected: asked === one.county }, one.name ?? one.county)))));
  form.addEventListener("change", () => {
    history.replaceState(null, "", href("/classification", { county: wanted() }));
    void Promise.all([ledger(), scores(null)]);
  });
}

function actions() {
  if (!may("submit.decisions")) return;
  byId("actions").append(h("button", { type: "button", class: "primary", onclick: async () => {
    const sentence = await publish(wanted());
    if (sentence === null) return;
    byId("note").hidden = false;
    byId("note").textContent = sentence;
    await ledger();
  } }, t("classification.publish")));
}

await start(async () => {
  filters(await counties());
  actions();
  byId("actions").append(...listFiles("classification"));
  const [, page] = await Promise.all([ledger(), scores(null)]);
  byId("about-classes").textContent = page.note[about.lang];
  const asked = new URLSearchParams(location.search).get("enterprise");
  if (asked) await firm({ enterprise: asked, name: null, on_ledger: true }, async () => { await ledger(); });
});
