// The audit trail: whether it is whole, who did what, and the keys of machines.

import { href, may, t } from "../about.js";
import { get } from "../api.js";
import { chain } from "../audit/chain.js";
import { keys, newKey } from "../audit/keys.js";
import { byId, chip, h } from "../dom.js";
import { number } from "../format.js";
import { start } from "../page.js";
import { table } from "../table.js";
import { when } from "../when.js";

const PAGE = 100;
/** @type {any[]} */
let rows = [];

/** @param {any} row */
function detail(row) {
  const facts = [["audit.object", row.object], ["audit.reason", row.reason], ["audit.details", Object.keys(row.details).length ? JSON.stringify(row.details) : null], ["audit.digest", row.digest]];
  return h("dl", { class: "facts" }, ...facts.filter(([, value]) => value).flatMap(([key, value]) => [h("dt", null, t(String(key))), h("dd", { class: "code" }, value)]));
}

const columns = [
  { key: "audit.number", head: true, kind: /** @type {const} */ ("number"), cell: (/** @type {any} */ row) => h("button", { type: "button", class: "quiet", "data-opens": "", title: t("audit.details") }, number(row.number)) },
  { key: "audit.at", cell: (/** @type {any} */ row) => when(row.at) },
  { key: "audit.who", cell: (/** @type {any} */ row) => narrow("who", row.who) },
  { key: "audit.role", cell: (/** @type {any} */ row) => [t(`role.${row.role}`), " ", row.jurisdiction ? chip(row.jurisdiction) : ""] },
  { key: "audit.action", cell: (/** @type {any} */ row) => narrow("action", row.action) },
  { key: "audit.object", class: "code", cell: (/** @type {any} */ row) => row.object },
  { key: "audit.reason", cell: (/** @type {any} */ row) => row.reason },
  { key: "audit.results", kind: /** @type {const} */ ("number"), cell: (/** @type {any} */ row) => number(row.results) },
  { key: "audit.status", cell: (/** @type {any} */ row) => (row.status ? chip(String(row.status), row.status >= 500 ? "alarm" : row.status >= 400 ? "warn" : "") : "—") },
];

/**
 * A cell that narrows the list to itself.
 * @param {string} name
 * @param {string} value
 */
const narrow = (name, value) => h("button", { type: "button", class: "quiet cell", title: t("audit.filter"), onclick: () => {
  /** @type {HTMLInputElement} */ (byId("filters").querySelector(`[name=${name}]`)).value = value;
  void changed();
} }, value);

/** @returns {Record<string, string>} */
const wanted = () => Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (byId("filters")))].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value));

async function changed() {
  history.replaceState(null, "", href("/audit", wanted()));
  await load(null);
}

/** @param {string|null} cursor */
async function load(cursor) {
  const page = await get("/audit", { limit: PAGE, cursor, ...wanted() });
  rows = cursor ? [...rows, ...page.items] : page.items;
  const more = page.next ? h("button", { type: "button", onclick: () => void load(page.next) }, t("more")) : null;
  byId("list").replaceChildren(table(columns, rows, { detail, key: (row) => String(row.number) }), h("div", { class: "below" }, h("span", null, number(rows.length)), more));
}

await start(async () => {
  const asked = new URLSearchParams(location.search);
  byId("filters").replaceChildren(...["who", "action"].map((name) => h("label", null, t(`audit.${name}`), h("input", { name, value: asked.get(name) ?? "", size: 32, maxLength: 300 }))), h("button", { type: "submit" }, t("audit.filter")));
  byId("filters").addEventListener("submit", (event) => { event.preventDefault(); void changed(); });
  byId("keys-part").hidden = !may("keys");
  if (may("keys")) byId("key-actions").append(newKey());
  await Promise.all([chain(byId("chain")), may("keys") ? keys() : null, load(null)]);
});
