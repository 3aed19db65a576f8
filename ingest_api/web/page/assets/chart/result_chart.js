// The chart of a result.

import { count } from "../format.js";
import { kindOf, position, text } from "../query/values.js";
import { barX, dot, lineY, rectY, ruleX, ruleY } from "../vendor/plot.js";
import { DAY, colour, drawing, named, numberAxis, timeAxis, tip } from "./drawing.js";

const MAX_BARS = 40;
const MAX_SERIES = 12;
const MAX_DOTS = 100;

/**
 * Prepares the points of a chart.
 *
 * @param {{columns: Array, rows: Array}} answer - the result.
 * @param {{kind: string, x: string, y: string, by: string}} chart - the chart.
 * @returns {{points: Array, series: string[], kind: string, xKind: string, omitted: string}} the points in order, the
 *   series in order, line or bar, the kind of column x, and what is left out.
 */
export function prepare({ columns, rows }, { kind, x, y, by }) {
  const at = (name) => columns.findIndex((column) => column.name === name);
  const [xAt, yAt, byAt] = [at(x), at(y), at(by)];
  const xKind = kindOf(columns[xAt]);
  let points = rows
    .map((row) => ({
      x: position(row[xAt], xKind),
      y: position(row[yAt], "number"),
      series: byAt < 0 ? y : row[byAt] === null ? "null" : text(row[byAt]),
    }))
    // null, NaN, infinity, and times that JavaScript cannot hold have no place
    .filter((point) => isPlace(point.y) && (xKind === "text" || isPlace(point.x)));
  const sums = new Map();
  points.forEach((point) => sums.set(point.series, (sums.get(point.series) ?? 0) + Math.abs(point.y)));
  const all = [...sums.keys()].sort((one, other) => sums.get(other) - sums.get(one));
  const series = all.slice(0, MAX_SERIES);
  const omitted = all.length > series.length ? [`the largest ${series.length} of ${all.length} series`] : [];
  points = points.filter((point) => series.includes(point.series));
  if (xKind === "text") {
    const names = [...new Set(points.map((point) => point.x))];
    const shown = new Set(names.slice(0, MAX_BARS));
    if (names.length > shown.size) omitted.push(`the first ${shown.size} of ${names.length} bars`);
    points = points.filter((point) => shown.has(point.x));
  } else {
    points.sort((one, other) => one.x - other.x);
  }
  return { points, series, kind: xKind === "text" ? "bar" : kind, xKind, omitted: omitted.join(", ") };
}

/** Draws the chart of prepared points; `x`, `y` and `by` are the names of the columns. */
export function resultChart({ points, series, kind, xKind }, { x, y, by, width }) {
  const options = {
    label: description(points, kind, x, y),
    width,
    color: { domain: series, range: series.map((_, index) => colour(index)) },
  };
  // the names are in the box at the pointer
  const channels = { x: named(x, "x"), y: named(y, "y"), series: named(by, "series") };
  if (xKind === "text") return horizontalBars(points, options, channels);
  const axes = {
    height: 320,
    marginLeft: 52,
    marginRight: 24,
    x: xKind === "time" ? timeAxis(points, width) : { label: x },
    y: { ...numberAxis, label: y, ticks: 6 },
  };
  const draw = kind === "line" ? lines : columnsOf;
  return draw(points, { ...options, ...axes }, channels, xKind);
}

function horizontalBars(points, options, { x, y, series }) {
  const names = [...new Set(points.map((point) => point.x))];
  const longest = Math.max(...names.map((name) => name.length));
  const box = tip({ fill: Boolean(series.label) });
  return drawing({
    ...options,
    height: 56 + 26 * names.length,
    marginBottom: 42,
    marginLeft: Math.min(20 + 7 * longest, options.width / 3),
    marginRight: 24,
    x: { ...numberAxis, label: y.label, labelOffset: 38, ticks: Math.max(2, options.width / 120) },
    y: { label: null, domain: names, tickFormat: (name) => shortened(name, (options.width / 3 - 20) / 7) },
    marks: [
      barX(points, { x: y, y: x, fill: series, order: options.color.domain, tip: box, insetTop: 2, insetBottom: 2 }),
      ruleX([0]),
    ],
  });
}

function lines(points, options, { x, y, series }) {
  const box = tip({ stroke: Boolean(series.label), z: false });
  return drawing({
    ...options,
    marks: [
      ruleY([0]),
      lineY(points, { x, y, stroke: series, z: "series", strokeWidth: 2, tip: { ...box, pointer: "x" } }),
      points.length <= MAX_DOTS ? dot(points, { x: "x", y: "y", fill: "series", r: 2.5 }) : null,
    ],
  });
}

function columnsOf(points, options, { x, y, series }, xKind) {
  const distinct = [...new Set(points.map((point) => Number(point.x)))];
  const gaps = distinct.slice(1).map((value, index) => value - distinct[index]);
  const size = gaps.length ? Math.min(...gaps) : xKind === "time" ? unitOf(distinct[0]) : 1;
  const moved = (value, sizes) => (xKind === "time" ? new Date(value + sizes * size) : value + sizes * size);
  // a bar alone does not fill the chart
  const domain = distinct.length === 1 ? [moved(distinct[0], -4), moved(distinct[0], 5)] : undefined;
  const x2 = (point) => moved(Number(point.x), 1);
  const box = tip({ fill: Boolean(series.label) });
  return drawing({
    ...options,
    x: { ...options.x, domain },
    marks: [
      ruleY([0]),
      rectY(points, { x1: x, x2, y, fill: series, order: options.color.domain, insetLeft: 1, tip: box }),
    ],
  });
}

/** The unit of a time, in milliseconds: a day, an hour, or else a minute. */
const unitOf = (time) => [DAY, DAY / 24].find((unit) => time % unit === 0) ?? DAY / 1440;

function description(points, kind, x, y) {
  const values = points.map((point) => point.y);
  const range = points.length ? `, from ${Math.min(...values)} to ${Math.max(...values)}` : "";
  return `${kind === "line" ? "Line" : "Bar"} chart of ${y} by ${x}: ${count(points.length, "value")}${range}. The table has them all.`;
}

const isPlace = (value) => value !== null && Number.isFinite(Number(value));

const shortened = (name, length) => (name.length > length ? `${name.slice(0, Math.max(length - 1, 3))}…` : name);
