// An edit of a scenario in words.

import { t } from "../about.js";
import { money } from "../format.js";
import { said } from "../section.js";

/**
 * @param {any} edit
 * @param {(code: string) => string} name
 * @returns {string}
 */
export function sentence(edit, name) {
  const whose = edit.guarantee && [edit.guarantor && name(edit.guarantor), edit.guarantee].filter(Boolean).join(" ");
  const by = edit.new?.name ?? [edit.company, edit.successor].filter(Boolean).map(name)[0];
  const party = [edit.party, edit.absorbed, edit.into].filter(Boolean).map(name).join(" → ");
  const amount = edit.amount ?? edit.new?.net_assets;
  return said(t(`measure.${edit.do}`), [whose || party || edit.loan, by && `→ ${by}`, amount && money(amount)].filter(Boolean).join(" "));
}
