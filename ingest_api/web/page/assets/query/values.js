// Values of a result as text and as numbers, and what kind of column they are in.

const NUMERIC = new Set(["int2", "int4", "int8", "numeric", "float4", "float8"]);
const TEMPORAL = new Set(["date", "timestamp", "timestamptz"]);
const NESTED = new Set(["json", "jsonb"]);

/** The kind of a column by its PostgreSQL type: number, time, nested or text. */
export function kindOf({ type }) {
  const name = type.replace(/\(.*\)$/, "");
  if (name.endsWith("[]") || NESTED.has(name)) return "nested";
  return NUMERIC.has(name) ? "number" : TEMPORAL.has(name) ? "time" : "text";
}

/** A value as it was sent. */
export const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** A value as a position on an axis: a number, a date, or a text. */
export function position(value, kind) {
  if (value === null) return kind === "text" ? "null" : null;
  if (kind === "number") return Number(text(value));
  return kind === "time" ? new Date(value) : text(value);
}
