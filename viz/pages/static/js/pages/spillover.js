// Which county pays for which: a matrix, a map where there is one, flows, counties and banks.

import { about, t } from "../about.js";
import { get } from "../api.js";
import { byId } from "../dom.js";
import { money, percent } from "../format.js";
import { start } from "../page.js";
import { map } from "../spillover/map.js";
import { matrix } from "../spillover/matrix.js";
import { sankey } from "../spillover/sankey.js";
import { table } from "../table.js";

const NUMBER = /** @type {const} */ ("number");

/** @param {string} key */
const amount = (key) => ({ key, kind: NUMBER, sort: (/** @type {any} */ row) => row[key], cell: (/** @type {any} */ row) => money(row[key]) });
/** @param {string} key */
const share = (key) => ({ key, kind: NUMBER, sort: (/** @type {any} */ row) => row[key], cell: (/** @type {any} */ row) => percent(row[key]) });

const ofCounties = [
  { key: "county", head: true, sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => row.name },
  amount("loans"), amount("within"), amount("exported"), amount("imported"), share("exported_per_yuan"), share("imported_per_yuan"), amount("paid_for_others"),
].map((column) => (column.key === "loans" ? { ...column, label: t("loan_balance") } : column));

const ofBanks = [
  { key: "bank", head: true, sort: (/** @type {any} */ row) => row.name, cell: (/** @type {any} */ row) => row.name ?? row.bank },
  { ...amount("expected"), label: t("expected_loss") }, amount("net_capital"), share("share_of_capital"),
  { key: "local_legal_person", cell: (/** @type {any} */ row) => (row.local_legal_person ? t("yes") : t("no_word")) },
];

await start(async () => {
  byId("map-card").hidden = !about.map;
  const told = await get("/spillover");
  /** @type {Map<string|null, string>} */
  const names = new Map((await get("/counties", { limit: 500 })).items.map((/** @type {any} */ one) => [one.county, one.name ?? one.county]));
  names.set(null, t("unknown_county"));
  const rows = [...names].map(([county, name]) => ({ county, name }));
  byId("matrix").replaceChildren(matrix(rows, told.flows));
  byId("counties").replaceChildren(table(ofCounties, told.counties.filter((/** @type {any} */ row) => row.county || row.loans)));
  byId("banks-part").hidden = !told.bank_totals.length;
  byId("banks").replaceChildren(table(ofBanks, told.bank_totals));
  const shapes = about.map ? await (await fetch("/map.geojson")).json() : null;
  const drawn = shapes && map(shapes, new Map(told.counties.map((/** @type {any} */ row) => [row.county, row])));
  byId("map-card").hidden = !drawn;
  if (drawn) byId("map").replaceChildren(drawn);
  await sankey(byId("flows"), names, told.flows);
});
