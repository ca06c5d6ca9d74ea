// What the explorer asks the API: always of the day that is looked at.

import { about } from "../about.js";
import { get, send } from "../api.js";

/**
 * @typedef {{depth: number, direction: string, amount_from: number, kind: string[]}} Before what is filtered before anything is added
 */
export class Asking {
  constructor() {
    /** @type {string|null} */
    this.asOf = null;
    this.snapshot = "";
  }

  /** @param {string} path @param {Record<string, any>} [query] @param {{signal?: AbortSignal}} [options] */
  async get(path, query = {}, options = {}) {
    const told = await get(path, { ...query, as_of: this.asOf }, options);
    this.snapshot = told.snapshot ?? this.snapshot;
    return told;
  }

  /** @param {string} path */
  dated(path) {
    return this.asOf ? `${path}?as_of=${this.asOf}` : path;
  }

  /** @param {string} code @param {Before} before */
  around(code, before) {
    return this.get(`/enterprises/${encodeURIComponent(code)}/network`, { ...before, most: 2000, positions: true });
  }

  /** @param {string} id */
  circle(id) {
    return this.get(`/circles/${encodeURIComponent(id)}/network`, { positions: true });
  }

  /** @param {Record<string, unknown>} body */
  grow(body) {
    return send("POST", this.dated("/networks"), body);
  }

  /**
   * A picture as a file, saved under the name the server gives it.
   * @param {Record<string, unknown>} body
   */
  async file(body) {
    const headers = { "content-type": "application/json", "x-csrf-token": about.csrf ?? "" };
    const answer = await fetch(`/api/v1${this.dated("/exports/network")}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error((await answer.json()).detail ?? String(answer.status));
    const name = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? `network.${body.format}`;
    save(await answer.blob(), name);
  }
}

/**
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}
