// A whole list: pasted or sent as a file, read by the API, checked some at a time, and taken away as a workbook.

import { about, href, t } from "../about.js";
import { send } from "../api.js";
import { chip, h } from "../dom.js";
import { money, number } from "../format.js";
import { failure } from "../page.js";
import { county } from "../places.js";
import { listed } from "../section.js";
import { table } from "../table.js";
import { count, share, yuan } from "./known.js";

const AT_ONCE = 50;
const MOST = 200;

/** Pasted lines as the text file the API reads: a code, and an amount where one follows. @param {string} text */
export function asFile(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean).map((line) => line.split(/[\s,，;；\t]+/).slice(0, 2));
  const amounts = lines.some((line) => line.length > 1);
  const rows = [amounts ? "统一社会信用代码,拟授信金额" : "统一社会信用代码", ...lines.map(([code, amount]) => (amounts ? `${code},${amount ?? ""}` : code))];
  return new File([rows.join("\n")], "list.csv", { type: "text/csv" });
}

/** @param {any[]} rows @param {(done: number) => void} progress */
async function checked(rows, progress) {
  /** @type {any[]} */
  const found = [];
  /** @type {string[]} */
  const unknown = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const told = await send("POST", "/credit-checks", { rows: rows.slice(at, at + AT_ONCE) });
    found.push(...told.rows);
    unknown.push(...told.unknown);
    progress(Math.min(rows.length, at + AT_ONCE));
  }
  return { found, unknown };
}

/** @param {any} row */
function verdict(row) {
  const after = row.proposal;
  if (!after) return "—";
  const within = after.within_room;
  return [money(after.amount), " ", within === null ? chip(t("credit.room_unknown"), "warn") : within ? chip(t("credit.within_room"), "good") : chip(t("credit.beyond_room"), "alarm"), after.new_findings.length ? chip(t("credit.new_findings", { count: after.new_findings.length }), "warn") : ""];
}

/** @param {any[]} rows */
const results = (rows) => table([
  { key: "name", head: true, class: "wide", sort: (row) => row.name, cell: (row) => [h("a", { href: href("/credit", { borrower: row.borrower }) }, row.name), h("div", { class: "code" }, row.borrower)] },
  { key: "county", cell: (row) => county(row.county), sort: (row) => row.county },
  { key: "lenders", kind: "number", cell: (row) => count(row.lenders), sort: (row) => row.lenders },
  { key: "balance", kind: "number", cell: (row) => yuan(row.balance), sort: (row) => row.balance },
  { key: "room", kind: "number", cell: (row) => (row.working_capital?.status === "not_computable" ? h("span", { class: "unknown" }, t("credit.not_computable")) : yuan(row.working_capital?.room)), sort: (row) => row.working_capital?.room ?? null },
  { key: "ratio", kind: "number", cell: (row) => (row.working_capital?.status === "computed" ? share(row.working_capital.ratio) : t(`need.status.${row.working_capital?.status ?? "not_computable"}`)), sort: (row) => row.working_capital?.ratio ?? null },
  { key: "largest_share", kind: "number", cell: (row) => share(row.largest_share), sort: (row) => row.largest_share },
  { key: "findings", kind: "number", cell: (row) => number(row.findings.length), sort: (row) => row.findings.length },
  { key: "proposal", cell: verdict, sort: (row) => row.proposal?.amount ?? null },
], rows, { key: (row) => row.borrower, caption: t("many.result", { count: rows.length }) });

/** @param {any} read @param {string[]} unknown @param {number} above lines put above those pasted */
function refused(read, unknown, above) {
  const lines = [
    ...read.rejections.map((/** @type {any} */ one) => t("many.line", { row: one.row - above, value: one.value, why: about.lang === "zh" ? one.chinese : one.message })),
    ...unknown.map((code) => t("many.unknown", { code })),
    ...(read.unread_columns.length ? [t("many.unread", { columns: listed(read.unread_columns) })] : []),
    ...(read.rows.length > MOST ? [t("many.most", { most: MOST })] : []),
  ];
  return lines.length ? h("div", { class: "notice", id: "refused" }, h("strong", null, t("many.refused")), h("ul", { class: "plain" }, ...lines.map((line) => h("li", null, line)))) : "";
}

/** The workbook of the rows checked, taken away. @param {any[]} rows */
async function take(rows) {
  const answer = await fetch(`/api/v1/credit-checks/workbook?lang=${about.lang}`, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": about.csrf ?? "" }, body: JSON.stringify({ rows }) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const link = h("a", { href: URL.createObjectURL(await answer.blob()), download: answer.headers.get("content-disposition")?.match(/filename="?([^";]+)/)?.[1] ?? "credit.xlsx" });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {boolean} open */
export function manyCard(open) {
  const text = h("textarea", { name: "list", spellcheck: false });
  const file = h("input", { type: "file", name: "file", id: "list-file", class: "unseen", accept: ".csv,.txt,.xlsx,.xls,.et" });
  const chosenFile = h("span", { class: "small" });
  file.addEventListener("change", () => { chosenFile.textContent = file.files?.[0]?.name ?? ""; });
  const button = h("button", { class: "primary" }, t("many.check"));
  const place = h("div", { id: "many-result", "aria-live": "polite" });
  const form = h("form", null, h("p", { class: "lead" }, t("many.about")), h("label", { class: "full" }, t("many.list"), text), h("div", { class: "filters" }, h("span", { class: "picker" }, file, h("label", { class: "button", for: "list-file" }, t("many.file")), chosenFile), button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = file.files?.[0] ?? (text.value.trim() ? asFile(text.value) : null);
    if (!chosen) return;
    button.disabled = true;
    try {
      const body = new FormData();
      body.append("file", chosen, chosen.name);
      const read = await send("POST", "/credit-checks/list", body);
      const rows = read.rows.slice(0, MOST);
      const { found, unknown } = await checked(rows, (done) => place.replaceChildren(h("p", { class: "state short" }, t("rows_of", { shown: done, total: rows.length }))));
      place.replaceChildren(refused(read, unknown, file.files?.[0] ? 0 : 1), h("div", { class: "heading" }, h("h3", null, t("many.result", { count: found.length })), h("button", { type: "button", id: "take", onclick: () => void take(rows) }, `${t("export")} XLSX`)), results(found));
    } catch (fault) {
      place.replaceChildren(failure(fault));
    }
    button.disabled = false;
  });
  return h("details", { class: "card many", id: "many", open }, h("summary", null, h("h2", null, t("many.title"))), form, place);
}
