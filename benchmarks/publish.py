"""`python -m benchmarks.publish [ROWS]`: measure how events go from Spark to PostgreSQL."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import psycopg
from rich.console import Console

from benchmarks import machine
from benchmarks.history import write_history
from benchmarks.report import Measurement, compare, table
from benchmarks.servers import stack_in
from eventmart.api import Api
from eventmart.postgres import connection_parameters
from eventmart.settings import PROJECT_DIR, Settings
from eventmart.updating import Updating
from spark_thrift.client import connect

_FOLDER = PROJECT_DIR / ".state" / "benchmarks"
_CHUNK_BYTES = 2**16
# as models/publish/events.sql and the materialization write them
_ROWS = """
    select
        'run' as run_id, event_id, event_type, event_at, is_event_at_inferred, received_at, user_id, session_id,
        is_session_start, referrer, source, schema_error, replace(event, char(0), '\\ufffd') as event, raw_file
    from lake.fct_events
"""

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("rows", default=1_000_000)
@click.option("--runs", default=3, show_default=True, help="Measurements of each variant; their median counts.")
@click.option("--folder", default=_FOLDER, type=click.Path(path_type=Path), help="On the disk to be measured.")
def publish(rows: int, runs: int, folder: Path) -> None:
    """Send ROWS events of the lake to PostgreSQL: as the project does, by Spark's defaults, and by COPY from a file."""
    facts = machine.prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as work, stack_in(Path(work) / "state", console.print) as settings:
        write_history(settings, rows)
        Updating(Api(settings.api_url, None), console).follow()
        with (
            connect(settings) as session,
            psycopg.connect(**connection_parameters(settings, "publisher"), autocommit=True) as publisher,
        ):
            cursor = session.cursor()
            create = f"create table mart.landing.probe as select * from ({_ROWS}) where false"  # noqa: S608 - a constant
            cursor.execute(create)
            cursor.execute(_defaults(settings))
            insert = _timed(publisher, rows, lambda: cursor.execute(f"insert into mart.landing.probe by name {_ROWS}"))
            insert()
            copied = Path(work) / "rows.copy"
            _export(publisher, copied)
            variants = {
                "publish": insert,
                "Spark JDBC, defaults": _timed(
                    publisher, rows, lambda: cursor.execute(f"insert into defaults {_ROWS}")
                ),
                "COPY from a file": _timed(publisher, rows, lambda: _copy(publisher, copied)),
            }
            comparison = compare(f"{rows:,} events into PostgreSQL", "rows/s", variants, runs, console)
    console.print(table(comparison))
    path = folder / "publish.json"
    path.write_text(json.dumps({"machine": facts, **comparison.as_json()}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _timed(publisher: psycopg.Connection, rows: int, act: Callable[[], object]) -> Callable[[], Measurement]:
    """Time what fills the probe, which is empty before."""

    def measure() -> Measurement:
        publisher.execute("truncate landing.probe")
        began = time.perf_counter()
        act()
        took = time.perf_counter() - began
        ((count,),) = publisher.execute("select count(*) from landing.probe").fetchall()
        if count != rows:
            raise click.ClickException(f"{count} rows of {rows} have arrived")
        return {"rows/s": rows / took, "s": took}

    return measure


def _defaults(settings: Settings) -> str:
    login = connection_parameters(settings, "publisher")
    return f"""
        create temporary view defaults using jdbc options (
            driver 'org.postgresql.Driver',
            url 'jdbc:postgresql://{login["host"]}:{login["port"]}/{login["dbname"]}',
            user '{login["user"]}',
            password '{login["password"]}',
            dbtable 'landing.probe'
        )
    """


def _export(publisher: psycopg.Connection, path: Path) -> None:
    with path.open("wb") as file, publisher.cursor().copy("copy landing.probe to stdout") as copy:
        for chunk in copy:
            file.write(chunk)


def _copy(publisher: psycopg.Connection, path: Path) -> None:
    """What `\\copy` of psql does."""
    with path.open("rb") as file, publisher.cursor().copy("copy landing.probe from stdin") as copy:
        while chunk := file.read(_CHUNK_BYTES):
            copy.write(chunk)


if __name__ == "__main__":
    publish()
