// The list of what can be queried: tables with their columns, and the named queries.

import { address } from "../address.js";
import { h } from "../dom.js";
import { age } from "../format.js";
import { quoted } from "./names.js";
import { shortType } from "./values.js";

/**
 * Makes the list.
 *
 * @param {{engines: Array, tables: Array, queries: Array}} catalog - as GET /analytics/catalog gives it.
 * @param {(name: string) => void} insert - puts a name into the editor.
 */
export function catalogList({ engines, tables, queries }, insert) {
  const items = tables.map((table) => tableItem(table, engines, insert));
  const filter = h("input", {
    type: "search",
    placeholder: "Filter tables and columns",
    "aria-label": "Filter tables and columns",
    oninput: () =>
      items.forEach(({ element, words }) => (element.hidden = !words.includes(filter.value.toLowerCase()))),
  });
  return [
    queries.length > 0 && h("h2", {}, "Named queries"),
    queries.length > 0 && h("ul", { class: "named" }, queries.map(queryItem)),
    h("h2", {}, "Tables"),
    filter,
    h(
      "ul",
      { class: "tables" },
      items.map(({ element }) => element),
    ),
  ];
}

function queryItem({ name, description }) {
  return h("li", {}, h("a", { href: address(["query", name]), title: description }, name.replaceAll("_", " ")));
}

function tableItem({ name, engine, kind, description, complete_through: through, columns }, engines, insert) {
  const sql = `select *\nfrom ${quoted(name, engine)}\nlimit 100`;
  const preview = address(["query"], engine === engines[0] ? { sql } : { sql, engine });
  const facts = [engines.length > 1 && engine, kind === "view" && "view"].filter(Boolean).join(" ");
  const element = h(
    "li",
    {},
    h(
      "details",
      {},
      h("summary", {}, name, h("span", { class: "muted" }, ` ${facts}`)),
      description && h("p", { class: "muted" }, description),
      h("p", { class: "muted" }, h("a", { href: preview }, "Show rows"), through && [" · ", age(through), " behind"]),
      h(
        "ul",
        { class: "columns-of" },
        columns.map((column) => columnItem(column, engine, insert)),
      ),
    ),
  );
  return { element, words: [name, ...columns.map((column) => column.name)].join(" ").toLowerCase() };
}

function columnItem({ name, type, description }, engine, insert) {
  const button = h("button", { type: "button", title: description, onclick: () => insert(quoted(name, engine)) }, name);
  return h("li", {}, button, h("span", { class: "type" }, shortType(type)));
}
