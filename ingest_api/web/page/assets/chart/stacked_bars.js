// Bars by time, stacked by series.

import { rectY, ruleY } from "../vendor/plot.js";
import { colour, drawing, numberAxis, timeAxis } from "./drawing.js";

/**
 * @param {Array<{at: Date, series: string, value: number}>} bars - the values.
 * @param {{series: string[], unit: string, width: number, label: string}} options - the order of the series, the
 *   interval of a bar (minute, hour or day), the width, and a description.
 */
export function stackedBars(bars, { series, unit, width, label }) {
  return drawing({
    label,
    width,
    height: 240,
    marginLeft: 44,
    x: timeAxis(
      bars.map((bar) => bar.at),
      width,
    ),
    y: { ...numberAxis, label: null, ticks: 5 },
    color: { domain: series, range: series.map((_, index) => colour(index)) },
    marks: [
      ruleY([0]),
      rectY(bars, {
        x: "at",
        y: "value",
        fill: "series",
        order: series,
        interval: unit,
        insetLeft: 0.5,
        insetRight: 0.5,
        tip: { format: { x: (date) => date.toISOString().slice(0, 16).replace("T", " ") } },
      }),
    ],
  });
}
