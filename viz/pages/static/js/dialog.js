// A dialog that asks for a few fields and does something with them; what went wrong is said inside it.

import { t } from "./about.js";
import { told } from "./told.js";
import { h } from "./dom.js";

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"text"|"prose"|"select"} [kind]
 * @property {[string, string][]} [options] of a select: value and text
 * @property {boolean} [required]
 * @property {string} [value]
 * @property {(values: Record<string, string>) => boolean} [shown] whether it is asked for, given the others
 */

/**
 * Ask; the dialog closes once `act` has succeeded.
 * @param {{title: string, about?: string, fields: Field[], submit: string, danger?: boolean}} asked
 * @param {(values: Record<string, string>) => Promise<unknown>} act
 * @returns {Promise<boolean>} whether it was done
 */
export function ask(asked, act) {
  const fault = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "submit", class: asked.danger ? "danger" : "primary" }, asked.submit);
  const lines = asked.fields.map((field) => ({ field, label: h("label", null, field.label, control(field)) }));
  const form = h("form", null, h("h2", { id: "dialog-title" }, asked.title), asked.about ? h("p", null, asked.about) : null, ...lines.map((line) => line.label), fault,
    h("div", { class: "actions" }, h("button", { type: "button", onclick: () => dialog.close() }, t("dialog.cancel")), button));
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);
  const values = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  const look = () => {
    for (const { field, label } of lines) {
      label.hidden = field.shown ? !field.shown(values()) : false;
      const input = label.querySelector("input, select, textarea");
      if (input) /** @type {HTMLInputElement} */ (input).required = Boolean(field.required) && !label.hidden;
    }
  };
  form.addEventListener("change", look);
  look();
  return new Promise((resolve) => {
    let done = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        await act(values());
        done = true;
        dialog.close();
      } catch (problem) {
        fault.textContent = told(problem);
      }
      button.disabled = false;
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * A dialog that only shows something.
 * @param {string} title
 * @param {(Node|string|null)[]} content
 * @returns {HTMLDialogElement}
 */
export function show(title, content) {
  const dialog = h("dialog", { class: "large", "aria-labelledby": "shown-title" },
    h("div", { class: "spread" }, h("h2", { id: "shown-title" }, title), h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("close"))), ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** @param {Field} field */
function control(field) {
  const { name, required = false, value = "" } = field;
  if (field.kind === "prose") return h("textarea", { name, required, rows: 3, value, maxLength: 4000 });
  if (field.kind !== "select") return h("input", { name, required, value, maxLength: 200, autocomplete: "off" });
  return h("select", { name, required }, ...(field.options ?? []).map(([option, text]) => h("option", { value: option, selected: option === value }, text)));
}
