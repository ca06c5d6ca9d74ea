// API keys: all of them, a new one shown once, one ended for good.

import { t } from "../about.js";
import { get, send } from "../api.js";
import { ask, show } from "../dialog.js";
import { byId, chip, h } from "../dom.js";
import { when } from "../when.js";
import { table } from "../table.js";

const ROLES = ["city", "county", "bank", "analyst", "admin"];
const BOUND = ["county", "bank"];

const columns = [
  { key: "code", head: true, class: "code", sort: (/** @type {any} */ row) => row.id, cell: (/** @type {any} */ row) => row.id },
  { key: "keys.role", sort: (/** @type {any} */ row) => row.role, cell: (/** @type {any} */ row) => [t(`role.${row.role}`), " ", row.jurisdiction ? chip(row.jurisdiction) : ""] },
  { key: "keys.label", sort: (/** @type {any} */ row) => row.label, cell: (/** @type {any} */ row) => row.label },
  { key: "keys.created", sort: (/** @type {any} */ row) => row.created_at, cell: (/** @type {any} */ row) => when(row.created_at) },
  { key: "keys.by", cell: (/** @type {any} */ row) => row.created_by },
  { key: "status", label: t("audit.status.key"), sort: (/** @type {any} */ row) => row.revoked_at ?? "", cell: (/** @type {any} */ row) => (row.revoked_at ? [chip(t("keys.revoked"), "warn"), ` ${when(row.revoked_at)} ${row.revoked_by ?? ""}`] : chip(t("keys.active"), "good")) },
  { key: "keys.act", cell: (/** @type {any} */ row) => (row.revoked_at ? "" : h("button", { type: "button", class: "danger", onclick: () => void revoke(row.id) }, t("keys.revoke"))) },
];

/** Read and show the keys. */
export async function keys() {
  /** @type {any[]} */
  const rows = [];
  for (let cursor = null, first = true; first || cursor; first = false) {
    const page = await get("/keys", { limit: 500, cursor });
    rows.push(...page.items);
    cursor = page.next;
  }
  byId("keys").replaceChildren(table(columns, rows, { key: (row) => row.id }));
}

/** The button for a new one. */
export const newKey = () => h("button", { type: "button", class: "primary", onclick: () => void make() }, `＋ ${t("keys.new")}`);

async function make() {
  /** @type {any} */
  let made = null;
  await ask({ title: t("keys.new"), submit: t("keys.make"), fields: [
    { name: "role", label: t("keys.role"), kind: "select", options: ROLES.map((role) => [role, t(`role.${role}`)]) },
    { name: "jurisdiction", label: t("keys.jurisdiction"), required: true, shown: (values) => BOUND.includes(values.role) },
    { name: "label", label: t("keys.label") },
  ] }, async (values) => {
    const place = BOUND.includes(values.role) ? values.jurisdiction : null;
    made = await send("POST", "/keys", { role: values.role, jurisdiction: place, label: values.label || null });
  });
  if (!made) return;
  const copied = h("span", { role: "status", class: "hint" });
  show(t("keys.new"), [h("p", null, t("keys.once")), h("p", { class: "secret", id: "secret" }, made.key),
    h("div", { class: "actions" }, copied, h("button", { type: "button", class: "primary", onclick: async () => { await navigator.clipboard?.writeText(made.key); copied.textContent = t("keys.copied"); } }, t("keys.copy")))]);
  await keys();
}

/** @param {string} id */
async function revoke(id) {
  const done = await ask({ title: t("keys.revoke"), about: t("keys.revoke.about", { id }), submit: t("keys.revoke"), danger: true, fields: [] }, () => send("DELETE", `/keys/${encodeURIComponent(id)}`));
  if (done) await keys();
}
