// Values of a result as text and as numbers, and what kind of column they are in.

// the names that PostgreSQL and Spark have for types
const KINDS = {
  number: /^(int[248]|float[48]|numeric|(tiny|small|big)?int|float|double|decimal)(\(.*\))?$/,
  time: /^(date|timestamp|timestamptz|timestamp_ntz)(\(.*\))?$/,
  nested: /^jsonb?$|\[\]$|^(array|map|struct|variant)\b/,
};

/** The kind of a column by its type: number, time, nested or text. */
export const kindOf = ({ type }) => Object.keys(KINDS).find((kind) => KINDS[kind].test(type)) ?? "text";

/** A value as it was sent. */
export const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** A value as a position on an axis: a number, a date, or a text. */
export function position(value, kind) {
  if (value === null) return kind === "text" ? "null" : null;
  if (kind === "number") return Number(text(value));
  return kind === "time" ? new Date(value) : text(value);
}

/** A type by its shorter name, if it has one. */
export const shortType = (type) =>
  type.replace("timestamp with time zone", "timestamptz").replace("character varying", "varchar");
