// Simulations from a page: submitted, waited for, read.

import { get, send } from "./api.js";

const ENDED = ["done", "failed", "cancelled", "interrupted"];

/**
 * Submit a scenario and wait for its result; whoever waits listens, nobody polls.
 * @param {Record<string, unknown>} scenario
 * @param {(share: number, stage: string|null) => void} [progress]
 * @returns {Promise<{id: string, result: any}>}
 */
export async function simulate(scenario, progress) {
  const job = await send("POST", "/simulations", scenario);
  await ended(job.id, progress);
  const told = await get(`/simulations/${job.id}`);
  if (told.status !== "done") throw new Error(told.error?.detail ?? told.status);
  return { id: job.id, result: told.result };
}

/**
 * @param {string} id
 * @param {(share: number, stage: string|null) => void} [progress]
 * @returns {Promise<void>}
 */
function ended(id, progress) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/api/v1/simulations/${id}/events`);
    const heard = (/** @type {MessageEvent} */ event) => {
      const told = JSON.parse(event.data);
      progress?.(told.progress, told.stage);
      if (!ENDED.includes(told.status)) return;
      source.close();
      resolve();
    };
    source.addEventListener("progress", heard);
    source.addEventListener("end", heard);
    source.addEventListener("error", () => {
      source.close();
      reject(new Error("events"));
    });
  });
}
