// Loading data: send files, follow the load, read its report, see what was loaded before and by whom.

import { href, t } from "../about.js";
import { get, send } from "../api.js";
import { byId, chip, h } from "../dom.js";
import { number } from "../format.js";
import { ACTIVE, rejections, standing } from "../ingest/report.js";
import { upload } from "../ingest/upload.js";
import { failure, start } from "../page.js";
import { below, table } from "../table.js";
import { when } from "../when.js";

const LOOK_MILLISECONDS = 700; // between two looks at a load that is under way; none once it has ended

/** @type {string|null} the load that is shown */
let chosen = null;
/** @type {any[]} */
let rows = [];

/**
 * Show a load, and look again as long as it is under way.
 * @param {string} id
 */
async function follow(id) {
  chosen = id;
  try {
    for (let first = true; chosen === id; first = false) {
      const load = await get(`/ingest/runs/${encodeURIComponent(id)}`);
      if (chosen !== id) return;
      byId("report").replaceChildren(standing(load, () => void cancel(id)));
      if (!ACTIVE.includes(load.status)) {
        await rejections(byId("rejections"), load);
        if (!first) await runs(null);
        return;
      }
      byId("rejections").hidden = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  } catch (fault) {
    byId("report").replaceChildren(failure(fault));
  }
}

/** @param {string} id */
async function cancel(id) {
  await send("DELETE", `/ingest/runs/${id}`).catch(() => null); // one that ended meanwhile shows as what it became
}

/** @param {string} id */
function choose(id) {
  history.replaceState(null, "", href("/ingest", { run: id }));
  void follow(id);
}

const columns = [
  { key: "number", kind: /** @type {const} */ ("number"), sort: (/** @type {any} */ row) => row.number, cell: (/** @type {any} */ row) => number(row.number) },
  { key: "ingest.run", head: true, cell: (/** @type {any} */ row) => h("button", { type: "button", class: "quiet code", onclick: () => choose(row.id) }, row.id) },
  { key: "kind", sort: (/** @type {any} */ row) => row.kind, cell: (/** @type {any} */ row) => chip(row.kind ? t(`ingest.kind.${row.kind}`) : t("ingest.command_line")) },
  { key: "started_at", sort: (/** @type {any} */ row) => row.started_at, cell: (/** @type {any} */ row) => when(row.started_at) },
  { key: "finished_at", cell: (/** @type {any} */ row) => when(row.finished_at) },
  { key: "ingest.data_date", sort: (/** @type {any} */ row) => row.data_date, cell: (/** @type {any} */ row) => row.data_date },
  { key: "ingest.author", sort: (/** @type {any} */ row) => row.author, cell: (/** @type {any} */ row) => (row.author ? [row.author, " ", row.role ? chip([t(`role.${row.role}`), row.jurisdiction].filter(Boolean).join(" ")) : ""] : t("ingest.command_line")) },
];

/** @param {string|null} cursor */
async function runs(cursor) {
  const page = await get("/ingest/runs", { limit: 50, cursor });
  rows = cursor ? [...rows, ...page.items] : page.items;
  byId("runs").replaceChildren(table(columns, rows, { key: (row) => row.id, caption: page.snapshot ? `${t("snapshot")} ${page.snapshot}` : "" }), below(rows.length, page.total, page.next ? () => void runs(page.next) : null));
  return page;
}

await start(async () => {
  upload(/** @type {HTMLFormElement} */ (byId("upload")), (job) => choose(job.id));
  const page = await runs(null);
  const asked = new URLSearchParams(location.search).get("run") ?? page.active[0]?.id;
  if (!asked) return;
  if (page.active.some((/** @type {any} */ job) => job.id === asked)) void follow(asked);
  else await follow(asked);
});

