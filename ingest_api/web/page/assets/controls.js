// Controls of forms.

import { h } from "./dom.js";

let groups = 0;

/**
 * Choices side by side, of which one is chosen.
 *
 * @param {string} label - what is chosen, for screen readers.
 * @param {string[]} options - the choices.
 * @param {string} chosen - the first choice.
 * @param {(option: string) => void} changed - called with another choice.
 */
export function segments(label, options, chosen, changed) {
  const name = `segments-${(groups += 1)}`;
  const radios = options.map((option) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name, value: option, checked: option === chosen, onchange: () => changed(option) }),
      h("span", {}, option),
    ),
  );
  return h("fieldset", { class: "segments" }, h("legend", { class: "hidden" }, label), radios);
}

/** A labelled list to choose from. An option is a text, or a pair of value and text. */
export function selection(label, options, chosen, changed) {
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  const select = h(
    "select",
    { onchange: () => changed(select.value) },
    pairs.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
  return h("label", { class: "inline" }, h("span", {}, label), select);
}
