// How to send an event.

import { copyButton, h } from "../dom.js";
import { currentKey } from "../key.js";

const EVENT = '{"event_type": "page_view", "user_id": "ann", "path": "/sale"}';

/** Makes the panel. `isFirst` says so that nothing was sent yet. */
export function sending() {
  const title = h("h2", { id: "sending" }, "Send events");
  const text = h("p", {});
  const command = curl();
  return {
    element: h(
      "section",
      { class: "panel sending", "aria-labelledby": "sending" },
      h("div", { class: "panel-head" }, title, copyButton("Copy", command)),
      text,
      h("pre", { tabindex: "0", "aria-label": "Command" }, command),
      h(
        "p",
        { class: "muted" },
        "A batch is an array or NDJSON, plain or gzip. Give each event an ",
        h("code", {}, "event_id"),
        " to make retries safe. ",
        h("a", { href: "/docs/api/" }, "All of the API"),
      ),
    ),
    isFirst(isFirst) {
      title.textContent = isFirst ? "Send the first event" : "Send events";
      text.textContent = isFirst
        ? "The mart is empty. Send an event: it is on disk when the API answers, in HDFS seconds later, and in the mart " +
          "with the next update run. You see it on this page."
        : "";
    },
  };
}

function curl() {
  const key = currentKey() ? ['-H "Authorization: Bearer $EVENTMART_API_KEY"'] : [];
  const parts = [`curl ${location.origin}/event`, "-H 'Content-Type: application/json'", ...key, `-d '${EVENT}'`];
  return parts.join(" \\\n  ");
}
