// A moment as people read it, in the time of their own place.

import { about } from "./about.js";

const written = new Intl.DateTimeFormat(about.lang === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });

/** @param {string|null|undefined} at an ISO moment; a dash where there is none */
export const when = (at) => (at ? written.format(new Date(at)) : "—");
