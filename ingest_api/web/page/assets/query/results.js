// The result of a query: a table, a chart, how complete it is, files, or why there is none.

import { amend, current } from "../address.js";
import { axes, defaultChart } from "../chart/choice.js";
import { drawn, legend } from "../chart/drawing.js";
import { prepare, resultChart } from "../chart/result_chart.js";
import { segments, selection } from "../controls.js";
import { announce, copyButton, fill, h, notice } from "../dom.js";
import { age, count, duration, time } from "../format.js";
import { exports } from "./export.js";
import { resultTable } from "./table.js";

/** Makes the place of the result. */
export function results() {
  const element = h("section", { class: "panel results", "aria-label": "Result" });
  let timer = null;

  const show = (...content) => {
    clearInterval(timer);
    fill(element, content);
  };

  return {
    element,
    invite: (text) => show(h("p", { class: "empty" }, text)),
    fail: (message) => show(message),
    put: (content) => show(content),
    /** Shows for how long the query runs, with a control beside it. */
    running(control) {
      const elapsed = h("span", { class: "number" });
      show(h("p", { class: "empty" }, "Running ", elapsed, " ", control));
      const begin = Date.now();
      timer = setInterval(() => (elapsed.textContent = duration((Date.now() - begin) / 1000)), 100);
    },
    show(answer, request, name, seconds) {
      const rows = count(answer.rows.length, "row");
      const { choice, body } = content(answer);
      show(facts(answer, rows, seconds, choice), body, h("div", { class: "panel-foot" }, exports(request, name)));
      announce(`${rows} in ${duration(seconds)}`);
    },
  };
}

function facts(answer, rows, seconds, choice) {
  const through = answer.complete_through;
  return [
    h(
      "div",
      { class: "facts" },
      h("strong", {}, rows),
      h("span", { class: "muted" }, ` in ${duration(seconds)}`),
      through &&
        h("span", {}, "Complete through ", time(through), h("span", { class: "muted" }, " (", age(through), " ago)")),
      h(
        "span",
        { class: "end" },
        choice,
        copyButton("Copy link", () => location.href),
      ),
    ),
    answer.is_truncated &&
      notice(
        "warning",
        `These are the first ${rows}. Aggregate in the query, or download all of them as CSV, NDJSON, Parquet or Arrow.`,
      ),
  ];
}

/** The table or the chart, as the address says. */
function content(answer) {
  const body = h("div", {});
  const chosen = current().parameters.get(".view") === "chart" ? "Chart" : "Table";
  const change = (view) => {
    amend({ ".view": view === "Chart" ? "chart" : null });
    draw(view);
  };
  const draw = (view) => fill(body, view === "Chart" ? chart(answer) : table(answer));
  draw(chosen);
  return { choice: segments("Show as", ["Table", "Chart"], chosen, change), body };
}

function table(answer) {
  if (!answer.rows.length) return h("p", { class: "empty" }, "No rows.");
  return resultTable(answer);
}

function chart(answer) {
  const byDefault = defaultChart(answer);
  if (!byDefault) {
    return h("p", { class: "empty" }, "A chart needs a column of numbers, and one to put them against.");
  }
  const { x, y, by } = axes(answer.columns);
  const place = h("div", {});

  const chosen = () => {
    const { parameters } = current();
    const choose = (name, allowed) =>
      allowed.includes(parameters.get(`.${name}`)) ? parameters.get(`.${name}`) : byDefault[name];
    return {
      kind: choose("kind", ["line", "bar"]),
      x: choose("x", x),
      y: choose("y", y),
      by: choose("by", ["", ...by]),
    };
  };
  const change = (name) => (value) => {
    amend({ [`.${name}`]: value });
    draw();
  };
  const draw = () => {
    const settings = chosen();
    const prepared = prepare(answer, settings);
    if (!prepared.points.length) {
      fill(place, h("p", { class: "empty" }, "None of these values has a place in a chart."));
      return;
    }
    fill(
      place,
      prepared.series.length > 1 && legend(prepared.series),
      drawn((width) => resultChart(prepared, { ...settings, width })),
      prepared.omitted && h("p", { class: "muted" }, `Shown are ${prepared.omitted}.`),
    );
  };
  draw();
  const settings = chosen();
  return [
    h(
      "div",
      { class: "chart-controls" },
      selection(
        "Chart type",
        [
          ["line", "Line"],
          ["bar", "Bar"],
        ],
        settings.kind,
        change("kind"),
      ),
      selection("X", x, settings.x, change("x")),
      selection("Y", y, settings.y, change("y")),
      by.length > 0 &&
        selection("Series", [["", "none"], ...by.map((name) => [name, name])], settings.by, change("by")),
    ),
    place,
  ];
}
