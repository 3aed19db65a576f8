// What was rejected, by reason, with the newest example of each.

import { address } from "../address.js";
import { select } from "../api.js";
import { h } from "../dom.js";
import { age, count } from "../format.js";
import { panel } from "./panel.js";

const SQL = `with counted as (
  select reason, count(*) as item_count
  from quarantine
  group by reason
)
select reason, item_count, rejected_at, source, left(detail, 500) as detail, is_base64, left(body, 500) as body
from counted
cross join lateral (
  select rejected_at, source, detail, is_base64, body
  from quarantine
  where quarantine.reason = counted.reason
  order by rejected_at desc
  limit 1
) as newest
order by item_count desc
limit 20`;

/** Makes the panel. `load` asks the mart again, `empty` shows that there is none. */
export function quarantine() {
  const link = h("a", { class: "more", href: address(["query"], { sql: SQL }) }, "Open as query");
  const { element, show, fail } = panel("Quarantine", render, [link]);
  return {
    element,
    async load() {
      try {
        show(await select(SQL));
      } catch (problem) {
        fail(problem);
        throw problem;
      }
    },
    empty: () => show([]),
  };
}

function render(reasons) {
  if (!reasons.length) return [h("p", { class: "empty" }, "Nothing was rejected.")];
  const largest = Number(reasons[0].item_count);
  return [
    h(
      "ul",
      { class: "reasons" },
      reasons.map((reason) => item(reason, largest)),
    ),
  ];
}

function item({ reason, item_count: items, rejected_at: at, source, detail, is_base64: isBase64, body }, largest) {
  return h(
    "li",
    {},
    h("p", { class: "reason" }, h("code", {}, reason), h("span", { class: "number" }, count(Number(items), "item"))),
    h(
      "div",
      { class: "share", "aria-hidden": "true" },
      h("span", { style: { width: `${(100 * Number(items)) / largest}%` } }),
    ),
    h("p", { class: "muted" }, "Newest ", age(at), " ago, from ", h("code", {}, source), ". ", detail),
    body &&
      h(
        "pre",
        { class: "example", tabindex: "0", "aria-label": `Example of ${reason}` },
        isBase64 ? decoded(body) : body,
      ),
  );
}

/** The text of bytes that are not UTF-8, with a mark for each that is not. */
function decoded(base64) {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
