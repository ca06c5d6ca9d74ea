// The address holds what is looked at: where it began, how far, of which day, filters, selection, and parties added by hand.

const MOST_WITH = 80;

/**
 * @typedef {{focus: string|null, circle: string|null, depth: number, asOf: string|null, selected: string[], with: string[], filters: import("./shown.js").Filters}} Address
 * @returns {Address}
 */
export function read() {
  const asked = new URLSearchParams(location.search);
  const list = (/** @type {string} */ name) => (asked.get(name) ?? "").split(",").filter((one) => one);
  const day = asked.get("as_of");
  return {
    focus: asked.get("focus"), circle: asked.get("circle"), depth: Math.min(6, Math.max(0, Math.trunc(Number(asked.get("depth") ?? 2)) || 0)),
    asOf: day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null, selected: list("select"), with: list("with"),
    filters: { kinds: list("kind"), amountFrom: Math.max(0, Number(asked.get("amount_from")) || 0), counties: list("county"), liabilities: list("liability"), risks: list("risk") },
  };
}

/** @param {import("./explorer.js").Explorer} explorer */
export function write(explorer) {
  const asked = new URLSearchParams();
  const { origin, filters } = explorer;
  const put = (/** @type {string} */ name, /** @type {string|null|undefined} */ value) => value && asked.set(name, value);
  put("circle", origin.circle);
  if (!origin.circle) put("focus", origin.focus);
  if (!origin.circle && origin.focus && origin.depth !== 2) asked.set("depth", String(origin.depth));
  put("as_of", explorer.asking.asOf);
  put("kind", filters.value.kinds.join(","));
  put("county", filters.value.counties.join(","));
  put("liability", filters.value.liabilities.join(","));
  put("risk", filters.value.risks.join(","));
  if (filters.value.amountFrom) asked.set("amount_from", String(filters.value.amountFrom));
  put("select", [...explorer.selected.value].filter((id) => explorer.board.nodes.has(id)).slice(0, MOST_WITH).join(","));
  put("with", [...explorer.board.nodes.keys()].filter((code) => !explorer.board.base.has(code)).slice(0, MOST_WITH).join(","));
  const lang = new URLSearchParams(location.search).get("lang");
  put("lang", lang);
  const text = asked.toString();
  history.replaceState(null, "", text ? `${location.pathname}?${text}` : location.pathname);
  const language = /** @type {HTMLAnchorElement|null} */ (document.getElementById("language"));
  if (language) {
    asked.set("lang", document.documentElement.lang === "en" ? "zh" : "en");
    language.href = `${location.pathname}?${asked}`;
  }
}
