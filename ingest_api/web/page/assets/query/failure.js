// Why a query has failed, and where.

import { h, notice } from "../dom.js";

/** The place of a problem in the query: its line and column, from 1; null if it is not known. */
export function place(problem) {
  const found = problem.errors.find(({ line, column }) => line && column);
  return found ? { detail: problem.message, ...found } : null;
}

/**
 * Makes the message.
 *
 * @param {Problem} problem - what the API has answered.
 * @param {string | null} sql - the query, if it is in the editor.
 * @param {(place: object) => void} goTo - moves the cursor to the place.
 */
export function failure(problem, sql, goTo) {
  const at = sql === null ? null : place(problem);
  if (!at) return notice("error", h("p", {}, problem.message));
  const line = sql.split("\n")[at.line - 1] ?? "";
  return notice(
    "error",
    h("p", {}, problem.message),
    h("pre", { class: "where" }, `${line}\n${" ".repeat(at.column - 1)}^`),
    h(
      "button",
      { type: "button", class: "quiet", onclick: () => goTo(at) },
      `Go to line ${at.line}, column ${at.column}`,
    ),
  );
}
