// Bars by time, stacked by series.

import { rectY, ruleY } from "../vendor/plot.js";
import { colour, drawing, numberAxis, timeAxis, tip } from "./drawing.js";

/**
 * @param {Array<{x: Date, y: number, series: string}>} bars - the values.
 * @param {{series: string[], unit: string, width: number, label: string}} options - the order of the series, the
 *   interval of a bar (minute, hour or day), the width, and a description.
 */
export function stackedBars(bars, { series, unit, width, label }) {
  return drawing({
    label,
    width,
    height: 240,
    marginLeft: 44,
    x: timeAxis(bars, width),
    y: { ...numberAxis, label: null, ticks: 5 },
    color: { domain: series, range: series.map((_, index) => colour(index)) },
    marks: [
      ruleY([0]),
      rectY(bars, {
        x: { value: "x", label: unit },
        y: { value: "y", label: "events" },
        fill: { value: "series", label: "type" },
        order: series,
        interval: unit,
        insetLeft: 0.5,
        insetRight: 0.5,
        tip: tip({ x: (date) => date.toISOString().slice(0, 16).replace("T", " ") }),
      }),
    ],
  });
}
