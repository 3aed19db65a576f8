"""`python -m benchmarks.updates [EVENTS ...]`: measure update runs on histories of different length."""

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import psycopg
from hdfs import InsecureClient
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.servers import settings_in
from eventmart.api import Api
from eventmart.postgres import connection_parameters
from eventmart.send import send
from eventmart.settings import PREFIX, PROJECT_DIR, Settings, load_settings
from local_stack.stack import Stack

_FOLDER = PROJECT_DIR / ".state" / "benchmarks"
_DAYS = 100
_USERS = 50_000
_TYPES = ("page_view", "page_view", "page_view", "product_view", "add_to_cart", "checkout", "purchase")
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
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    folder.mkdir(parents=True, exist_ok=True)
    facts = machine.describe(folder)
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
    for name in _QUERIES:
        shown.add_row(f"query of {name}, p95 ms", *(f"{found['query_p95_ms'][name]:.1f}" for found in measured))
    console.print(shown)
    path = folder / "updates.json"
    path.write_text(json.dumps({"machine": facts, "batch": batch, "measured": measured}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _measure(history: int, batch: int, runs: int, folder: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=folder) as work:
        settings = settings_in(Path(work) / "state")
        os.environ.update(settings.environment())
        load_settings.cache_clear()
        stack = Stack(settings, console.print)
        stack.up()
        try:
            with console.status(f"writing {history:,} events"):
                _write_history(settings, history)
            api = Api(settings.api_url, None)
            full = [_update(api)]
            seen = []
            for number in range(runs + 1):
                _send(api, settings, f"new-{number}", batch)
                seen.append(_update(api))
            query_p95_ms = {name: _p95_ms(settings, query) for name, query in _QUERIES.items()}
        finally:
            stack.down()
    # the first of them runs cold
    return {"history": history, "full": full, "batch": seen[1:], "query_p95_ms": query_p95_ms}


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


def _seconds(run: dict[str, Any], name: str) -> float:
    return float(next(step["seconds"] for step in run["steps"] if step["name"] == name))


def _write_history(settings: Settings, events: int) -> None:
    """A raw file for each of the days up to yesterday, as the API would have written it."""
    hdfs = InsecureClient(settings.webhdfs_url, user=settings.hdfs_user)
    today = datetime.now(UTC).date()
    for days_ago in range(_DAYS, 0, -1):
        day = today - timedelta(days=days_ago)
        path = f"/lake/raw/events/ingest_date={day}/ingest_hour=23/{day}T23-00-00-history.jsonl"
        hdfs.write(path, data=iter([b"".join(_lines(day, events // _DAYS))]))


def _lines(day: date, events: int) -> Iterator[bytes]:
    chance = random.Random(day.toordinal())  # noqa: S311 - nothing secret
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for number in range(events):
        event = _event(f"{day}-{number}", begin + timedelta(seconds=chance.random() * 86_000), chance)
        received_at = f"{day}T23:59:00.000000Z"
        yield (
            f'{{"event_id":"{day}-{number}","received_at":"{received_at}","source":"history","event":{event}}}\n'
        ).encode()


def _event(event_id: str, at: datetime, chance: random.Random) -> str:
    return json.dumps(
        {
            "event_id": event_id,
            "event_type": chance.choice(_TYPES),
            "occurred_at": at.isoformat(),
            "user_id": f"u-{chance.randrange(_USERS)}",
            "path": f"/products/{chance.randrange(1000)}",
            "referrer": chance.choice(("https://search.example/", "https://news.example/", None)),
        }
    )


def _send(api: Api, settings: Settings, name: str, events: int) -> None:
    chance = random.Random(name)  # noqa: S311 - nothing secret
    now = datetime.now(UTC)
    moments = (now - timedelta(days=2) * chance.random() for _ in range(events))
    lines = [_event(f"{name}-{number}", at, chance).encode() for number, at in enumerate(moments)]
    for _ in send(lines, settings.api_url, None):
        pass
    while api.get("/event/status")["spool"]["segments"]:
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    updates()
