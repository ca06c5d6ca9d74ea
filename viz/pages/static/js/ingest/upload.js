// The form of an upload: files by dropping or choosing, the day, declarations of completeness, the reason.

import { t } from "../about.js";
import { send } from "../api.js";
import { byId, h } from "../dom.js";
import { number } from "../format.js";
import { told } from "../told.js";

/**
 * Fill the form; `sent` hears of the load that was queued.
 * @param {HTMLFormElement} form
 * @param {(job: any) => void} sent
 */
export function upload(form, sent) {
  /** @type {File[]} */
  let files = [];
  const input = h("input", { type: "file", multiple: true, id: "files", tabIndex: -1, "aria-hidden": "true" });
  const chosen = h("ul", { class: "chosen", "aria-live": "polite" });
  const fault = h("p", { class: "error", role: "alert" });
  const button = h("button", { type: "submit", class: "primary", disabled: true }, t("ingest.send"));
  const shown = () => {
    chosen.replaceChildren(...files.map((file) => h("li", null, h("span", null, file.name), h("span", { class: "hint" }, `${number(Math.ceil(file.size / 1024))} KB`),
      h("button", { type: "button", class: "quiet", "aria-label": t("ingest.remove", { name: file.name }), onclick: () => { files = files.filter((one) => one !== file); shown(); } }, "✕"))));
    if (!files.length) chosen.replaceChildren(h("li", { class: "hint" }, t("ingest.none_chosen")));
    button.disabled = !files.length;
  };
  const add = (/** @type {FileList|null|undefined} */ more) => {
    const names = new Set([...(more ?? [])].map((file) => file.name));
    files = [...files.filter((file) => !names.has(file.name)), ...(more ?? [])];
    shown();
  };
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  const zone = h("div", { class: "drop" }, h("strong", null, t("ingest.drop")), h("button", { type: "button", onclick: () => input.click() }, t("ingest.choose")), h("span", { class: "hint" }, t("ingest.kinds")), input);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); add(event.dataTransfer?.files); });
  const claims = declarations();
  form.classList.add("stack");
  form.replaceChildren(zone, chosen,
    h("div", { class: "row" }, h("label", { title: t("ingest.reporting_date.about") }, t("ingest.reporting_date"), h("input", { type: "date", name: "reporting_date" })),
      h("label", { style: "flex: 1" }, `${t("ingest.reason")} · ${t("ingest.reason.about")}`, h("input", { name: "reason", maxLength: 300 }))),
    claims, fault, h("div", null, button));
  shown();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    button.disabled = true;
    button.textContent = t("ingest.sending");
    const body = asked(form, claims);
    for (const file of files) body.append("files", file, file.name);
    try {
      sent(await send("POST", "/ingest/runs", body));
      files = [];
      form.reset();
    } catch (problem) {
      fault.textContent = told(problem);
    }
    button.textContent = t("ingest.send");
    shown();
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement} claims */
function asked(form, claims) {
  const body = new FormData();
  const given = new FormData(form);
  for (const name of ["reporting_date", "reason"]) if (given.get(name)) body.append(name, String(given.get(name)));
  for (const line of claims.querySelectorAll("[data-claim]")) {
    const [table, bank, day] = [...line.querySelectorAll("select, input")].map((one) => /** @type {HTMLInputElement} */ (one).value.trim());
    body.append("complete", `${table}${bank ? `:${bank}` : ""}${day ? `@${day}` : ""}`);
  }
  return body;
}

/** Lines that say which tables are complete. */
function declarations() {
  const lines = h("div", { class: "stack" });
  const tables = /** @type {HTMLTemplateElement} */ (byId("tables")).content;
  const add = () => {
    const select = /** @type {HTMLSelectElement} */ (tables.querySelector("select")?.cloneNode(true));
    const line = h("div", { class: "row", "data-claim": "" }, h("label", null, t("ingest.complete.table"), select), h("label", null, t("ingest.complete.bank"), h("input", { name: "complete-bank", size: 14, maxLength: 60 })),
      h("label", null, t("ingest.complete.date"), h("input", { type: "date", name: "complete-date" })), h("button", { type: "button", class: "quiet", "aria-label": t("ingest.remove", { name: t("ingest.complete") }), onclick: () => line.remove() }, "✕"));
    lines.append(line);
    select.focus();
  };
  return h("details", null, h("summary", null, t("ingest.complete")), h("p", { class: "hint" }, t("ingest.complete.about")), lines, h("button", { type: "button", onclick: add }, `＋ ${t("ingest.complete.add")}`));
}
