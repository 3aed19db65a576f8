// Numbers, sizes and times as text. Times are UTC, as everywhere in the platform.

import { h } from "./dom.js";

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];
const integers = new Intl.NumberFormat("en");

export const number = (value) => integers.format(value);

export function bytes(size) {
  const steps = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), steps.length - 1);
  return `${(size / 1000 ** step).toFixed(step && size / 1000 ** step < 100 ? 1 : 0)} ${steps[step]}`;
}

/** Such as `1 item` or `2 items`. */
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** Such as `0.2 s`, `45 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds) {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[at];
  const rest = at + 1 < UNITS.length ? Math.floor((seconds % size) / UNITS[at + 1][1]) : 0;
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${UNITS[at + 1][0]}` : ""}`;
}

/** Such as `2026-01-05 10:00:00`, or without the date if it is today. */
export function moment(date) {
  const text = date.toISOString();
  const isToday = text.slice(0, 10) === new Date().toISOString().slice(0, 10);
  return `${isToday ? "" : `${text.slice(0, 10)} `}${text.slice(11, 19)} UTC`;
}

/** A time, as an element. */
export function time(text) {
  const date = new Date(text);
  return h("time", { datetime: date.toISOString(), title: date.toLocaleString() }, moment(date));
}

/** How long ago a time is, or how far ahead; `tick` keeps it right. */
export function age(text) {
  const element = h("time", {
    datetime: new Date(text).toISOString(),
    title: moment(new Date(text)),
    "data-age": true,
  });
  showAge(element);
  return element;
}

/** Keeps all ages on the page right. */
export function tick() {
  document.querySelectorAll("time[data-age]").forEach(showAge);
}

function showAge(element) {
  const seconds = Math.round((Date.now() - Date.parse(element.dateTime)) / 1000);
  const size = Math.abs(seconds);
  const [unit, each] = UNITS.find(([, each]) => size >= each) ?? ["s", 1];
  element.textContent = `${Math.floor(size / each)} ${unit}`;
}
