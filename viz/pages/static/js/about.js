// What the server said of this page: language, visitor, rights, snapshot; and the words of the language.

const element = document.getElementById("about");

/** @type {{page: string, lang: "zh"|"en", csrf: string|null, map: boolean, status: number, rights: string[], visitor: null|{role: string, jurisdiction: string|null, open: boolean, shown: string}}} */
export const about = JSON.parse(element?.textContent ?? "{}");

/** @type {Record<string, string>} */
const words = (await import(`./words/${about.lang}.js`)).default;

/**
 * A text in the language of the page; `{name}` in it is filled from `values`. A word nobody declared shows its key.
 * @param {string} key
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  return (words[key] ?? key.replaceAll("_", " ")).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Whether the visitor's role has a right.
 * @param {string} right
 * @returns {boolean}
 */
export const may = (right) => about.rights.includes(right);

/**
 * An address of ours with the language kept.
 * @param {string} path
 * @param {Record<string, string|number|null|undefined>} [query]
 * @returns {string}
 */
export function href(path, query = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== "") asked.set(name, String(value));
  if (new URLSearchParams(location.search).has("lang")) asked.set("lang", about.lang);
  const text = asked.toString();
  return text ? `${path}?${text}` : path;
}
