// Decisions on a class: published, objected to, set by hand, confirmed. Each asks for its reason.

import { t } from "../about.js";
import { send } from "../api.js";
import { ask } from "../dialog.js";

const REASON = { name: "reason", label: t("dialog.reason"), kind: /** @type {const} */ ("prose"), required: true };
const CLASSES = ["保", "帮", "关"];

/** @param {any} row */
const address = (row) => `/classification/${encodeURIComponent(row.enterprise)}`;

/**
 * Publish the classes of a county, or of all.
 * @param {string|null} county
 * @returns {Promise<string|null>} what was published, in a sentence; null where nobody did
 */
export async function publish(county) {
  let sentence = null;
  await ask({ title: t("classification.publish"), about: t("classification.publish.about"), submit: t("classification.publish"), fields: [REASON] }, async ({ reason }) => {
    const told = await send("POST", "/classification/publications", { county, reason });
    sentence = t("classification.published", { made: told.published.length, unchanged: told.unchanged });
  });
  return sentence;
}

/** @param {any} row */
export const object = (row) => ask({ title: `${t("classification.object")} · ${row.name ?? row.enterprise}`, submit: t("classification.object"), fields: [{ name: "by", label: t("classification.by") }, REASON] },
  ({ by, reason }) => send("POST", `${address(row)}/objections`, { by: by || null, reason }));

/** @param {any} row */
export const override = (row) => ask({ title: `${t("classification.override")} · ${row.name ?? row.enterprise}`, about: t("classification.override.about"), submit: t("classification.override"),
  fields: [{ name: "class", label: t("classification.new_class"), kind: "select", options: CLASSES.filter((one) => one !== row.class).map((one) => [one, t(`class.${one}`)]) }, REASON] },
  (values) => send("POST", `${address(row)}/overrides`, values));

/** @param {any} row @param {any} entry the class that waits */
export const confirm = (row, entry) => ask({ title: `${t("classification.confirm")} · ${row.name ?? row.enterprise} → ${entry.body.class}`, about: `${t("classification.confirm.about")} · ${entry.reason}`, submit: t("classification.confirm"), fields: [REASON] },
  ({ reason }) => send("POST", `/classification/overrides/${entry.number}/confirmation`, { reason }));
