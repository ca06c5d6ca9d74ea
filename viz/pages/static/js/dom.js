// Making elements: every text is set as text, never as markup, so no imported name can become one.

/**
 * An element with properties and children. `class`, `for`, `data-…`, `aria-…` and others are attributes, `on…` listeners, the rest properties.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>|null} [properties]
 * @param {...(Node|string|number|null|undefined|false|(Node|string|null|undefined|false)[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in made && !name.includes("-") && name !== "list") /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (made))[name] = value;
    else made.setAttribute(name === "class" ? "class" : name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/**
 * The element with an id; an error where the template has none.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * A short mark: colour, and always a text.
 * @param {string} text
 * @param {""|"alarm"|"warn"|"good"|"accent"} [kind]
 */
export const chip = (text, kind = "") => h("span", { class: `chip ${kind}`.trim() }, text);
