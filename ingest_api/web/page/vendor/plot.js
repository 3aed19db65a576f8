// What the page uses of Observable Plot, and the days of d3-time for its axes.
export { barX, dot, lineY, plot, rectY, ruleX, ruleY } from "@observablehq/plot";
export { utcDay } from "d3-time";
