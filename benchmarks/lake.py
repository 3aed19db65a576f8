"""`python -m benchmarks.lake [HISTORY]`: measure queries on the lake, and update runs while an analyst asks it."""

import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import requests
from pyhive import hive
from rich.console import Console

from benchmarks import machine
from benchmarks.history import recent_events, write_history
from benchmarks.report import Measurement, Variants, compare, table
from benchmarks.runs import FOLDER, check_count, send_and_land, until_visible, update
from benchmarks.servers import stack_in
from cli.api import Api
from eventmart.settings import Settings
from spark_thrift.client import connect_for_query

_SELECT = """
    select event_type, count(*) as event_count, count(distinct user_id) as user_count
    from lake.fct_events group by event_type order by event_type
"""
_SELECTS_A_RUN = 3
# takes all task slots for seconds
_HEAVY = """
    select count(*) as pairs, count(distinct concat(user_id, n)) as users
    from lake.fct_events cross join (select explode(sequence(1, 50)) as n)
"""
# of the heavy one beside an update run
_TIMEOUT_SECONDS = 120
# while an update run replaces files that the query reads
_AGAIN = 503

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("history", default=100_000)
@click.option("--batch", default=1_000, show_default=True, help="New events in each update run.")
@click.option("--runs", default=5, show_default=True, help="Measurements of each variant. The median is reported.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def lake(history: int, batch: int, runs: int, folder: Path) -> None:
    """Measure on a lake of HISTORY events: the same SELECT by two ways, and update runs beside a heavy query."""
    machine_facts = machine.prepare(folder)
    with (
        tempfile.TemporaryDirectory(dir=folder) as work,
        stack_in(Path(work) / "state", console.print, query_timeout_seconds=_TIMEOUT_SECONDS) as settings,
    ):
        with console.status(f"writing {history:,} events"):
            write_history(settings, history)
        update(Api(settings.api_url, None))
        check_count(settings, history)
        with closing(_connected(settings)) as session:
            selects, updates = _selects(settings, session), _updates(settings, batch)
            # the JVMs compile what they run; afterwards, all rows have passed through both ways
            for warm_up in (*selects.values(), *updates.values()):
                warm_up()
            comparisons = [
                compare("A SELECT on the lake", "s", selects, runs * _SELECTS_A_RUN, console),
                compare(f"Update runs of {batch:,} events", "s", updates, runs, console),
            ]
    for comparison in comparisons:
        console.print(table(comparison))
    path = folder / "lake.json"
    results = [comparison.as_json() for comparison in comparisons]
    path.write_text(json.dumps({"machine": machine_facts, "history": history, "results": results}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _connected(settings: Settings) -> hive.Connection:
    # starts Spark, which a client of Thrift would have to wait for
    _ask(settings, "select 1")
    return connect_for_query(settings.query_thrift_host, settings.query_thrift_port)


def _selects(settings: Settings, session: hive.Connection) -> Variants:
    def by_api() -> list[list[Any]]:
        rows: list[list[Any]] = _ask(settings, _SELECT).json()["rows"]
        return rows

    def by_client(client: hive.Connection) -> list[list[Any]]:
        cursor = client.cursor()
        cursor.execute(_SELECT)
        return [list(row) for row in cursor.fetchall()]

    def by_new_session() -> list[list[Any]]:
        with closing(connect_for_query(settings.query_thrift_host, settings.query_thrift_port)) as client:
            return by_client(client)

    expected = by_api()

    def timed(select: Callable[[], list[list[Any]]]) -> Measurement:
        started = time.perf_counter()
        rows = select()
        seconds = time.perf_counter() - started
        if len(rows) != len(expected):
            raise click.ClickException(f"{len(rows)} rows instead of {len(expected)}.")
        return {"s": seconds}

    return {
        "API": lambda: timed(by_api),
        "Thrift, a session for each query": lambda: timed(by_new_session),
        "Thrift, an open session": lambda: timed(lambda: by_client(session)),
    }


def _updates(settings: Settings, batch: int) -> Variants:
    api = Api(settings.api_url, None)

    def run() -> Measurement:
        send_and_land(api, settings, recent_events(f"new-{time.monotonic_ns()}", batch))
        return {"s": until_visible(update(api))}

    def beside_an_analyst() -> Measurement:
        with _asking(settings) as answers:
            measured = run()
        return {**measured, "answers": len(answers)}

    return {"with an analyst": beside_an_analyst, "without": run}


@contextmanager
def _asking(settings: Settings) -> Iterator[list[requests.Response]]:
    """Ask the lake for a heavy aggregate again and again, until the end of the block; yields the answers.

    Raises:
        click.ClickException: a query failed.
    """
    is_over, answers = threading.Event(), list[requests.Response]()

    def ask() -> None:
        while not is_over.is_set():
            answers.append(_answer(settings, _HEAVY))

    analyst = threading.Thread(target=ask)
    analyst.start()
    try:
        yield answers
    finally:
        is_over.set()
        analyst.join()
    for answer in answers:
        if not answer.ok and answer.status_code != _AGAIN:
            raise click.ClickException(answer.text)


def _ask(settings: Settings, sql: str) -> requests.Response:
    answer = _answer(settings, sql)
    if not answer.ok:
        raise click.ClickException(answer.text)
    return answer


def _answer(settings: Settings, sql: str) -> requests.Response:
    return requests.post(
        f"{settings.api_url}/analytics/query", json={"engine": "lake", "sql": sql}, timeout=2 * _TIMEOUT_SECONDS
    )


if __name__ == "__main__":
    lake()
