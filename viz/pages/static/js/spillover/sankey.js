// Flows between counties as a Sankey picture; plotly is loaded when it is drawn and from nowhere else.

import { about, t } from "../about.js";
import { money } from "../format.js";

/** @returns {Promise<any>} */
function plotly() {
  const loaded = /** @type {any} */ (window).Plotly;
  if (loaded) return Promise.resolve(loaded);
  const script = document.createElement("script");
  script.src = new URL("../../vendor/plotly.js", import.meta.url).href;
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve(/** @type {any} */ (window).Plotly));
    script.addEventListener("error", () => reject(new Error("plotly.js")));
    document.head.append(script);
  });
}

/**
 * @param {HTMLElement} place
 * @param {Map<string|null, string>} names
 * @param {{from: string|null, to: string|null, expected: number}[]} flows
 */
export async function sankey(place, names, flows) {
  const across = flows.filter((flow) => flow.from !== flow.to && flow.expected > 0);
  const codes = [...new Set(across.flatMap((flow) => [flow.from, flow.to]))];
  const library = await plotly();
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink").trim(), accent = style.getPropertyValue("--accent").trim();
  place.replaceChildren();
  await library.newPlot(place, [{
    type: "sankey", orientation: "h", arrangement: "snap",
    node: { label: [...codes.map((code) => `${names.get(code)} ${t("spillover.source")}`), ...codes.map((code) => `${names.get(code)} ${t("spillover.hit")}`)], pad: 14, thickness: 14, color: accent, line: { width: 0 } },
    link: { source: across.map((flow) => codes.indexOf(flow.from)), target: across.map((flow) => codes.length + codes.indexOf(flow.to)), value: across.map((flow) => flow.expected), label: across.map((flow) => money(flow.expected)), color: "rgba(120, 150, 180, .35)" },
  }], { margin: { l: 8, r: 8, t: 8, b: 8 }, paper_bgcolor: "rgba(0,0,0,0)", font: { color: ink, size: 13, family: style.getPropertyValue("--font") }, height: 420 }, { displayModeBar: false, responsive: true, locale: about.lang });
}
