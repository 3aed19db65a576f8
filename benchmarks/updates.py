"""`python -m benchmarks.updates [EVENTS ...]`: measure update runs on histories of different length."""

import json
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.history import recent_events, write_history
from benchmarks.servers import stack_in
from cli.api import Api
from cli.send import send
from eventmart.postgres import connection_parameters
from eventmart.settings import PROJECT_DIR, Settings

_FOLDER = PROJECT_DIR / ".state" / "benchmarks"
_POLL_SECONDS = 0.1
# what a person or a dashboard asks; each so many times
_QUERIES = {
    "daily_active_users": "select * from daily_active_users order by activity_date desc limit 30",
    "sessions_daily": "select * from sessions_daily order by session_date desc limit 30",
    "events_by_type_hourly": "select * from events_by_type_hourly where event_hour_at > now() - interval '7 days'",
    "retention_weekly": "select * from retention_weekly order by cohort_week, week_number",
    "funnel": "select * from funnel order by step_number",
    "attribution": "select * from attribution order by user_count desc",
    "top_users": "select * from top_users",
}
_ASKED = 50

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("histories", nargs=-1, type=int)
@click.option("--batch", default=10_000, show_default=True, help="New events of each run, of the last two days.")
@click.option("--runs", default=3, show_default=True, help="Runs with new events; their median counts.")
@click.option("--folder", default=_FOLDER, type=click.Path(path_type=Path), help="On the disk to be measured.")
def updates(histories: tuple[int, ...], batch: int, runs: int, folder: Path) -> None:
    """Measure the first, full update of each of the HISTORIES (numbers of events), and updates with a batch on it."""
    facts = machine.prepare(folder)
    measured = [_measure(history, batch, runs, folder) for history in histories or (100_000, 10_000_000)]
    shown = Table(
        "", *(f"{found['history']:,} stored" for found in measured), title=f"Update runs, batches of {batch:,}"
    )
    for label, key in (("all of it", "full"), (f"{batch:,} new events, until in the mart", "batch")):
        shown.add_row(f"{label}, s", *(f"{median(map(_until_visible, found[key])):.1f}" for found in measured))
        for step in measured[0][key][0]["steps"]:
            name = step["name"]
            medians = (median(_seconds(run, name) for run in found[key]) for found in measured)
            shown.add_row(f"  {name}", *(f"{seconds:.1f}" for seconds in medians))
    fewest = median(map(_until_visible, measured[0]["batch"]))
    ratios = (median(map(_until_visible, found["batch"])) / fewest for found in measured)
    shown.add_row("  times that of the first history", *(f"{ratio:.2f}" for ratio in ratios))
    shown.add_row("dbt's own share of all of it, %", *(f"{_own_share(found['full'][0]):.1f}" for found in measured))
    for name in _QUERIES:
        shown.add_row(f"query of {name}, p95 ms", *(f"{found['query_p95_ms'][name]:.1f}" for found in measured))
    console.print(shown)
    path = folder / "updates.json"
    path.write_text(json.dumps({"machine": facts, "batch": batch, "measured": measured}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _measure(history: int, batch: int, runs: int, folder: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=folder) as work, stack_in(Path(work) / "state", console.print) as settings:
        with console.status(f"writing {history:,} events"):
            write_history(settings, history)
        api = Api(settings.api_url, None)
        full = [_update(api)]
        _check_count(settings, history)
        seen = []
        for number in range(runs + 1):
            _send(api, settings, recent_events(f"new-{number}", batch))
            seen.append(_update(api))
        query_p95_ms = {name: _p95_ms(settings, query) for name, query in _QUERIES.items()}
    # the first of them runs cold
    return {"history": history, "full": full, "batch": seen[1:], "query_p95_ms": query_p95_ms}


def _check_count(settings: Settings, events: int) -> None:
    """Nothing that is measured means anything unless all events are in the mart."""
    with psycopg.connect(**connection_parameters(settings, "reader")) as connection:
        ((found,),) = connection.execute("select count(*) from events").fetchall()
    if found != events:
        raise click.ClickException(f"{found:,} events of {events:,} are in the mart")


def _p95_ms(settings: Settings, query: str) -> float:
    took = []
    with psycopg.connect(**connection_parameters(settings, "reader"), autocommit=True) as connection:
        for _ in range(_ASKED):
            began = time.perf_counter()
            connection.execute(query).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return quantiles(took, n=20)[-1]


def _update(api: Api) -> dict[str, Any]:
    run_id = api.get("/data/update")["run_id"]
    while (run := api.get(f"/data/update/{run_id}"))["state"] not in ("succeeded", "failed"):
        time.sleep(_POLL_SECONDS)
    if run["state"] == "failed":
        raise click.ClickException(run["error"])
    console.print(f"{_until_visible(run):.1f} s:", *(f"{step['name']} {step['seconds']}" for step in run["steps"]))
    return run


def _until_visible(run: dict[str, Any]) -> float:
    return float(sum(step["seconds"] for step in run["steps"] if step["name"] != "docs"))


def _own_share(run: dict[str, Any]) -> float:
    """Of the steps in which dbt is at work, the part in which no node is, in percent."""
    own = {step["name"]: re.findall(r"([\d.]+) s of dbt's own", step["detail"]) for step in run["steps"]}
    at_dbt = {name: sum(map(float, found)) for name, found in own.items() if found}
    return 100 * sum(at_dbt.values()) / sum(_seconds(run, name) for name in at_dbt)


def _seconds(run: dict[str, Any], name: str) -> float:
    return float(next(step["seconds"] for step in run["steps"] if step["name"] == name))


def _send(api: Api, settings: Settings, lines: Iterable[bytes]) -> None:
    for _ in send(lines, settings.api_url, None):
        pass
    while api.get("/event/status")["spool"]["segments"]:
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    updates()
