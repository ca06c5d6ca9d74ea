// Asking the API: JSON in, JSON out, problems as errors with their code and sentence.

import { about, href } from "./about.js";

/** A problem the API answered with. */
export class Problem extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, faults?: {where: string, message: string}[]}} told */
  constructor(status, told) {
    super(told.detail ?? `HTTP ${status}`);
    this.status = status;
    this.code = told.code ?? "http";
    this.faults = told.faults ?? [];
  }
}

/**
 * @param {string} path below /api/v1
 * @param {Record<string, string|number|boolean|null|undefined|string[]>} query
 */
function address(path, query) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) asked.append(name, one);
    else if (value !== null && value !== undefined && value !== "") asked.set(name, String(value));
  }
  const text = asked.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

/** @param {Response} answer */
async function read(answer) {
  const json = answer.headers.get("content-type")?.includes("json");
  const told = json ? await answer.json() : {};
  if (answer.status === 401 && about.page !== "sign-in") {
    location.assign(href("/sign-in", { next: location.pathname + location.search }));
    await new Promise(() => {});
  }
  if (!answer.ok) throw new Problem(answer.status, told);
  return told;
}

/**
 * Read something; the browser keeps what has not changed.
 * @param {string} path
 * @param {Record<string, string|number|boolean|null|undefined|string[]>} [query]
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function get(path, query = {}, options = {}) {
  return read(await fetch(address(path, query), { headers: { accept: "application/json" }, signal: options.signal }));
}

/**
 * Send something.
 * @param {"POST"|"PUT"|"DELETE"} method
 * @param {string} path
 * @param {unknown} [body] an object sent as JSON, or a form with files
 * @returns {Promise<any>}
 */
export async function send(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json", "x-csrf-token": about.csrf ?? "" };
  if (body !== undefined && !(body instanceof FormData)) headers["content-type"] = "application/json";
  const content = body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body);
  return read(await fetch(address(path, {}), { method, headers, body: content }));
}

/**
 * The address of a file to take away.
 * @param {string} path
 * @param {Record<string, string|number|boolean|null|undefined>} [query]
 */
export const file = (path, query = {}) => address(path, query);
