// A load as it stands, and its report once it is in the store.

import { about, t } from "../about.js";
import { file, get } from "../api.js";
import { chip, h } from "../dom.js";
import { number } from "../format.js";
import { listed } from "../section.js";
import { below, table } from "../table.js";
import { when } from "../when.js";

const NUMBER = /** @type {const} */ ("number");
const KINDS = /** @type {const} */ ({ done: "good", failed: "alarm", interrupted: "alarm", cancelled: "warn" });
export const ACTIVE = ["queued", "running"];

/** @param {string} status */
export const mark = (status) => chip(t(`job.${status}`), KINDS[/** @type {keyof typeof KINDS} */ (status)] ?? "accent");

/**
 * @param {any} load
 * @param {(() => void)|null} cancel
 * @returns {HTMLElement}
 */
export function standing(load, cancel) {
  const stage = load.stage ? t(`ingest.stage.${load.stage}`) : load.status === "queued" ? t("ingest.waiting") : "";
  const active = ACTIVE.includes(load.status);
  const files = listed(load.files.slice(0, 6)) + (load.files.length > 6 ? ` … ${number(load.files.length)}` : "");
  return h("div", { class: "stack", "data-status": load.status },
    h("div", { class: "spread" }, h("span", null, mark(load.status), " ", active ? stage : "", " ", h("span", { class: "code" }, load.run ?? load.id)), active && cancel ? h("button", { type: "button", onclick: cancel }, t("ingest.cancel")) : null),
    active ? h("progress", { max: 1, value: load.progress, "aria-label": stage || t("job.running") }) : null,
    h("p", { class: "hint" }, `${t("ingest.author")} ${load.author ?? t("ingest.command_line")} · ${when(load.submitted_at)} · ${files}`),
    load.error ? h("p", { class: "error", role: "alert" }, `${t("ingest.nothing_loaded")} · ${load.error.detail} [${load.error.code}]`) : null,
    load.status === "done" ? (load.result ? whole(load) : h("p", { class: "state" }, t("ingest.no_report"))) : null);
}

/** @param {any} load */
function whole(load) {
  const { result } = load;
  const rows = Object.entries(result.tables).map(([name, counts]) => ({ name, .../** @type {any} */ (counts) }));
  const count = (/** @type {string} */ key) => ({ key, kind: NUMBER, sort: (/** @type {any} */ row) => row[key], cell: (/** @type {any} */ row) => number(row[key]) });
  const sums = ["read", "loaded", "updated", "unchanged", "rejected"].map((key) => number(rows.reduce((sum, row) => sum + row[key], 0)));
  const list = (/** @type {string} */ title, /** @type {string[]} */ lines) => (lines.length ? h("details", null, h("summary", null, `${title} (${number(lines.length)})`), h("ul", { class: "plain" }, ...lines.map((line) => h("li", null, line)))) : null);
  const closed = Object.entries(result.closed ?? {}).map(([name, many]) => `${t(`table.${name}`)} ${number(Number(many))} ${t("ingest.closed")}`);
  const made = table([{ key: "table", head: true, cell: (row) => t(`table.${row.name}`), sort: (row) => row.name }, count("read"), count("loaded"), count("updated"), count("unchanged"), count("rejected")], rows, { caption: t("ingest.tables"), foot: [t("total"), ...sums] });
  made.classList.add("tight");
  return h("div", { class: "stack" }, made,
    list(t("ingest.notices"), result.notices.map((/** @type {any} */ one) => `${t(`table.${one.table}`)} ${one.column} · ${about.lang === "zh" ? one.chinese : one.message} (${number(one.count)})`)),
    list(t("ingest.skipped"), result.skipped.map((/** @type {any} */ one) => [one.file, one.sheet, one.why].filter(Boolean).join(" · "))),
    closed.length ? h("p", { class: "hint" }, closed.join(" · ")) : null,
    result.returned.length ? h("div", null, h("a", { class: "button primary", href: file(`/ingest/runs/${load.id}/returned`), download: "" }, `↓ ${t("ingest.returned")}`)) : null);
}

const columns = [
  { key: "file", head: true, sort: (/** @type {any} */ row) => row.file, cell: (/** @type {any} */ row) => row.file },
  { key: "sheet", cell: (/** @type {any} */ row) => row.sheet || "—" },
  { key: "row", kind: NUMBER, sort: (/** @type {any} */ row) => row.row, cell: (/** @type {any} */ row) => number(row.row) },
  { key: "column", sort: (/** @type {any} */ row) => row.column, cell: (/** @type {any} */ row) => [row.header ?? row.column, h("div", { class: "code" }, row.column)] },
  { key: "value", class: "code", cell: (/** @type {any} */ row) => row.value || "—" },
  { key: "message", class: "wide", cell: (/** @type {any} */ row) => [about.lang === "zh" ? (row.chinese ?? row.message) : row.message, h("div", { class: "code" }, row.code)] },
];

/**
 * The refused cells of a load, page by page.
 * @param {HTMLElement} place
 * @param {any} load
 */
export async function rejections(place, load) {
  place.hidden = load.status !== "done" || !load.result;
  if (place.hidden) return;
  if (!load.result.rejections.length) {
    place.replaceChildren(h("p", { class: "hint" }, t("ingest.no_rejections")));
    return;
  }
  /** @type {any[]} */
  let rows = [];
  const more = async (/** @type {string|null} */ cursor) => {
    const page = await get(`/ingest/runs/${load.id}/rejections`, { limit: 200, cursor });
    rows = [...rows, ...page.items];
    place.replaceChildren(h("h2", null, t("ingest.rejections")), table(columns, rows, { caption: load.run ?? load.id }), below(rows.length, page.total, page.next ? () => void more(page.next) : null));
  };
  await more(null);
}
