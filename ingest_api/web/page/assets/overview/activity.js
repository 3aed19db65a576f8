// The chart of events per minute, hour or day.

import { address } from "../address.js";
import { select } from "../api.js";
import { drawn, legend } from "../chart/drawing.js";
import { stackedBars } from "../chart/stacked_bars.js";
import { segments } from "../controls.js";
import { h } from "../dom.js";
import { count, number } from "../format.js";
import { panel } from "./panel.js";

// Each period ends with the minute, hour or day of the newest event.
const PERIODS = {
  "1 hour": { unit: "minute", count: 60, table: "events", column: "event_at", value: "count(*)" },
  "2 days": { unit: "hour", count: 48, table: "events_hourly", column: "event_hour_at", value: "sum(event_count)" },
  "5 weeks": { unit: "day", count: 35, table: "events_hourly", column: "event_hour_at", value: "sum(event_count)" },
};

// in milliseconds
const LENGTHS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const OTHERS = "all others";

/** Makes the panel. `load` asks the mart again, `empty` shows that there is none. */
export function activity() {
  let period = "1 hour";
  const title = h("p", { class: "muted" });
  const link = h("a", { class: "more" }, "Open as query");
  const { element, show, fail } = panel("Events", render, [
    title,
    segments("Period", Object.keys(PERIODS), period, change),
    link,
  ]);

  /** Says what the chart will show. */
  function describe() {
    title.textContent = `per ${PERIODS[period].unit}, by the time of the event`;
    link.href = address(["query"], { sql: eventsPer(period), ".view": "chart", ".by": "event_type" });
  }

  function change(name) {
    period = name;
    describe();
    // the panel shows what went wrong
    load().catch(() => {});
  }

  async function load() {
    const asked = period;
    try {
      const rows = await select(eventsPer(asked));
      if (asked === period) show({ ...PERIODS[asked], rows });
    } catch (problem) {
      fail(problem);
      throw problem;
    }
  }

  describe();
  return { element, load, empty: () => show({ rows: [] }) };
}

function render({ unit, count: barCount, rows }) {
  if (!rows.length) {
    return [
      h(
        "p",
        { class: "empty" },
        "No events yet. The chart begins with the first update of the mart after they arrive.",
      ),
    ];
  }
  const bars = rows.map((row) => ({
    x: new Date(row.begin_at),
    y: Number(row.event_count),
    series: row.event_type,
  }));
  const total = bars.reduce((sum, bar) => sum + bar.y, 0);
  const until = new Date(bars.at(-1).x.getTime() + LENGTHS[unit]);
  const from = new Date(until - barCount * LENGTHS[unit]);
  const period = `${text(from, unit)} to ${text(bars.at(-1).x, unit)} UTC`;
  const sums = new Map();
  bars.forEach((bar) => sums.set(bar.series, (sums.get(bar.series) ?? 0) + bar.y));
  const rank = (name) => (name === OTHERS ? 0 : sums.get(name));
  const series = [...sums.keys()].sort((one, other) => rank(other) - rank(one));
  return [
    legend(series, (name) => number(sums.get(name))),
    drawn((width) =>
      stackedBars(bars, { series, unit, from, until, width, label: `Bar chart: ${count(total, "event")}, ${period}` }),
    ),
    h("p", { class: "muted caption" }, period),
  ];
}

/** Events of the five most frequent types and of all others, by minute, hour or day. */
function eventsPer(period) {
  const { unit, count: barCount, table, column, value } = PERIODS[period];
  return `with newest as (
  select max(${column}) as newest_at from ${table} where ${column} <= now()
),
counted as (
  select date_trunc('${unit}', ${column}) as begin_at, event_type, ${value} as event_count
  from ${table}, newest
  where ${column} >= date_trunc('${unit}', newest_at) - interval '${barCount - 1} ${unit}s' and ${column} <= newest_at
  group by 1, 2
),
ranked as (
  select event_type, row_number() over (order by sum(event_count) desc, event_type) as place
  from counted
  group by event_type
)
select
  begin_at,
  case when place <= 5 then event_type else '${OTHERS}' end as event_type,
  sum(event_count) as event_count
from counted
join ranked using (event_type)
group by 1, 2
order by 1, 2`;
}

function text(moment, unit) {
  const length = unit === "day" ? 10 : 16;
  return moment.toISOString().slice(0, length).replace("T", " ");
}
