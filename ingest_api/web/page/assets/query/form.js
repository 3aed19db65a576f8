// The form of a named query.

import { h } from "../dom.js";

/** How a value of each type is typed in. */
const INPUTS = {
  text: { type: "text" },
  integer: { type: "number", step: "1" },
  number: { type: "number", step: "any" },
  date: { type: "date" },
  timestamp: { type: "text", placeholder: "2026-01-31T12:00:00Z" },
};

/**
 * Makes the form.
 *
 * @param {object} query - a named query of the catalog.
 * @param {URLSearchParams} values - the values that are set; without one, a field holds its default.
 * @param {(pairs: Array) => void} submit - called with names and values; fields that are empty are left out.
 */
export function queryForm(query, values, submit) {
  const fields = query.parameters.map((parameter) => field(parameter, values));
  return h(
    "form",
    {
      class: "named-form",
      "aria-labelledby": "form-title",
      onsubmit: (event) => {
        event.preventDefault();
        submit(fields.flatMap(({ pairs }) => pairs()));
      },
    },
    h("h2", { id: "form-title" }, query.name.replaceAll("_", " ")),
    h("p", { class: "muted" }, query.description),
    h(
      "div",
      { class: "fields" },
      fields.map(({ element }) => element),
    ),
    h("div", { class: "toolbar" }, h("button", { type: "submit", class: "primary" }, "Run")),
  );
}

/** Names of the required parameters that have no value. */
export const missing = (query, values) =>
  query.parameters
    .filter(({ name, is_required: isRequired }) => isRequired && !values.has(name))
    .map(({ name }) => name);

function field(parameter, values) {
  const id = `parameter-${parameter.name}`;
  const given = values.has(parameter.name) ? values.getAll(parameter.name) : defaults(parameter);
  const { input, read } = control(parameter, id, given);
  return {
    pairs: () =>
      read()
        .filter((value) => value !== "")
        .map((value) => [parameter.name, value]),
    element: h(
      "div",
      { class: "field" },
      h("label", { for: id }, parameter.name, parameter.is_required && h("span", { class: "muted" }, " required")),
      input,
      h("p", { class: "muted", id: `${id}-help` }, help(parameter)),
    ),
  };
}

const defaults = ({ default: value }) => (value === null ? [] : [value].flat().map(String));

function control(parameter, id, given) {
  const attributes = { id, "aria-describedby": `${id}-help`, required: parameter.is_required };
  const choices = parameter.type === "boolean" ? ["true", "false"] : parameter.choices.map(String);
  if (choices.length) {
    const options = choices.map((choice) => h("option", { value: choice, selected: given.includes(choice) }, choice));
    if (!parameter.is_required && !parameter.is_list) options.unshift(h("option", { value: "" }, "–"));
    const input = h("select", { ...attributes, multiple: parameter.is_list }, options);
    return { input, read: () => [...input.selectedOptions].map((option) => option.value) };
  }
  if (parameter.is_list) {
    const input = h("textarea", { ...attributes, rows: "3", spellcheck: "false" }, given.join("\n"));
    return { input, read: () => input.value.split("\n").map((line) => line.trim()) };
  }
  const limits = { min: parameter.minimum, max: parameter.maximum, value: given[0] ?? "" };
  const input = h("input", { ...attributes, ...INPUTS[parameter.type], ...limits, spellcheck: "false" });
  return { input, read: () => [input.value] };
}

function help({ description, type, is_list: isList, minimum, maximum }) {
  const limits = [minimum !== null && `at least ${minimum}`, maximum !== null && `at most ${maximum}`].filter(Boolean);
  const facts = [limits.join(", "), isList && "one per line", type === "timestamp" && "in UTC"]
    .filter(Boolean)
    .join(", ");
  return facts ? `${description} ${facts[0].toUpperCase()}${facts.slice(1)}.` : description;
}
