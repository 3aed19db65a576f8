// The update runs, and what the worker plans next.

import { send } from "../api.js";
import { announce, fill, h, notice } from "../dom.js";
import { age, count, duration, time } from "../format.js";
import { panel } from "./panel.js";

const STATES = {
  queued: "Queued",
  running: "Running",
  succeeded: "Succeeded",
  succeeded_with_failures: "With failures",
  failed: "Failed",
  cancelled: "Cancelled",
};
const isOver = (run) => !["queued", "running"].includes(run.state);

/**
 * Makes the panel.
 *
 * @param {() => void} requested - called after a run was requested.
 */
export function runs(requested) {
  const plan = h("div", { class: "plan" });
  const outcome = h("div", {});
  const list = h("ul", { class: "runs" });
  const button = h("button", { type: "button", onclick: update }, "Update now");
  const { element, show, fail } = panel("Update runs", ({ runs }) => render(runs), [button]);
  const items = new Map();
  let lastEnded;

  async function update() {
    button.disabled = true;
    try {
      await send("/data/update", [], { method: "POST" });
      fill(outcome);
      announce("An update run is requested.");
      requested();
    } catch (problem) {
      fill(outcome, notice("error", problem.message));
    }
    button.disabled = false;
  }

  function render(all) {
    const kept = new Set(all.map((run) => run.run_id));
    for (const [id, item] of items) {
      if (!kept.has(id)) {
        item.element.remove();
        items.delete(id);
      }
    }
    all.forEach((run, position) => {
      if (!items.has(run.run_id)) items.set(run.run_id, runItem());
      const item = items.get(run.run_id);
      item.show(run);
      // moving an element takes the focus from it
      if (list.children[position] !== item.element) list.insertBefore(item.element, list.children[position] ?? null);
    });
    const ended = all.find(isOver) ?? null;
    const isNew = lastEnded !== undefined && ended?.run_id !== lastEnded?.run_id;
    if (isNew && ended) announce(`An update run ended: ${STATES[ended.state]}.`);
    lastEnded = ended;
    return [outcome, plan, all.length ? list : h("p", { class: "empty" }, "No update run yet.")];
  }

  return {
    element,
    fail,
    show({ runs: all, plan: planned }) {
      show({ runs: all });
      fill(plan, planFacts(planned, all));
    },
  };
}

function planFacts(planned, all) {
  const queued = all.filter((run) => run.state === "queued").length;
  const facts = [fact("Queue", queued ? count(queued, "run") : "empty")];
  if (!planned) return [...facts, fact("Plan", "no worker has told")];
  const { every, next_at: next, note } = planned;
  facts.unshift(fact("Every", every));
  if (next) facts.push(Date.parse(next) > Date.now() ? fact("Next look in", age(next)) : fact("Next look", "now"));
  return note ? [...facts, fact("Note", note)] : facts;
}

const fact = (name, value) => h("span", {}, h("span", { class: "muted" }, `${name} `), value);

/** A run, as an element that stays while the run goes on. */
function runItem() {
  const summary = h("summary", {});
  const details = h("div", { class: "run-details" });
  const element = h("li", {}, h("details", {}, summary, details));
  let shown = "";
  return {
    element,
    show(run) {
      const text = JSON.stringify(run);
      if (text === shown) return;
      shown = text;
      fill(summary, runSummary(run));
      fill(details, runDetails(run));
    },
  };
}

function runSummary(run) {
  const { state, requested_at: requested, started_at: started, finished_at: finished, requested_by: by } = run;
  const took = finished ? duration((Date.parse(finished) - Date.parse(started)) / 1000) : started && age(started);
  return [
    h("span", { class: "state", "data-state": state }, STATES[state] ?? state),
    h("span", { class: "when" }, age(started ?? requested), " ago"),
    h("span", { class: "muted kind" }, kind(run, by)),
    h("span", { class: "steps", "aria-hidden": "true" }, run.steps.map(stepBar)),
    h("span", { class: "seconds" }, started && took),
  ];
}

function kind(run, by) {
  const what = run.is_full ? "full, " : run.replay_from ? "replay, " : "";
  return what + (by === "schedule" ? "scheduled" : "requested");
}

function stepBar({ name, seconds, state }) {
  return h("span", { title: name, "data-step": name, "data-state": state, style: { "flex-grow": `${seconds ?? 1}` } });
}

function runDetails(run) {
  const rows = run.steps.map(({ name, state, seconds, detail }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("span", { class: "dot", "data-step": name }), name),
      h("td", { class: "number" }, seconds === null || seconds === undefined ? state : duration(seconds)),
      h("td", { class: state === "failed" ? "bad" : "muted" }, detail ?? ""),
    ),
  );
  const heads = ["Step", "Time", "What it did"].map((head) => h("th", { scope: "col" }, head));
  return [
    run.error && h("pre", { class: "bad" }, run.error),
    run.started_at &&
      h(
        "p",
        { class: "muted" },
        "Started ",
        time(run.started_at),
        run.finished_at && [", ended ", time(run.finished_at)],
      ),
    rows.length > 0 && h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows)),
    h("p", { class: "muted" }, "Run ", h("code", {}, run.run_id)),
  ];
}
