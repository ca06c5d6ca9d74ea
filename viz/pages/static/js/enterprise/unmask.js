// The name of a natural person: told for a reason, which is written down first.

import { t } from "../about.js";
import { send } from "../api.js";
import { h } from "../dom.js";

/**
 * The button that asks for the reason in a dialog; the name appears where `place` says and is not kept.
 * @param {string} person
 * @param {HTMLElement} place
 */
export function unmaskButton(person, place) {
  const reason = h("textarea", { name: "reason", required: true, maxLength: 2000, rows: 3 });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const form = h("form", { method: "dialog" }, h("h2", null, t("unmask.title")), h("p", { class: "lead" }, t("unmask.about")),
    h("label", null, t("unmask.reason"), reason), error,
    h("div", { class: "actions end" }, h("button", { type: "button", onclick: () => dialog.close() }, t("cancel")), h("button", { class: "primary" }, t("unmask.show"))));
  const dialog = h("dialog", { "aria-label": t("unmask.title") }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      const told = await send("POST", `/persons/${encodeURIComponent(person)}/name`, { reason: reason.value.trim() });
      place.textContent = told.name;
      dialog.close();
    } catch (fault) {
      error.textContent = fault instanceof Error ? fault.message : String(fault);
      error.hidden = false;
    }
  });
  document.body.append(dialog);
  return h("button", { type: "button", id: "unmask", onclick: () => dialog.showModal() }, t("unmask.open"));
}
