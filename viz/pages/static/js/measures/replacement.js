// A guarantee replaced by collateral, by another guarantor or by a guarantee company, or released.

import { about, t } from "../about.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { pick } from "../pick.js";
import { amountField, fill, yuan } from "./amount.js";

const WAYS = ["replace_by_collateral", "replace_by_guarantor", "replace_by_company", "new_company", "cut_guarantee"];
let newcomers = 0;

/** A company that is not in the network yet. @param {string} name @param {number} assets */
export const newCompany = (name, assets) => ({ company: `NEW-${(newcomers += 1)}`, new: { name, net_assets: assets } });

/**
 * @param {(code: string) => string} name
 * @param {(edit: Record<string, unknown>) => void} add
 * @param {(party: {code: string, name: string}) => void} met a party somebody chose
 * @returns {{place: HTMLElement, offer: (guarantees: import("./measures.js").Guarantee[]) => void}}
 */
export function replacement(name, add, met) {
  /** @type {import("./measures.js").Guarantee[]} */
  let offered = [];
  const bound = about.visitor?.role === "county" || about.visitor?.role === "bank";
  const guarantee = h("select", { name: "guarantee" });
  const how = h("select", { name: "how" }, ...WAYS.filter((way) => way !== "new_company" || !bound).map((way) => h("option", { value: way }, t(`measure.${way}`))));
  const title = h("input", { name: "company", maxLength: 60, value: t("measure.newcomer") });
  const amount = amountField("value");
  const guarantor = pick(t("measure.successor"), (chosen) => chosen.forEach(met), { most: 1 });
  const company = pick(t("measure.company"), (chosen) => chosen.forEach(met), { most: 1, accepts: (row) => row.kind === "guarantee_company" });
  const worth = h("span", null);
  const fields = { guarantor: guarantor.place, company: company.place, title: h("label", null, t("measure.company_name"), title), amount: h("label", null, worth, amount) };
  const fault = h("p", { class: "error", role: "alert" });
  const none = h("p", { class: "hint" }, t("measure.no_guarantee"));
  const button = h("button", { type: "button", id: "add-replacement" }, t("measure.add_replacement"));
  const at = () => offered[Number(guarantee.value)];
  const look = () => {
    const way = how.value;
    fields.guarantor.hidden = way !== "replace_by_guarantor";
    fields.company.hidden = way !== "replace_by_company";
    fields.title.hidden = way !== "new_company";
    fields.amount.hidden = way !== "new_company" && way !== "replace_by_collateral";
    worth.textContent = t(way === "new_company" ? "measure.net_assets" : "measure.collateral");
    fault.textContent = "";
  };
  const suggest = () => { if (at()) fill(amount, at().amount); };
  button.addEventListener("click", () => {
    const what = { guarantee: at().contract, guarantor: at().guarantor, ...(at().loan ? { loan: at().loan } : {}) };
    const [successor, taker] = [guarantor.chosen()[0], company.chosen()[0]];
    const way = how.value;
    fault.textContent = "";
    if (way === "cut_guarantee") add({ do: way, ...what });
    else if (way === "replace_by_guarantor" && successor) add({ do: way, ...what, successor: successor.code });
    else if (way === "replace_by_company" && taker) add({ do: way, ...what, company: taker.code });
    else if (way === "replace_by_collateral" && yuan(amount) > 0) add({ do: way, ...what, amount: yuan(amount) });
    else if (way === "new_company" && yuan(amount) > 0) add({ do: "replace_by_company", ...what, ...newCompany(title.value.trim() || t("measure.newcomer"), yuan(amount)) });
    else fault.textContent = t(fields.amount.hidden ? "measure.need_party" : "measure.need_amount");
  });
  how.addEventListener("change", look);
  guarantee.addEventListener("change", suggest);
  const offer = (/** @type {import("./measures.js").Guarantee[]} */ guarantees) => {
    offered = guarantees;
    guarantee.replaceChildren(...offered.map((one, place) => h("option", { value: String(place) }, `${name(one.guarantor)} → ${name(one.borrower)} ${money(one.amount)} ${one.contract}`)));
    button.disabled = !offered.length;
    none.hidden = offered.length > 0;
    suggest();
  };
  offer([]);
  look();
  return { offer, place: h("fieldset", null, h("legend", null, t("measure.replace")), h("label", null, t("measure.guarantee"), guarantee), h("label", null, t("measure.how"), how), ...Object.values(fields), fault, button, none) };
}
