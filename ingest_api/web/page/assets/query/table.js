// The rows of a result as a table.

import { announce, h } from "../dom.js";
import { number } from "../format.js";
import { kindOf, text } from "./values.js";

const PAGE = 200;
// about three lines of a cell
const LONG = 140;

/** Makes the table of an answer; it grows by a page at a time. */
export function resultTable({ columns, rows }) {
  const kinds = columns.map(kindOf);
  const body = h("tbody", {});
  const more = h("button", { type: "button", class: "quiet", onclick: grow });
  const table = h(
    "table",
    { class: "result" },
    h("caption", { class: "hidden" }, "Result"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        columns.map((column, index) => head(column, kinds[index])),
      ),
    ),
    body,
  );

  function grow() {
    const begin = body.rows.length;
    const next = rows.slice(begin, begin + PAGE);
    body.append(
      ...next.map((row) =>
        h(
          "tr",
          {},
          row.map((value, index) => cell(value, kinds[index])),
        ),
      ),
    );
    const left = rows.length - begin - next.length;
    more.hidden = left === 0;
    more.textContent = `Show ${number(Math.min(left, PAGE))} more of ${number(left)} rows`;
    if (begin > 0) announce(`${number(begin + next.length)} rows are shown`);
  }

  grow();
  const isLong = rows.some((row) => row.some((value) => value !== null && text(value).length > LONG));
  return [
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of the result" }, table),
    h("div", { class: "below" }, more, isLong && wholeValues(table)),
  ];
}

/** Long values are cut to three lines unless this is checked. */
function wholeValues(table) {
  const box = h("input", { type: "checkbox", onchange: () => table.classList.toggle("whole", box.checked) });
  return h("label", { class: "inline" }, box, "Show long values whole");
}

function head({ name, type }, kind) {
  return h("th", { scope: "col", class: kind }, name, h("span", { class: "type" }, type));
}

function cell(value, kind) {
  if (value === null) return h("td", { class: `${kind} null` }, "null");
  return h("td", { class: kind }, h("div", {}, text(value)));
}
