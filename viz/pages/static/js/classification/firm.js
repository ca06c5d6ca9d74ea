// One firm: what made its score, what was decided, and what may be decided now.

import { about, href, may, t } from "../about.js";
import { get } from "../api.js";
import { show } from "../dialog.js";
import { chip, h } from "../dom.js";
import { number, percent } from "../format.js";
import { failure } from "../page.js";
import { table } from "../table.js";
import { when } from "../when.js";
import { confirm, object, override } from "./acts.js";
import { standing } from "./board.js";

/**
 * Open a firm; `changed` hears when something was decided.
 * @param {any} row
 * @param {() => Promise<void>} changed
 */
export async function firm(row, changed) {
  const place = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "state" }, t("loading")));
  const dialog = show(row.name ?? row.enterprise, [place]);
  const draw = async () => {
    try {
      const [found, decisions] = await Promise.all([get("/classification", { enterprise: row.enterprise, items: true, limit: 1 }), row.on_ledger ? get(`/classification/${encodeURIComponent(row.enterprise)}/decisions`) : { items: [] }]);
      place.replaceChildren(...content(found.items[0] ?? row, decisions.items, async (act) => {
        if (!(await act)) return;
        await Promise.all([draw(), changed()]);
      }));
    } catch (fault) {
      place.replaceChildren(failure(fault));
    }
  };
  await draw();
  return dialog;
}

/**
 * @param {any} row
 * @param {any[]} decisions
 * @param {(act: Promise<boolean>) => void} does
 * @returns {Node[]}
 */
function content(row, decisions, does) {
  return [
    h("div", { class: "row" }, row.class ? chip(t(`class.${row.class}`), row.class === "关" ? "alarm" : row.class === "帮" ? "warn" : "good") : chip(t("class.none")), row.on_ledger ? standing(row.status) : "", row.tier ? chip(t(`tier.${row.tier}`)) : "",
      h("span", null, `${t("score")} `, h("strong", null, row.score === null ? "—" : number(row.score))), row.missing !== null ? h("span", { class: "hint" }, t("classification.missing", { share: percent(row.missing) })) : "",
      h("a", { href: href(`/enterprises/${encodeURIComponent(row.enterprise)}`) }, t("classification.dossier"))),
    h("p", null, row.reason[about.lang]), buttons(row, decisions, does), ...history(decisions), ...contributions(row),
  ];
}

/** @param {any} row @param {any[]} decisions @param {(act: Promise<boolean>) => void} does */
function buttons(row, decisions, does) {
  if (!may("submit.decisions") || !row.on_ledger) return h("div", null);
  const confirmed = new Set(decisions.map((one) => one.answers));
  const last = decisions.filter((one) => one.kind === "override").at(-1);
  return h("div", { class: "actions" },
    h("button", { type: "button", disabled: !row.published_on, onclick: () => does(object(row)) }, t("classification.object")),
    h("button", { type: "button", onclick: () => does(override(row)) }, t("classification.override")),
    last && !confirmed.has(last.number) ? h("button", { type: "button", class: "primary", onclick: () => does(confirm(row, last)) }, `${t("classification.confirm")} → ${last.body.class}`) : null);
}

/** @param {any[]} decisions */
function history(decisions) {
  const title = h("h3", null, t("classification.history"));
  if (!decisions.length) return [title, h("p", { class: "hint" }, t("classification.no_history"))];
  const lines = decisions.map((one) => h("li", null, chip(t(`entry.${one.kind}`), one.kind === "objection" ? "alarm" : one.kind === "override" ? "warn" : "good"), ` ${one.body.class ?? ""} `, one.reason, h("span", { class: "hint" }, ` · ${one.body.by ?? one.author ?? t(`role.${one.role}`)} · ${when(one.at)}`)));
  return [title, h("ul", { class: "plain" }, ...lines)];
}

/** @param {any} row */
function contributions(row) {
  const items = row.items ?? [];
  if (!items.length) return [];
  const made = table([
    { key: "dimension", sort: (one) => one.dimension, cell: (one) => t(`dimension.${one.dimension}`) },
    { key: "indicator", head: true, cell: (one) => one[`name_${about.lang}`] },
    { key: "points", kind: "number", sort: (one) => one.points, cell: (one) => `${number(one.points)} / ${number(one.weight)}` },
    { key: "explanation", class: "wide", cell: (one) => [one[`text_${about.lang}`], h("div", { class: "hint" }, one.source)] },
  ], items, { caption: t("classification.contributions") });
  made.classList.add("tight");
  return [made];
}
