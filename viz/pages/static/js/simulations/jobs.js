// The list of one's simulations; those under way are listened to, nobody polls.

import { t } from "../about.js";
import { get, send } from "../api.js";
import { chip, h } from "../dom.js";
import { when } from "../when.js";

const ACTIVE = ["queued", "running"];
const MOST_LISTENED = 3; // a browser holds few connections to one server
const KINDS = /** @type {const} */ ({ done: "good", failed: "alarm", interrupted: "alarm", cancelled: "warn" });

/** @param {any} job */
export const label = (job) => job.name || t(`model.${job.model}`);

/** @param {string} status */
const mark = (status) => chip(t(`job.${status}`), KINDS[/** @type {keyof typeof KINDS} */ (status)] ?? "accent");

/** The list, at a place. */
export class Jobs {
  /** @param {HTMLElement} place @param {(id: string) => void} chosen @param {(id: string) => void} ended */
  constructor(place, chosen, ended) {
    this.place = place;
    this.chosen = chosen;
    this.ended = ended;
    /** @type {any[]} */
    this.rows = [];
    /** @type {string|null} */
    this.current = null;
    /** @type {string|null} */
    this.next = null;
    /** @type {Map<string, EventSource>} */
    this.heard = new Map();
  }

  /** Read the first page again. */
  async read() {
    const page = await get("/simulations", { limit: 50 });
    this.rows = page.items;
    this.next = page.next;
    this.draw();
    this.listen();
  }

  async more() {
    const page = await get("/simulations", { limit: 50, cursor: this.next });
    this.rows.push(...page.items);
    this.next = page.next;
    this.draw();
  }

  listen() {
    for (const job of this.rows.filter((one) => ACTIVE.includes(one.status)).reverse()) {
      if (this.heard.size >= MOST_LISTENED) return;
      if (!this.heard.has(job.id)) this.follow(job);
    }
  }

  /** @param {any} job */
  follow(job) {
    const source = new EventSource(`/api/v1/simulations/${job.id}/events`);
    this.heard.set(job.id, source);
    const over = () => {
      source.close();
      this.heard.delete(job.id);
      this.listen();
    };
    const hear = (/** @type {MessageEvent} */ event) => {
      Object.assign(job, JSON.parse(event.data));
      if (!ACTIVE.includes(job.status)) {
        over();
        this.ended(job.id);
      }
      this.draw();
    };
    source.addEventListener("progress", hear);
    source.addEventListener("end", hear);
    source.addEventListener("error", over);
  }

  draw() {
    if (!this.rows.length) {
      this.place.replaceChildren(h("p", { class: "state" }, t("simulations.none")));
      return;
    }
    const lines = this.rows.map((job) => h("li", { "data-job": job.id, "data-status": job.status, "aria-current": job.id === this.current ? "true" : null },
      h("a", { href: `?id=${job.id}`, onclick: (/** @type {Event} */ event) => { event.preventDefault(); this.chosen(job.id); } }, label(job)),
      h("div", { class: "spread" }, h("span", { class: "hint" }, `${t(`model.${job.model}`)} · ${when(job.submitted_at)}`), mark(job.status)),
      ACTIVE.includes(job.status) ? h("div", { class: "row" }, h("progress", { max: 1, value: job.progress, "aria-label": t(`job.${job.status}`), style: "flex: 1" }), h("button", { type: "button", onclick: () => void this.cancel(job.id) }, t("simulations.cancel"))) : null));
    this.place.replaceChildren(h("ul", { class: "jobs" }, ...lines), this.next ? h("div", { class: "below" }, h("button", { type: "button", onclick: () => void this.more() }, t("more"))) : "");
  }

  /** @param {string} id */
  async cancel(id) {
    await send("DELETE", `/simulations/${id}`).catch(() => null); // one that has ended meanwhile shows as what it became
  }

  /** @param {string|null} id */
  select(id) {
    this.current = id;
    this.draw();
  }
}
