// Saves the result of a query as a table or view. It goes on in the background, whatever the page does.

import { address } from "../address.js";
import { Problem, getJson, send } from "../api.js";
import { announce, h, notice } from "../dom.js";
import { count } from "../format.js";
import { poll } from "../poll.js";

const POLL_SECONDS = 0.5;

/**
 * Makes the form.
 *
 * @param {object} result - where the state of the query is shown; see results.js.
 * @param {() => object} asked - the query, as `sql` and `engine`; called when it is to be saved.
 * @param {(problem: Problem) => void} failed - called if the query is refused.
 * @param {() => void} saved - called when there is another result.
 */
export function saveForm(result, asked, failed, saved) {
  let stop = () => {};
  const name = h("input", {
    type: "text",
    pattern: "[a-z][a-z0-9_]{0,59}",
    title: "Lower-case letters, digits and _, beginning with a letter",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
    size: "14",
  });
  const asView = h("input", { type: "checkbox" });
  const element = h(
    "form",
    { class: "save", onsubmit: submit },
    h("label", { class: "inline" }, h("span", {}, "Save as results."), name),
    h("label", { class: "inline" }, asView, "view"),
    h("button", { type: "submit", class: "quiet" }, "Save"),
  );

  async function submit(event) {
    event.preventDefault();
    stop();
    const body = { ...asked(), save_as: name.value, save_as_view: asView.checked, background: true };
    try {
      const accepted = await send("/analytics/query", [], {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      follow((await accepted.json()).status_url);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      failed(problem);
    }
  }

  /** Shows the state of a query until it has ended. */
  function follow(url) {
    const cancel = () => send(url, [], { method: "DELETE" }).catch((problem) => result.fail(message(problem)));
    result.running(h("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel"));
    stop = poll(async () => {
      const query = await getJson(url);
      if (["queued", "running"].includes(query.state)) return;
      stop();
      end(query);
    }, POLL_SECONDS);
  }

  function end({ state, save_as: name, row_count: rows, error }) {
    if (state === "cancelled") return result.invite("The query was cancelled.");
    if (state === "failed") return result.fail(notice("error", error));
    const size = rows === null ? "" : `, ${count(rows, "row")}`;
    const rowsOf = address(["query"], { sql: `select *\nfrom results.${name}\nlimit 100` });
    result.put(h("p", {}, `Saved as results.${name}${size}. `, h("a", { href: rowsOf }, "Show rows")));
    announce(`Saved as results.${name}`);
    saved();
  }

  return { element, stop: () => stop() };
}

const message = (problem) => notice("error", problem.message);
