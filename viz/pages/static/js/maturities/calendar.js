// The calendar: three months of days, each with what falls due on it, as dark as it is much, its gravest stage marked.

import { about, t } from "../about.js";
import { h } from "../dom.js";
import { money, number } from "../format.js";
import { KINDS } from "./marks.js";

const GRAVEST = ["overdue", "funds", "plan", "ledger", "before"];
const tag = about.lang === "zh" ? "zh-CN" : "en-US";
const monthName = new Intl.DateTimeFormat(tag, { year: "numeric", month: "long", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat(tag, { weekday: about.lang === "zh" ? "narrow" : "short", timeZone: "UTC" });

/** @param {Date} day */
export const iso = (day) => day.toISOString().slice(0, 10);

const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });

/** An amount that fits into a day. @param {number} yuan */
function short(yuan) {
  if (about.lang === "en") return yuan >= 1e6 ? `¥${tenth.format(yuan / 1e6)} m` : `¥${whole.format(yuan / 1e3)} k`;
  return yuan >= 1e8 ? `${tenth.format(yuan / 1e8)}亿` : `${whole.format(yuan / 1e4)}万`;
}

/** The first day of the month some months away. @param {string} day @param {number} months */
export function monthOf(day, months = 0) {
  const [year, month] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1));
}

/** The last day of a month. @param {Date} first */
export const lastOf = (first) => new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));

/** The gravest stage there is something in. @param {any} row */
const gravest = (row) => GRAVEST.find((stage) => row[`count_${stage}`] > 0) ?? "before";

/**
 * @param {Date} first
 * @param {Map<string, any>} sums by day
 * @param {{most: number, today: string, chosen: string|null, choose: (day: string) => void}} options
 */
function month(first, sums, options) {
  const start = (first.getUTCDay() + 6) % 7;
  const days = lastOf(first).getUTCDate();
  const cells = Array.from({ length: Math.ceil((start + days) / 7) * 7 }, (_, place) => {
    const number_ = place - start + 1;
    if (number_ < 1 || number_ > days) return h("td", { class: "out" });
    const day = iso(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), number_)));
    const row = sums.get(day);
    const classes = [day === options.today ? "today" : "", place % 7 > 4 ? "weekend" : ""].join(" ").trim() || null;
    if (!row) return h("td", { class: classes }, h("span", { class: "day" }, String(number_)));
    const stage = gravest(row);
    const told = `${day} ${t(`stage.${stage}`)} ${t("maturities.loans", { count: row.count })} ${money(row.balance)}`;
    return h("td", { class: classes, style: `--part: ${Math.round(8 + 52 * Math.sqrt(row.balance / options.most))}%` },
      h("button", { type: "button", class: `due ${KINDS[stage]}`.trim(), title: told, "aria-label": told, "aria-pressed": String(day === options.chosen), "data-day": day, onclick: () => options.choose(day) },
        h("span", { class: "day" }, String(number_), h("i", null, t(`maturities.mark.${stage}`))), h("span", { class: "sum" }, short(row.balance)), h("span", { class: "count" }, number(row.count))));
  });
  const weeks = Array.from({ length: cells.length / 7 }, (_, week) => h("tr", null, ...cells.slice(week * 7, week * 7 + 7)));
  const names = Array.from({ length: 7 }, (_, place) => h("th", { scope: "col" }, weekday.format(new Date(Date.UTC(2024, 0, 1 + place)))));
  const total = [...sums.values()].filter((row) => row.by.startsWith(iso(first).slice(0, 7)));
  const sum = money(total.reduce((all, row) => all + row.balance, 0));
  return h("table", { class: "calendar" }, h("caption", null, h("strong", null, monthName.format(first)), ` · ${t("maturities.loans", { count: number(total.reduce((all, row) => all + row.count, 0)) })} · ${sum}`), h("thead", null, h("tr", null, ...names)), h("tbody", null, ...weeks));
}

/**
 * @param {Date} first the first month shown
 * @param {number} months how many
 * @param {any[]} rows sums by day
 * @param {{today: string, chosen: string|null, choose: (day: string) => void}} options
 */
export function calendar(first, months, rows, options) {
  const sums = new Map(rows.map((row) => [row.by, row]));
  const most = Math.max(1, ...rows.map((row) => row.balance));
  return h("div", { class: months === 1 ? "calendars one" : "calendars" }, ...Array.from({ length: months }, (_, place) => month(monthOf(iso(first), place), sums, { ...options, most })));
}
