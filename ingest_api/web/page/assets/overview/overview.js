// What the platform holds and how fresh it is.

import { getJson, getText, select } from "../api.js";
import { h } from "../dom.js";
import { poll } from "../poll.js";
import { activity } from "./activity.js";
import { behind } from "./behind.js";
import { flow } from "./flow.js";
import { health } from "./health.js";
import { quarantine } from "./quarantine.js";
import { runs } from "./runs.js";
import { sending } from "./sending.js";

const LIVE_SECONDS = 5;
const HEALTH_SECONDS = 30;
const RUNS = 8;
// the statuses after which the next poll comes later: unreachable, without a key, too many, unavailable
const HOLD_BACK = [0, 401, 429, 503];

export function showOverview(main) {
  const parts = {
    health: health(),
    flow: flow(),
    behind: behind(),
    activity: activity(),
    runs: runs(() => live()),
    quarantine: quarantine(),
    sending: sending(),
  };
  const left = h("div", { class: "stack" }, parts.runs.element, parts.sending.element);
  main.append(
    h("h1", { class: "hidden" }, "Overview"),
    ...[parts.health, parts.flow, parts.behind, parts.activity].map((part) => part.element),
    h("div", { class: "columns" }, left, parts.quarantine.element),
  );
  let martRun = null;

  async function live() {
    const [status, metrics, updates, mart] = await Promise.allSettled([
      getJson("/event/status"),
      getText("/metrics"),
      getJson("/data/updates", { limit: RUNS }),
      watermark(),
    ]);
    parts.flow.show(status, metrics, mart);
    if (updates.status === "fulfilled") parts.runs.show(updates.value);
    else parts.runs.fail(updates.reason);
    if (mart.status === "fulfilled") await showMart(mart.value);
    const held = [status, metrics, updates, mart].find(({ reason }) => reason && HOLD_BACK.includes(reason.status));
    if (held) throw held.reason;
  }

  /** Loads what is in the mart, each time that a run has built it. */
  async function showMart(state) {
    const isEmpty = !state || Number(state.event_count) === 0;
    parts.sending.isFirst(isEmpty);
    if (isEmpty !== (parts.sending.element.nextSibling === parts.activity.element)) {
      if (isEmpty) parts.activity.element.before(parts.sending.element);
      else left.append(parts.sending.element);
    }
    if (!state) {
      parts.activity.empty();
      parts.quarantine.empty();
    } else if (state.run_id !== martRun) {
      await Promise.all([parts.behind.load(), parts.activity.load(), parts.quarantine.load()]);
      martRun = state.run_id;
    }
  }

  const ends = [poll(live, LIVE_SECONDS), poll(parts.health.load, HEALTH_SECONDS)];
  return { follow() {}, end: () => ends.forEach((end) => end()) };
}

/** The mart's row of table watermark; null if the mart is not built yet. */
async function watermark() {
  try {
    const [row] = await select("select * from watermark");
    return row ?? null;
  } catch (problem) {
    if (problem.status === 400 && problem.message.includes("not built yet")) return null;
    throw problem;
  }
}
