"""`python -m benchmarks.engines [EVENTS]`: measure the mart on each engine that the local stack has."""

import json
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import requests
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.history import recent_events, write_history
from benchmarks.runs import FOLDER, check_count, seconds_of, send_and_land, until_visible, update
from benchmarks.servers import stack_in
from cli.api import Api
from eventmart.settings import Settings
from pipeline.mart.engine import mart_of

# bytes of a mart, by the engines that are measured
_SIZES = {
    "postgres": """
        select sum(pg_total_relation_size(pg_class.oid))
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = 'mart' and relkind in ('r', 'm')
    """,
    "clickhouse": "select sum(bytes_on_disk) from system.parts where active and startsWith(database, 'mart')",
}
_VIEWS = (
    "attribution", "daily_active_users", "events_hourly", "funnel", "funnel_steps", "funnel_weekly", "retention_weekly",
    "revenue_daily", "sessions_daily", "top_users",
)  # fmt: skip
# what somebody asks once, in SQL that both engines know
_AD_HOC = {
    "count of events": "select count(*) as n from events",
    "events by type": "select event_type, count(*) as n from events group by event_type order by n desc",
    "users": "select count(distinct user_id) as n from events",
    "events and users by day": """
        select event_date, count(*) as n, count(distinct user_id) as users
        from events group by event_date order by event_date
    """,
    "most active users": """
        select user_id, count(*) as n from events group by user_id order by n desc, user_id limit 100
    """,
    "events of a user": "select * from events where user_id = 'u-77' order by event_at limit 100",
    "latest events": "select event_id, event_type, event_at from events order by event_at desc limit 100",
    "pages by views": """
        select page_url, count(*) as n from events where event_type = 'page_view'
        group by page_url order by n desc, page_url limit 20
    """,
    "sessions by length": """
        select event_count, count(*) as n, avg(duration_seconds) as seconds
        from sessions group by event_count order by event_count
    """,
    "users with checkout and without purchase": """
        select count(*) as n from (
            select user_id from events where event_type in ('checkout', 'purchase')
            group by user_id having min(event_type) = 'checkout' and max(event_type) = 'checkout'
        ) as undecided
    """,
}

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("events", default=1_000_000)
@click.option("--batch", default=10_000, show_default=True, help="New events in each run.")
@click.option("--runs", default=3, show_default=True, help="Runs with new events. The median is reported.")
@click.option("--queries", default=50, show_default=True, type=click.IntRange(min=2), help="How often each query runs.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def engines(events: int, batch: int, runs: int, queries: int, folder: Path) -> None:
    """Fill a mart with EVENTS on each engine; measure its size, its updates, and answers of the API."""
    machine_facts = machine.prepare(folder)
    measured = {engine: _measure(engine, events, batch, runs, queries, folder) for engine in _SIZES}
    console.print(_table(measured, events, batch))
    path = folder / "engines.json"
    path.write_text(json.dumps({"machine": machine_facts, "events": events, "measured": measured}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _measure(engine: str, events: int, batch: int, runs: int, queries: int, folder: Path) -> dict[str, Any]:
    console.print(f"[bold]{engine}[/bold]")
    with (
        tempfile.TemporaryDirectory(dir=folder) as work,
        stack_in(Path(work) / "state", console.print, mart_engine=engine) as settings,
    ):
        with console.status(f"writing {events:,} events"):
            write_history(settings, events)
        api = Api(settings.api_url, None)
        first = update(api)
        check_count(settings, events)
        ((size,),) = mart_of(settings).rows(_SIZES[engine])
        batches = []
        # the first batch is the warm-up
        for number in range(runs + 1):
            send_and_land(api, settings, recent_events(f"new-{number}", batch))
            batches.append(update(api))
        statements = {name: f"select * from {name}" for name in _VIEWS} | _AD_HOC  # noqa: S608 - constants
        answers = {name: _milliseconds(settings, sql, queries) for name, sql in statements.items()}
    return {"first": first, "bytes": int(size), "batches": batches[1:], "answers": answers}


def _milliseconds(settings: Settings, sql: str, times: int) -> dict[str, float]:
    """How long the API takes to answer a query with its first 1,000 rows."""
    durations = []
    with requests.Session() as session:
        for _ in range(times):
            started = time.perf_counter()
            answer = session.get(f"{settings.api_url}/analytics/query", params={"sql": sql, "limit": "1000"})
            durations.append((time.perf_counter() - started) * 1000)
            if not answer.ok:
                raise click.ClickException(f"{sql}: {answer.text}")
    return {"p50": median(durations), "p95": quantiles(durations, n=20)[-1]}


def _table(measured: dict[str, Any], events: int, batch: int) -> Table:
    summary = Table("", *measured, title=f"A mart of {events:,} events")
    summary.add_row("size of the mart, MB", *(f"{one['bytes'] / 1e6:,.0f}" for one in measured.values()))
    publish = [seconds_of(one["first"], "publish") for one in measured.values()]
    summary.add_row("first update, s", *(f"{until_visible(one['first']):.1f}" for one in measured.values()))
    summary.add_row("  publish, events/s", *(f"{events / seconds:,.0f}" for seconds in publish))
    summary.add_row("  mart, s", *(f"{seconds_of(one['first'], 'mart'):.1f}" for one in measured.values()))
    times = [median(map(until_visible, one["batches"])) for one in measured.values()]
    summary.add_row(f"{batch:,} new events until in the mart, s", *(f"{seconds:.1f}" for seconds in times))
    for step in ("lake", "publish", "mart"):
        medians = (median(seconds_of(run, step) for run in one["batches"]) for one in measured.values())
        summary.add_row(f"  {step}", *(f"{seconds:.1f}" for seconds in medians))
    for name in next(iter(measured.values()))["answers"]:
        answers = [one["answers"][name] for one in measured.values()]
        summary.add_row(f"{name}, p50 / p95 ms", *(f"{each['p50']:.1f} / {each['p95']:.1f}" for each in answers))
    return summary


if __name__ == "__main__":
    engines()
