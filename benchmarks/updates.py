"""`python -m benchmarks.updates [HISTORY ...]`: measure update runs on histories of different lengths and shapes."""

import json
import re
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.history import EVENTS_A_DAY, recent_events, write_history
from benchmarks.runs import FOLDER, check_count, seconds_of, send_and_land, until_visible, update
from benchmarks.servers import stack_in
from cli.api import Api
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings

# typical queries of a person or a dashboard
_QUERIES = {
    "daily_active_users": "select * from daily_active_users order by activity_date desc limit 30",
    "sessions_daily": "select * from sessions_daily order by session_date desc limit 30",
    "events_hourly": "select * from events_hourly where event_hour_at > now() - interval '7 days'",
    "retention_weekly": "select * from retention_weekly order by cohort_week, week_number",
    "funnel": "select * from funnel order by step_number",
    "attribution": "select * from attribution order by user_count desc",
    "top_users": "select * from top_users",
}
_QUERY_RUNS = 50
# Spark's JVMs compile what runs often: the first runs take up to a third longer
_WARM_UP = 4

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("histories", nargs=-1)
@click.option(
    "--batch", default=10_000, show_default=True, help="New events in each run, with times in the last two days."
)
@click.option("--runs", default=3, show_default=True, help="Runs with new events. The median is reported.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def updates(histories: tuple[str, ...], batch: int, runs: int, folder: Path) -> None:
    """Measure a first update on each of the HISTORIES, and then updates with new events.

    A history is a number of events. `5000000:5000000` is one with so many events on each day, and `100000:50000:500000`
    one of which so many more events have landed in the hour of the new events.
    """
    machine_facts = machine.prepare(folder)
    measured = [_measure(history, batch, runs, folder) for history in histories or ("100000", "10000000")]
    summary = Table("", *(history["history"] for history in measured), title=f"Update runs, batches of {batch:,}")
    for label, key in (("first update", "full"), (f"{batch:,} new events until in the mart", "batch")):
        summary.add_row(f"{label}, s", *(f"{median(map(until_visible, history[key])):.1f}" for history in measured))
        for step in measured[0][key][0]["steps"]:
            name = step["name"]
            medians = (median(seconds_of(run, name) for run in history[key]) for history in measured)
            summary.add_row(f"  {name}", *(f"{seconds:.1f}" for seconds in medians))
    base = median(map(until_visible, measured[0]["batch"]))
    ratios = (median(map(until_visible, history["batch"])) / base for history in measured)
    summary.add_row("  relative to the first history", *(f"{ratio:.2f}" for ratio in ratios))
    summary.add_row(
        "dbt's own share of the first update, %", *(f"{_own_share(history['full'][0]):.1f}" for history in measured)
    )
    for name in _QUERIES:
        summary.add_row(f"query of {name}, p95 ms", *(f"{history['query_p95_ms'][name]:.1f}" for history in measured))
    console.print(summary)
    path = folder / "updates.json"
    path.write_text(json.dumps({"machine": machine_facts, "batch": batch, "measured": measured}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _measure(history: str, batch: int, runs: int, folder: Path) -> dict[str, Any]:
    parts = [int(part) for part in history.split(":")]
    stored, events_a_day, in_the_hour = parts + [0, EVENTS_A_DAY, 0][len(parts) :]
    with tempfile.TemporaryDirectory(dir=folder) as work, stack_in(Path(work) / "state", console.print) as settings:
        with console.status(f"writing {stored:,} events"):
            write_history(settings, stored, events_a_day)
        api = Api(settings.api_url, None)
        full = [update(api)]
        if in_the_hour:
            send_and_land(api, settings, recent_events("hour", in_the_hour))
            update(api)
        check_count(settings, stored + in_the_hour)
        batch_runs = []
        for number in range(_WARM_UP + runs):
            send_and_land(api, settings, recent_events(f"new-{number}", batch))
            batch_runs.append(update(api))
        query_p95_ms = {name: _p95_ms(settings, query) for name, query in _QUERIES.items()}
    return {"history": history, "full": full, "batch": batch_runs[_WARM_UP:], "query_p95_ms": query_p95_ms}


def _p95_ms(settings: Settings, query: str) -> float:
    durations = []
    with psycopg.connect(**connection_parameters(settings, "reader"), autocommit=True) as connection:
        for _ in range(_QUERY_RUNS):
            started = time.perf_counter()
            connection.execute(query).fetchall()
            durations.append((time.perf_counter() - started) * 1000)
    return quantiles(durations, n=20)[-1]


def _own_share(run: dict[str, Any]) -> float:
    """Percentage of the time of dbt's steps in which no node was running."""
    matches = {step["name"]: re.findall(r"([\d.]+) s of dbt's own", step["detail"]) for step in run["steps"]}
    own_seconds = {name: sum(map(float, seconds)) for name, seconds in matches.items() if seconds}
    return 100 * sum(own_seconds.values()) / sum(seconds_of(run, name) for name in own_seconds)


if __name__ == "__main__":
    updates()
