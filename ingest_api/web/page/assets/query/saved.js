// The list of saved results.

import { address } from "../address.js";
import { Problem, getJson, send } from "../api.js";
import { announce, fill, h, notice } from "../dom.js";
import { age, count } from "../format.js";

/**
 * Makes the list.
 *
 * @param {() => void} changed - called when a result was deleted.
 */
export function savedResults(changed) {
  const element = h("section", { class: "saved", "aria-label": "Saved results" });

  async function load() {
    try {
      const { results } = await getJson("/analytics/results");
      const items = results.map(item);
      fill(element, items.length > 0 && [h("h2", {}, "Saved results"), h("ul", { class: "tables" }, items)]);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(element, notice("warning", problem.message));
    }
  }

  function item(saved) {
    const { name, is_view: isView, row_count: rows, saved_by: by, saved_at: at } = saved;
    const outcome = h("div", {});
    const facts = [isView ? "view" : count(rows, "row"), ` by ${by}, `, age(at), " ago"];
    return h(
      "li",
      {},
      h(
        "details",
        {},
        h("summary", {}, name),
        h("p", { class: "muted" }, facts, saved.expires_at && [", for ", age(saved.expires_at)]),
        h(
          "p",
          { class: "muted" },
          h("a", { href: address(["query"], { sql: `select *\nfrom results.${name}\nlimit 100` }) }, "Show rows"),
          " · ",
          queryOf(saved),
        ),
        deleteButton(name, outcome),
        outcome,
      ),
    );
  }

  /** A link to the query. An address has no parameters of a query, without which it would be an error. */
  function queryOf({ sql, parameters, engine }) {
    if (Object.keys(parameters).length) return "its query has parameters";
    const href = address(["query"], engine === "mart" ? { sql } : { sql, engine });
    return h("a", { href }, "Open its query");
  }

  /** The button asks once more before it deletes. */
  function deleteButton(name, outcome) {
    const button = h("button", { type: "button", class: "quiet", onclick: ask }, "Delete");
    const sure = h("button", { type: "button", class: "quiet", onclick: remove }, `Really delete ${name}`);
    function ask() {
      button.replaceWith(sure);
      sure.focus();
    }
    async function remove() {
      try {
        await send(`/analytics/results/${name}`, [], { method: "DELETE" });
        announce(`${name} is deleted`);
        await load();
        changed();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        fill(outcome, notice("error", problem.message));
      }
    }
    return button;
  }

  load();
  return { element, load };
}
