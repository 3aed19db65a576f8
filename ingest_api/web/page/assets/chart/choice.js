// Which chart shows a result best, by the types of its columns.

import { kindOf } from "../query/values.js";

const MAX_SERIES = 12;
const FEW_ROWS = 3;
// names of numbers that name or order things instead of measuring them
const ORDINAL = /(^|_)(id|key|number|rank|position|step|year|month|week|day|hour)$/;

/** The names of the columns that can be on an axis. */
export function axes(columns) {
  const named = (kinds) => columns.filter((column) => kinds.includes(kindOf(column))).map(({ name }) => name);
  return { x: named(["time", "text", "number"]), y: named(["number"]), by: named(["text"]) };
}

/**
 * The default chart of an answer.
 *
 * @returns {{kind: string, x: string, y: string, by: string} | null} `by` is empty for a single series; null if no column
 *   has numbers, or there is nothing to put them against.
 */
export function defaultChart({ columns, rows }) {
  const { y: numbers } = axes(columns);
  const first = (kind) => columns.find((column) => kindOf(column) === kind)?.name;
  const x = first("time") ?? first("text") ?? numbers[0];
  const measures = numbers.filter((name) => name !== x);
  const y = measures.find((name) => !ORDINAL.test(name)) ?? measures[0];
  if (x === undefined || y === undefined || rows.length === 0) return null;
  const isText = x === first("text") && !first("time");
  return { kind: isText || rows.length < FEW_ROWS ? "bar" : "line", x, y, by: series({ columns, rows }, x) };
}

/** The first column of texts whose values are few enough to be series; empty if there is none. */
function series({ columns, rows }, x) {
  const index = columns.findIndex((column, at) => {
    if (column.name === x || kindOf(column) !== "text") return false;
    const distinct = new Set(rows.map((row) => row[at])).size;
    return distinct > 1 && distinct <= MAX_SERIES;
  });
  return index < 0 ? "" : columns[index].name;
}
