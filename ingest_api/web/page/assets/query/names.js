// Names of tables and columns in SQL.

/** A name as the SQL of an engine has it; the name of a table may begin with its schema. */
export function quoted(name, engine) {
  const quote = engine === "lake" ? "`" : '"';
  const part = (word) =>
    /^[a-z_][a-z0-9_]*$/.test(word) ? word : quote + word.replaceAll(quote, quote + quote) + quote;
  return name.split(".").map(part).join(".");
}
