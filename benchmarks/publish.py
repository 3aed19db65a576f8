"""`python -m benchmarks.publish [ROWS]`: measure the transfer of events from Spark to PostgreSQL."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import click
import psycopg
from rich.console import Console

from benchmarks import machine
from benchmarks.history import write_history
from benchmarks.report import Measurement, compare, table
from benchmarks.servers import stack_in
from cli.api import Api
from cli.updating import Updating
from eventmart.postgres import connection_parameters
from eventmart.settings import PROJECT_DIR, Settings
from spark_thrift.client import connect

_FOLDER = PROJECT_DIR / ".state" / "benchmarks"
_CHUNK_BYTES = 2**16
# the rows of fct_events, as macro publish_table sends them
_ROWS = "select 'run' as run_id, * except (batch_id) from lake.fct_events"
_PUBLISHED = f"""
    select
        * except (event_at, received_at, event),
        unix_micros(event_at) as event_at,
        unix_micros(received_at) as received_at,
        replace(event, char(0), '\\ufffd') as event
    from ({_ROWS})
"""  # noqa: S608 - constants

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("rows", default=1_000_000)
@click.option("--runs", default=3, show_default=True, help="Measurements of each variant. The median is reported.")
@click.option("--folder", default=_FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def publish(rows: int, runs: int, folder: Path) -> None:
    """Send ROWS events of the lake to PostgreSQL with the project's settings, with Spark's defaults, and with COPY."""
    machine_facts = machine.prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as work, stack_in(Path(work) / "state", console.print) as settings:
        write_history(settings, rows)
        Updating(Api(settings.api_url, None), console).follow()
        with (
            connect(settings) as session,
            psycopg.connect(**connection_parameters(settings, "publisher"), autocommit=True) as publisher,
        ):
            cursor = session.cursor()
            for name in ("published", "unlogged"):
                cursor.execute(f"create table mart.landing.{name} as {_PUBLISHED} limit 0")
            publisher.execute("alter table landing.unlogged set unlogged")
            cursor.execute(f"create table mart.landing.plain as {_ROWS} limit 0")
            cursor.execute(_defaults(settings))
            insert = f"insert into mart.landing.{{}} by name {_PUBLISHED}"
            by_default = _timed(publisher, "plain", rows, lambda: cursor.execute(f"insert into defaults {_ROWS}"))
            by_default()
            copied = Path(work) / "rows.copy"
            _export(publisher, copied)
            variants = {
                "publish": _timed(publisher, "published", rows, lambda: cursor.execute(insert.format("published"))),
                "unlogged table": _timed(
                    publisher, "unlogged", rows, lambda: cursor.execute(insert.format("unlogged"))
                ),
                "Spark JDBC, defaults": by_default,
                "COPY from a file": _timed(publisher, "plain", rows, lambda: _copy(publisher, copied)),
            }
            comparison = compare(f"{rows:,} events into PostgreSQL", "rows/s", variants, runs, console)
    console.print(table(comparison))
    path = folder / "publish.json"
    path.write_text(json.dumps({"machine": machine_facts, **comparison.as_json()}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _timed(
    publisher: psycopg.Connection, table: LiteralString, rows: int, fill: Callable[[], object]
) -> Callable[[], Measurement]:
    """Return a function that truncates a table of schema `landing`, fills it, and measures the time."""

    def measure() -> Measurement:
        publisher.execute(f"truncate landing.{table}")
        started = time.perf_counter()
        fill()
        seconds = time.perf_counter() - started
        ((count,),) = publisher.execute(f"select count(*) from landing.{table}").fetchall()  # noqa: S608
        if count != rows:
            raise click.ClickException(f"Only {count} of {rows} rows arrived.")
        return {"rows/s": rows / seconds, "s": seconds}

    return measure


def _defaults(settings: Settings) -> str:
    login = connection_parameters(settings, "publisher")
    return f"""
        create temporary view defaults using jdbc options (
            driver 'org.postgresql.Driver',
            url 'jdbc:postgresql://{login["host"]}:{login["port"]}/{login["dbname"]}',
            user '{login["user"]}',
            password '{login["password"]}',
            dbtable 'landing.plain'
        )
    """


def _export(publisher: psycopg.Connection, path: Path) -> None:
    with path.open("wb") as file, publisher.cursor().copy("copy landing.plain to stdout") as copy:
        for chunk in copy:
            file.write(chunk)


def _copy(publisher: psycopg.Connection, path: Path) -> None:
    """Do what psql's `\\copy` does."""
    with path.open("rb") as file, publisher.cursor().copy("copy landing.plain from stdin") as copy:
        while chunk := file.read(_CHUNK_BYTES):
            copy.write(chunk)


if __name__ == "__main__":
    publish()
