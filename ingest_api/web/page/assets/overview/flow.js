// The way of the events: received, in HDFS, in the mart; how much there is and how fresh it is.

import { fill, h } from "../dom.js";
import { age, bytes, count, number, time } from "../format.js";
import { metric, ratePerMinute } from "./metrics.js";

/** Makes the strip. `show` takes settled promises of /event/status, /metrics and the mart's watermark. */
export function flow() {
  const received = station("Received");
  const landed = station("In HDFS");
  const mart = station("In the mart");
  const rate = ratePerMinute();

  return {
    element: h(
      "ol",
      { class: "flow", "aria-label": "The way of the events" },
      received.element,
      landed.element,
      mart.element,
    ),
    show(status, metrics, watermark) {
      received.show(metrics, (text) => receivedFacts(text, rate));
      landed.show(status, landedFacts);
      mart.show(watermark, martFacts);
    },
  };
}

function station(title) {
  const body = h("div", {}, h("p", { class: "figure" }, "…"));
  return {
    element: h("li", { class: "station" }, h("h2", {}, title), body),
    show({ status, value, reason }, facts) {
      if (status === "fulfilled") fill(body, facts(value));
      else fill(body, h("p", { class: "figure" }, "–"), h("p", { class: "muted" }, reason.message));
    },
  };
}

function receivedFacts(text, rate) {
  const accepted = metric(text, "eventmart_events_accepted_total");
  const rejected = metric(text, "eventmart_events_rejected_total");
  const perMinute = rate(accepted);
  return [
    figure(perMinute === null ? "…" : number(Math.round(perMinute)), "events per minute"),
    h("p", { class: "muted" }, `${number(accepted)} accepted, ${number(rejected)} rejected since the API started`),
  ];
}

function landedFacts({ spool, complete_through: through }) {
  const waiting = spool.segments
    ? `Spool: ${count(spool.segments, "segment")} of ${bytes(spool.bytes)} on the way`
    : "Spool: empty, everything has landed";
  return [
    figure(age(through), "behind"),
    h("p", { class: "muted" }, "Complete through ", time(through)),
    h("p", { class: "muted" }, waiting),
  ];
}

function martFacts(watermark) {
  if (!watermark) {
    return [figure("–", ""), h("p", { class: "muted" }, "Not built yet. The first update run builds it.")];
  }
  const {
    complete_through: through,
    event_count: events,
    repeat_count: repeats,
    id_conflict_count: conflicts,
  } = watermark;
  return [
    through ? figure(age(through), "behind") : figure("–", ""),
    through && h("p", { class: "muted" }, "Complete through ", time(through)),
    h(
      "p",
      { class: "muted" },
      `${count(events, "event")}; ${count(repeats, "repeat")}, ${count(conflicts, "id conflict")}`,
    ),
  ];
}

function figure(value, unit) {
  return h("p", { class: "figure" }, value, unit && h("span", { class: "unit" }, ` ${unit}`));
}
