// Concentration against each bank's capital, and the floor other banks' classes put under this one.

import { t } from "../about.js";
import { chip, h } from "../dom.js";
import { money } from "../format.js";
import { said, section } from "../section.js";
import { table } from "../table.js";
import { share, yuan } from "./known.js";

/** @param {any} told */
export function concentrationCard(told) {
  const names = new Map(told.by_lender.map((/** @type {any} */ one) => [one.bank, one.name]));
  const list = told.concentration.length
    ? table([
        { key: "bank", head: true, cell: (row) => names.get(row.bank) ?? row.bank },
        { key: "exposure", kind: "number", cell: (row) => money(row.exposure) },
        { key: "net_capital", kind: "number", cell: (row) => yuan(row.net_capital) },
        { key: "share_of_capital", kind: "number", cell: (row) => share(row.share) },
      ], told.concentration)
    : h("p", { class: "lead" }, t("credit.no_capital"));
  return section("concentration", t("credit.concentration"), list);
}

/** @param {any} told */
export function floorCard(told) {
  const floor = told.class_floor;
  const line = floor?.class
    ? h("p", { class: "line" }, chip(t(floor.class), "alarm"), floor.rule ? t(`rule.${floor.rule}`) : "", floor.share_overdue_90 === null ? "" : h("span", { class: "small" }, said(t("credit.overdue_90"), ""), share(floor.share_overdue_90)))
    : h("p", { class: "lead" }, t("credit.no_floor"));
  const guarantor = told.as_guarantor
    ? h("dl", { class: "facts pairs" },
        h("div", null, h("dt", null, t("guaranteed_out")), h("dd", null, yuan(told.as_guarantor.guaranteed))),
        h("div", null, h("dt", null, t("stated.net_assets")), h("dd", null, yuan(told.as_guarantor.net_assets))),
        h("div", null, h("dt", null, t("credit.guarantee_ratio")), h("dd", null, share(told.as_guarantor.share))),
        h("div", null, h("dt", null, t("enterprise.free")), h("dd", null, yuan(told.as_guarantor.free))))
    : null;
  return section("floor", t("class_floor"), line, h("p", { class: "small" }, t("credit.floor_about")), guarantor ? h("h3", null, t("credit.as_guarantor")) : null, guarantor);
}
