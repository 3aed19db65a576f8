// A part of the overview.

import { h, notice } from "../dom.js";

let panels = 0;

/**
 * Makes a part with a title.
 *
 * @param {string} title - the title.
 * @param {(data: any) => Array} render - the content for what was loaded.
 * @param {Array} extras - elements beside the title.
 * @returns {{element: Element, body: Element, show: (data: any) => void, fail: (problem: Error) => void}} `show` renders
 *   data unless it is the same as before, and `fail` says why there is none; what was shown stays.
 */
export function panel(title, render, extras = []) {
  const id = `panel-${(panels += 1)}`;
  const message = h("div", {});
  const body = h("div", { class: "panel-body" }, h("p", { class: "muted" }, "Loading …"));
  const heading = h("div", { class: "panel-head" }, h("h2", { id }, title), ...extras);
  const element = h("section", { class: "panel", "aria-labelledby": id }, heading, message, body);
  let shown = null;
  return {
    element,
    body,
    show(data) {
      message.replaceChildren();
      const text = JSON.stringify(data);
      if (text === shown) return;
      shown = text;
      body.replaceChildren(...render(data));
    },
    fail(problem) {
      if (shown === null) body.replaceChildren();
      if (message.textContent !== problem.message) message.replaceChildren(notice("warning", problem.message));
    },
  };
}
