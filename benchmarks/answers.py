"""`python -m benchmarks.answers [ROWS]`: small answers per second, beside Datasette and PostGraphile.

All answer the same question about the same rows: the first ten events of a user, by an index. Datasette has the rows in
SQLite, PostGraphile reads the API's PostgreSQL. The API answers a GET from memory, and runs the query for each POST. It
needs wrk, node and npm.
"""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import click
import psycopg
import requests
from rich.console import Console

from benchmarks import machine
from benchmarks.load import check_wrk, run_wrk
from benchmarks.report import Measurement, compare, table
from benchmarks.runs import FOLDER
from benchmarks.servers import api, finish, pip_install, program, service, settings_in
from eventmart.errors import OperatorError
from eventmart.ports import free_ports
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from local_stack.services import SERVICES
from pipeline.bootstrap import set_up_databases

_DATASETTE = "datasette==0.65.2"
_POSTGRAPHILE = "postgraphile@4.14.1"
_CLIENTS = 16
_SQL = "select event_id, event_at, user_id, amount from history where user_id = 'user-77' order by event_id limit 10"
_GRAPHQL = """
    { allHistories(condition: {userId: "user-77"}, first: 10, orderBy: EVENT_ID_ASC) {
        nodes { eventId eventAt userId amount }
    } }
"""
_CREATE = "create table {} (event_id int primary key, event_at {}, user_id text, amount float)"
_INDEX = "create index history_by_user on {} (user_id, event_id)"

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("rows", default=100_000)
@click.option("--runs", default=5, show_default=True, help="Measurements of each server. The median is reported.")
@click.option("--seconds", default=5, show_default=True, help="Duration of each measurement.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def answers(rows: int, runs: int, seconds: int, folder: Path) -> None:
    """Measure answers about a table of ROWS rows."""
    check_wrk()
    machine_facts = machine.prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        settings = settings_in(Path(work) / "state")
        (postgres,) = (candidate for candidate in SERVICES if candidate.name == "postgres")
        with service(postgres, settings):
            _fill(settings, rows)
            with (
                api(settings),
                _datasette(Path(work), rows) as datasette,
                _postgraphile(Path(work), settings) as postgraphile,
            ):
                query = quote(_SQL)
                requested = {
                    "API, from memory": (f"{settings.api_url}/analytics/query?sql={query}", None),
                    "API, each query runs": (f"{settings.api_url}/analytics/query", json.dumps({"sql": _SQL})),
                    "Datasette": (f"{datasette}?sql={query}&_shape=objects", None),
                    "PostGraphile": (postgraphile, json.dumps({"query": _GRAPHQL})),
                }
                for url, body in requested.values():
                    _check(url, body)
                variants = {name: _measuring(url, body, _CLIENTS, seconds) for name, (url, body) in requested.items()}
                comparison = compare(f"{_CLIENTS} clients", "answers/s", variants, runs, console)
    console.print(table(comparison))
    path = folder / "answers.json"
    path.write_text(json.dumps({"machine": machine_facts, "results": [comparison.as_json()]}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _rows(count: int) -> Iterator[tuple[int, str, str, float]]:
    for number in range(count):
        yield number, f"2026-01-01T{number % 24:02}:00:00Z", f"user-{number % 1000}", number * 1.5


def _fill(settings: Settings, rows: int) -> None:
    set_up_databases(settings)
    with psycopg.connect(**connection_parameters(settings, "owner"), autocommit=True) as owner:
        owner.execute(_CREATE.format("mart.history", "timestamptz").encode())
        with owner.cursor().copy("copy mart.history from stdin") as copying:
            for row in _rows(rows):
                copying.write_row(row)
        owner.execute(_INDEX.format("mart.history").encode())
        owner.execute("create table mart.watermark as select now() as complete_through, 'run' as run_id")
        owner.execute("update analytics.changes set restless_views = '{}'")
        owner.execute("vacuum analyze mart.history")


@contextmanager
def _datasette(work: Path, rows: int) -> Iterator[str]:
    """Datasette in a folder of its own, with the rows; yields the address that queries them."""
    packages, file, (port,) = work / "datasette", work / "history.db", free_ports(1)
    pip_install(packages, _DATASETTE)
    connection = sqlite3.connect(file)
    connection.execute(_CREATE.format("history", "text"))
    connection.executemany("insert into history values (?, ?, ?, ?)", _rows(rows))
    connection.execute(_INDEX.format("history"))
    connection.commit()
    connection.close()
    url = f"http://127.0.0.1:{port}/history.json"
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(file), "--port", str(port)]
    variables = {"PYTHONPATH": str(packages)}
    with program(command, work, work / "datasette.log", variables, lambda: requests.get(url, timeout=5).ok):
        yield url


@contextmanager
def _postgraphile(work: Path, settings: Settings) -> Iterator[str]:
    """PostGraphile in a folder of its own; yields the address of its GraphQL."""
    folder, (port,) = work / "postgraphile", free_ports(1)
    folder.mkdir()
    finish(["npm", "install", "--no-audit", "--no-fund", "--silent", _POSTGRAPHILE], folder)
    # the connections of the reader are counted, and the API needs them
    login = connection_parameters(settings, "owner")
    database = (
        f"postgres://{login['user']}:{quote(login['password'])}@{login['host']}:{login['port']}/{login['dbname']}"
    )
    url = f"http://127.0.0.1:{port}/graphql"
    command = ["node_modules/.bin/postgraphile", "--disable-query-log", "-n", "127.0.0.1"]
    command += ["-p", str(port), "-c", database, "-s", "mart"]
    probe = {"query": "{ __typename }"}
    variables, log = {"NODE_ENV": "production"}, work / "postgraphile.log"
    with program(command, folder, log, variables, lambda: requests.post(url, json=probe, timeout=5).ok):
        yield url


def _check(url: str, body: str | None) -> None:
    """Raise OperatorError unless the answer has the ten rows."""
    headers = {"Content-Type": "application/json"}
    answer = requests.post(url, data=body, headers=headers, timeout=30) if body else requests.get(url, timeout=30)
    if not answer.ok or answer.text.count("user-77") < 10:
        raise OperatorError(f"{url} answered {answer.status_code}: {answer.text[:300]}")


def _measuring(url: str, body: str | None, clients: int, seconds: int) -> Callable[[], Measurement]:
    def measure() -> Measurement:
        result = run_wrk("answers.lua", url, [body] if body else [], clients, seconds)
        return {"answers/s": result.rate, "p50 ms": result.p50_ms, "p99 ms": result.p99_ms}

    return measure


if __name__ == "__main__":
    answers()
