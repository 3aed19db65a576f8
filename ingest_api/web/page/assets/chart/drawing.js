// What all charts share.

import { h } from "../dom.js";
import { plot, utcDay } from "../vendor/plot.js";

const SERIES_COLOURS = 6;
export const DAY = 86_400_000;
// of more days the library chooses months and years
const MANY_DAYS = 60;

/** The colour of a series by its position; it follows light and dark. */
export const colour = (index) => `var(--series-${(index % SERIES_COLOURS) + 1})`;

/**
 * A place for a chart, which is drawn anew if its width changes.
 *
 * @param {(width: number) => Element} draw - draws it.
 */
export function drawn(draw) {
  const place = h("div", { class: "chart" });
  let width = 0;
  new ResizeObserver(() => {
    const now = Math.floor(place.clientWidth);
    if (now === 0 || now === width) return;
    width = now;
    place.replaceChildren(draw(width));
  }).observe(place);
  return place;
}

/** Draws a plot; `label` describes it to those who do not see it. */
export function drawing({ label, ...options }) {
  const svg = plot({ ariaLabel: label, ...options });
  svg.setAttribute("role", "img");
  // an image has one description, and its parts have none
  svg.querySelectorAll("g[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  // the page's style sheet has these rules: its policy allows no other styles
  svg.querySelectorAll("style").forEach((style) => style.remove());
  return svg;
}

const days = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

const numbers = new Intl.NumberFormat("en", { notation: "compact" });

/** Values for a chart under a name, which is in the box at the pointer. */
export const named = (label, member) => ({ label, transform: (points) => points.map((point) => point[member]) });

/** The box with the values at the pointer. */
export const tip = (format) => ({ lineHeight: 1.35, textPadding: 9, format });

/** An axis of numbers. */
export const numberAxis = { grid: true, tickFormat: (value) => numbers.format(value) };

/**
 * An axis of times in UTC, on which each day, or midnight and the first of the other times, has its date.
 *
 * @param {Array<{x: Date}>} points - all points, in order.
 * @param {number} width - of the axis.
 */
export function timeAxis(points, width) {
  const times = points.map((point) => point.x);
  const axis = { type: "utc", label: null };
  const span = (times.at(-1) - times[0]) / DAY;
  if (span > MANY_DAYS) return axis;
  if (times.every((time) => time % DAY === 0)) {
    const step = [1, 2, 7, 14].find((each) => span / each <= width / 60) ?? 14;
    return { ...axis, ticks: utcDay.every(step), tickFormat: (date) => days.format(date) };
  }
  const tickFormat = (date, index) => {
    const clock = date.toISOString().slice(11, 16);
    return index === 0 || clock === "00:00" ? `${clock}\n${days.format(date)}` : clock;
  };
  return { ...axis, ticks: width / 90, tickFormat };
}

/** The names of series with their colours. */
export function legend(names, details = () => "") {
  const items = names.map((name, index) =>
    h(
      "li",
      {},
      h("span", { class: "swatch", style: { background: colour(index) } }),
      h("span", { class: "name" }, name),
      h("span", { class: "muted" }, details(name)),
    ),
  );
  return h("ul", { class: "legend" }, items);
}
