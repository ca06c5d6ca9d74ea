// Panels under tabs, one shown at a time.

import { h } from "../dom.js";

/**
 * @param {HTMLElement} place
 * @param {string} label
 * @param {{id: string, title: string, panel: HTMLElement, seen?: () => void}[]} tabs
 * @returns {(id: string) => void} shows one
 */
export function tabs(place, label, tabs) {
  const buttons = tabs.map((tab) => h("button", { type: "button", role: "tab", id: `tab-${tab.id}`, "aria-controls": `panel-${tab.id}` }, tab.title));
  const show = (/** @type {string} */ id) => {
    for (const [place, tab] of tabs.entries()) {
      const chosen = tab.id === id;
      buttons[place].setAttribute("aria-selected", String(chosen));
      buttons[place].tabIndex = chosen ? 0 : -1;
      tab.panel.hidden = !chosen;
      if (chosen) tab.seen?.();
    }
  };
  for (const [number, tab] of tabs.entries()) {
    tab.panel.id = `panel-${tab.id}`;
    tab.panel.setAttribute("role", "tabpanel");
    tab.panel.setAttribute("aria-labelledby", `tab-${tab.id}`);
    tab.panel.tabIndex = 0;
    tab.panel.classList.add("panel");
    buttons[number].addEventListener("click", () => show(tab.id));
    buttons[number].addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (!step) return;
      const next = (number + step + tabs.length) % tabs.length;
      show(tabs[next].id);
      buttons[next].focus();
    });
  }
  place.replaceChildren(h("div", { role: "tablist", "aria-label": label, class: "tabs" }, ...buttons), ...tabs.map((tab) => tab.panel));
  show(tabs[0].id);
  return show;
}
