// Bars by time, stacked by series.

import { rectY, ruleY } from "../vendor/plot.js";
import { colour, drawing, named, numberAxis, timeAxis, tip } from "./drawing.js";

// the part of an ISO time that tells a bar from the others
const BEGIN = { minute: [11, 16], hour: [5, 16], day: [5, 10] };

/**
 * @param {Array<{x: Date, y: number, series: string}>} bars - the values.
 * @param {{series: string[], unit: string, from: Date, until: Date, width: number, label: string}} options - the order
 *   of the series, the interval of a bar (minute, hour or day), the times that the axis shows, the width, and a
 *   description.
 */
export function stackedBars(bars, { series, unit, from, until, width, label }) {
  return drawing({
    label,
    width,
    height: 240,
    marginLeft: 44,
    x: { ...timeAxis([{ x: from }, ...bars, { x: until }], width), domain: [from, until] },
    // whole numbers alone
    y: { ...numberAxis, label: null, ticks: Math.min(5, tallest(bars)) },
    color: { domain: series, range: series.map((_, index) => colour(index)) },
    marks: [
      ruleY([0]),
      rectY(bars, {
        x: named(unit, "x"),
        y: named("events", "y"),
        fill: named("type", "series"),
        order: series,
        interval: unit,
        insetLeft: 0.5,
        insetRight: 0.5,
        tip: tip({
          x: (date) =>
            date
              .toISOString()
              .slice(...BEGIN[unit])
              .replace("T", " "),
        }),
      }),
    ],
  });
}

function tallest(bars) {
  const heights = new Map();
  bars.forEach(({ x, y }) => heights.set(+x, (heights.get(+x) ?? 0) + y));
  return Math.max(...heights.values());
}
