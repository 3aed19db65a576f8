"""`python -m benchmarks.queries [ROWS]`: measure answers of the API beside PostgreSQL's own clients.

It needs psql.
"""

import http.client
import itertools
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import click
import psutil
import psycopg
from rich.console import Console

from benchmarks import machine
from benchmarks.report import Measurement, Variants, compare, table
from benchmarks.runs import FOLDER
from benchmarks.servers import api, service, settings_in, workers
from eventmart.postgres import connection_parameters, password
from eventmart.settings import Settings
from local_stack.services import SERVICES
from pipeline.bootstrap import set_up_databases

_REQUESTS = 500
_SAMPLE_SECONDS = 0.01
_SMALL = "select 1 as n"
_ALL = "select * from history"
_SUMMARY = "select user_id, count(*) as n, sum(amount) as total from history group by user_id order by 2 desc limit 100"
_HISTORY = """
    create table mart.history as
    select n as event_id, timestamptz '2026-01-01Z' + n * interval '1 s' as event_at, 'user-' || n % 1000 as user_id,
        n * 1.5 as amount
    from generate_series(1, {rows}) as n
"""
_WATERMARK = "create table mart.watermark as select timestamptz '2026-01-01Z' as complete_through, 'run' as run_id"

# more than any answer here has rows
_LIMITS = itertools.cycle(range(101, 10_001))

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("rows", default=1_000_000)
@click.option("--runs", default=5, show_default=True, help="Measurements of each variant. The median is reported.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def queries(rows: int, runs: int, folder: Path) -> None:
    """Measure small answers, answers of ROWS rows, and answers that have not changed."""
    machine_facts = machine.prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        settings = settings_in(Path(work) / "state", api_workers=1)
        (postgres,) = (candidate for candidate in SERVICES if candidate.name == "postgres")
        with service(postgres, settings):
            _fill(settings, rows)
            with (
                api(settings) as server,
                psycopg.connect(**connection_parameters(settings, "reader"), autocommit=True) as reader,
            ):
                (worker,) = workers(server)
                comparisons = [
                    compare("Small answers", "p50 ms", _small(settings, reader), runs, console),
                    compare(f"{rows:,} rows", "rows/s", _streams(settings, reader, worker, rows), runs, console),
                    compare("Answers that have not changed", "requests/s", _unchanged(settings), runs, console),
                ]
    for comparison in comparisons:
        console.print(table(comparison))
    path = folder / "queries.json"
    results = [comparison.as_json() for comparison in comparisons]
    path.write_text(json.dumps({"machine": machine_facts, "results": results}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _fill(settings: Settings, rows: int) -> None:
    set_up_databases(settings)
    with psycopg.connect(**connection_parameters(settings, "owner"), autocommit=True) as owner:
        owner.execute(_HISTORY.format(rows=rows).encode())
        owner.execute(_WATERMARK)
        # as dbt says of a mart without views that read the clock; without that, no answer has an ETag
        owner.execute("update analytics.changes set restless_views = '{}'")
        owner.execute("vacuum analyze mart.history")


def _small(settings: Settings, reader: psycopg.Connection) -> Variants:
    with_psycopg = lambda: reader.execute(_SMALL).fetchall()  # noqa: E731
    client = _Client(settings)
    return {
        "psycopg, open connection": lambda: _times(with_psycopg),
        "API, JSON": lambda: _times(lambda: client.get(_another_path(_SMALL))),
        "API, JSON, from memory": lambda: _times(lambda: client.get(_path(_SMALL))),
        "API, CSV": lambda: _times(lambda: client.get(_path(_SMALL, "csv"))),
        "API, /health/live": lambda: _times(lambda: client.get("/health/live")),
    }


def _streams(settings: Settings, reader: psycopg.Connection, worker: psutil.Process, rows: int) -> Variants:
    client = _Client(settings)

    def timed(run: Callable[[], object]) -> Callable[[], Measurement]:
        def measure() -> Measurement:
            with _growth(worker) as grown:
                started = time.perf_counter()
                run()
                seconds = time.perf_counter() - started
            return {"rows/s": rows / seconds, "s": seconds, "memory growth MiB": grown[0] / 2**20}

        return measure

    def copy() -> None:
        with reader.cursor() as cursor, cursor.copy(f"copy ({_ALL}) to stdout (format csv)".encode()) as parts:
            for _ in parts:
                pass

    formats = {
        f"API, {name}": timed(lambda name=name: client.get(_path(_ALL, name)))  # type: ignore[misc]
        for name in ("csv", "ndjson", "arrow", "parquet")
    }
    return {r"psql \copy, CSV": timed(lambda: _psql(settings)), "psycopg copy, CSV": timed(copy), **formats}


def _unchanged(settings: Settings) -> Variants:
    client = _Client(settings)
    etag = client.get(_path(_SUMMARY))

    def rate(ask: Callable[[], object]) -> Measurement:
        started = time.perf_counter()
        count = 0
        while time.perf_counter() - started < 2:
            ask()
            count += 1
        return {"requests/s": count / (time.perf_counter() - started)}

    return {
        "304": lambda: rate(lambda: client.get(_path(_SUMMARY), {"If-None-Match": etag}, 304)),
        "200, from memory": lambda: rate(lambda: client.get(_path(_SUMMARY))),
        "200, a summary of all rows": lambda: rate(lambda: client.get(_another_path(_SUMMARY))),
    }


class _Client:
    """A client with an open connection to the API."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.api_url)
        self._connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=300)

    def get(self, path: str, headers: dict[str, str] | None = None, status: int = 200) -> str:
        """Read an answer whole; returns its ETag."""
        self._connection.request("GET", path, headers=headers or {})
        answer = self._connection.getresponse()
        while answer.read(2**18):
            pass
        if answer.status != status:
            raise click.ClickException(f"{path} answered {answer.status}.")
        return answer.headers.get("ETag", "")


def _path(sql: str, format_: str = "json") -> str:
    return f"/analytics/query?format={format_}&sql={quote(sql)}"


def _another_path(sql: str) -> str:
    """The path of a query whose answer is not in memory: each has another limit, and the same rows."""
    return f"{_path(sql)}&limit={next(_LIMITS)}"


def _times(run: Callable[[], object]) -> Measurement:
    seconds = []
    for _ in range(_REQUESTS):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    seconds.sort()
    return {"p50 ms": seconds[_REQUESTS // 2] * 1000, "p99 ms": seconds[_REQUESTS * 99 // 100] * 1000}


def _psql(settings: Settings) -> None:
    login = connection_parameters(settings, "reader")
    target = [f"--host={login['host']}", f"--port={login['port']}", f"--username={login['user']}", login["dbname"]]
    subprocess.run(  # noqa: S603
        ["psql", *target, "--command", rf"\copy ({_ALL}) to '/dev/null' csv"],  # noqa: S607
        env={**os.environ, "PGPASSWORD": password(settings, "reader")},
        stdout=subprocess.DEVNULL,
        check=True,
    )


@contextmanager
def _growth(process: psutil.Process) -> Iterator[list[int]]:
    """Yields a list that has the growth of the process's memory, in bytes, after the block."""
    ended = threading.Event()
    before = process.memory_info().rss
    peak = [before]

    def sample() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            peak[0] = max(peak[0], process.memory_info().rss)

    sampling = threading.Thread(target=sample)
    sampling.start()
    growth: list[int] = []
    try:
        yield growth
    finally:
        ended.set()
        sampling.join()
        growth.append(peak[0] - before)


if __name__ == "__main__":
    queries()
