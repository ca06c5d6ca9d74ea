// Counties on a map, where a GeoJSON of them is configured: shaded by what they bear for others.

import { t } from "../about.js";
import { h } from "../dom.js";
import { money } from "../format.js";

const SVG = "http://www.w3.org/2000/svg";

/** @param {any} geometry @returns {[number, number][][]} rings of polygons */
function rings(geometry) {
  if (geometry?.type === "Polygon") return geometry.coordinates;
  return geometry?.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
}

/**
 * @param {any} collection features with a `county` (or `adcode`) property
 * @param {Map<string, {name: string, imported: number|null}>} counties
 * @returns {Element|null} null where no feature is one of the counties
 */
export function map(collection, counties) {
  const shapes = (collection.features ?? []).map((/** @type {any} */ feature) => ({ code: String(feature.properties?.county ?? feature.properties?.adcode ?? ""), rings: rings(feature.geometry) })).filter((/** @type {any} */ shape) => counties.has(shape.code));
  if (!shapes.length) return null;
  const points = shapes.flatMap((/** @type {any} */ shape) => shape.rings.flat());
  const [west, east] = [Math.min(...points.map((/** @type {any} */ p) => p[0])), Math.max(...points.map((/** @type {any} */ p) => p[0]))];
  const [south, north] = [Math.min(...points.map((/** @type {any} */ p) => p[1])), Math.max(...points.map((/** @type {any} */ p) => p[1]))];
  const narrow = Math.cos(((south + north) / 2) * Math.PI / 180);
  const scale = 640 / Math.max((east - west) * narrow, north - south, 1e-9);
  const most = Math.max(...[...counties.values()].map((one) => one.imported ?? 0), 1);
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${Math.ceil((east - west) * narrow * scale) + 2} ${Math.ceil((north - south) * scale) + 2}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", t("spillover.map"));
  picture.setAttribute("class", "map");
  for (const shape of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape.rings.map((/** @type {any} */ ring) => `M${ring.map((/** @type {any} */ p) => `${((p[0] - west) * narrow * scale + 1).toFixed(1)} ${((north - p[1]) * scale + 1).toFixed(1)}`).join("L")}Z`).join(""));
    const county = /** @type {{name: string, imported: number|null}} */ (counties.get(shape.code));
    path.style.setProperty("--heat", `${Math.round(Math.sqrt((county.imported ?? 0) / most) * 100)}%`);
    const title = document.createElementNS(SVG, "title");
    title.textContent = `${county.name} ${t("imported")} ${money(county.imported)}`;
    path.append(title);
    picture.append(path);
  }
  return h("div", { class: "map-frame" }, /** @type {any} */ (picture));
}
