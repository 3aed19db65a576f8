// The chart of a result.

import { kindOf, position, text } from "../query/values.js";
import { barX, dot, lineY, rectY, ruleX, ruleY } from "../vendor/plot.js";
import { colour, drawing, numberAxis, timeAxis } from "./drawing.js";

const MAX_BARS = 40;
const MAX_SERIES = 12;
const MAX_DOTS = 100;

/**
 * Prepares the points of a chart.
 *
 * @param {{columns: Array, rows: Array}} answer - the result.
 * @param {{kind: string, x: string, y: string, by: string}} chart - the chart.
 * @returns {{points: Array, series: string[], kinds: object, omitted: string}} `omitted` says what is left out.
 */
export function prepare({ columns, rows }, { kind, x, y, by }) {
  const at = (name) => columns.findIndex((column) => column.name === name);
  const [xAt, yAt, byAt] = [at(x), at(y), at(by)];
  const xKind = kindOf(columns[xAt]);
  let points = rows
    .filter((row) => row[yAt] !== null && (row[xAt] !== null || xKind === "text"))
    .map((row) => ({
      x: position(row[xAt], xKind),
      y: position(row[yAt], "number"),
      series: byAt < 0 ? y : row[byAt] === null ? "null" : text(row[byAt]),
    }));
  const all = [...new Set(points.map((point) => point.series))];
  const series = all.slice(0, MAX_SERIES);
  const omitted = all.length > series.length ? [`${series.length} of ${all.length} series`] : [];
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

/** Draws the chart of prepared points. */
export function resultChart({ points, series, kind, xKind }, { x, y, width }) {
  const options = {
    label: description(points, kind, x, y),
    width,
    color: { domain: series, range: series.map((_, index) => colour(index)) },
  };
  if (xKind === "text") return horizontalBars(points, options, y);
  return kind === "line" ? lines(points, options, xKind, x, y) : columnsOf(points, options, xKind, x, y);
}

function horizontalBars(points, options, y) {
  const names = [...new Set(points.map((point) => point.x))];
  const longest = Math.max(...names.map((name) => name.length));
  return drawing({
    ...options,
    height: 56 + 26 * names.length,
    marginBottom: 42,
    marginLeft: Math.min(20 + 7 * longest, options.width / 3),
    marginRight: 24,
    x: { ...numberAxis, label: y, labelOffset: 38, ticks: Math.max(2, options.width / 120) },
    y: { label: null, domain: names, tickFormat: (name) => shortened(name, (options.width / 3 - 20) / 7) },
    marks: [barX(points, { x: "y", y: "x", fill: "series", tip: true, insetTop: 2, insetBottom: 2 }), ruleX([0])],
  });
}

function lines(points, options, xKind, x, y) {
  const channels = { x: "x", y: "y", stroke: "series" };
  return drawing({
    ...vertical(points, options, xKind, x, y),
    marks: [
      ruleY([0]),
      lineY(points, { ...channels, z: "series", strokeWidth: 2, tip: "x" }),
      points.length <= MAX_DOTS ? dot(points, { x: "x", y: "y", fill: "series", r: 2.5 }) : null,
    ],
  });
}

function columnsOf(points, options, xKind, x, y) {
  const distinct = [...new Set(points.map((point) => Number(point.x)))];
  const gaps = distinct.slice(1).map((value, index) => value - distinct[index]);
  const size = gaps.length ? Math.min(...gaps) : xKind === "time" ? 86_400_000 : 1;
  const begin = (point) => point.x;
  const end = (point) => (xKind === "time" ? new Date(Number(point.x) + size) : point.x + size);
  return drawing({
    ...vertical(points, options, xKind, x, y),
    marks: [ruleY([0]), rectY(points, { x1: begin, x2: end, y: "y", fill: "series", insetLeft: 1, tip: true })],
  });
}

const vertical = (points, options, xKind, x, y) => ({
  ...options,
  height: 320,
  marginLeft: 52,
  marginRight: 24,
  x:
    xKind === "time"
      ? timeAxis(
          points.map((point) => point.x),
          options.width,
        )
      : { label: x },
  y: { ...numberAxis, label: y, ticks: 6 },
});

function description(points, kind, x, y) {
  const values = points.map((point) => point.y);
  const range = points.length ? `, from ${Math.min(...values)} to ${Math.max(...values)}` : "";
  return `${kind === "line" ? "Line" : "Bar"} chart of ${y} by ${x}: ${points.length} values${range}. The table has them all.`;
}

const shortened = (name, length) => (name.length > length ? `${name.slice(0, Math.max(length - 1, 3))}…` : name);
