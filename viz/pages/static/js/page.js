// What every page does: theme, language, signing out, and telling when everything asked for is drawn.

import { about, t } from "./about.js";
import { Problem } from "./api.js";
import { h } from "./dom.js";
import { said } from "./section.js";

/** @param {string} theme */
function dress(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

dress(localStorage.getItem("theme") ?? "auto");

/** Wire the header up. */
function header() {
  document.getElementById("theme")?.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    const next = dark ? "light" : "dark";
    localStorage.setItem("theme", next);
    dress(next);
  });
  const language = /** @type {HTMLAnchorElement|null} */ (document.getElementById("language"));
  if (language) {
    const other = () => {
      const here = new URL(location.href);
      here.searchParams.set("lang", about.lang === "zh" ? "en" : "zh");
      language.href = here.pathname + here.search + here.hash;
    };
    other();
    language.addEventListener("click", other); // what was chosen meanwhile stands in the address
  }
  document.getElementById("sign-out")?.addEventListener("click", async () => {
    await fetch("/sign-out", { method: "POST", headers: { "x-csrf-token": about.csrf ?? "" } });
    location.assign("/sign-in");
  });
}

/**
 * Draw a page: `body[data-ready]` is set once everything asked for stands, or the failure is told.
 * @param {() => Promise<void>|void} draw
 */
export async function start(draw) {
  header();
  try {
    await draw();
  } catch (fault) {
    const place = document.querySelector("[aria-busy=true]") ?? document.getElementById("main");
    place?.replaceChildren(failure(fault));
    if (!(fault instanceof Problem)) console.error(fault);
  } finally {
    for (const busy of document.querySelectorAll("[aria-busy=true]")) busy.setAttribute("aria-busy", "false");
    document.body.dataset.ready = "true";
  }
}

/**
 * What a place shows where something could not be read.
 * @param {unknown} fault
 */
export function failure(fault) {
  const told = fault instanceof Error ? fault.message : String(fault);
  return h("div", { class: "state error", role: "alert" }, h("p", null, said(t("failed"), told)), h("button", { type: "button", onclick: () => location.reload() }, t("again")));
}

/** What a list shows that has no rows. */
export const nothing = () => h("p", { class: "state" }, t("empty"));
