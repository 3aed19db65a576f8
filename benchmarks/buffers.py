"""`python -m benchmarks.buffers`: what it costs that Spark's buffers hold few rows, with events of usual size."""

import tempfile
import time
from pathlib import Path
from statistics import median

import click
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.runs import FOLDER
from benchmarks.servers import stack_in
from eventmart.settings import Settings
from spark_thrift.client import connect

_ROWS = 600_000
# of 350 bytes, with the columns of the lake's events
_EVENTS = f"""
    create table bench.events using parquet as
    select
        uuid() as event_id, 'page_view' as event_type, timestamp_micros(1764000000000000 + id * 1000) as event_at,
        concat('user-', id % 9973) as user_id, md5(cast(id as string)) as session_id,
        concat('{{"type":"page_view","text":"', repeat(md5(cast(id as string)), 9), '"}}') as event
    from range({_ROWS})
"""  # noqa: S608
_PUBLISH = """
    create table mart.landing.bench as
    select event_id, event_type, unix_micros(event_at) as event_at, user_id, session_id, event from bench.events
"""
_WINDOW = """
    select count(*) from (
        select event, lag(event_at) over (partition by user_id order by event_at) as previous from bench.events
    ) where hash(event, previous) != 0
"""
# by name: the setting, the values to compare, the statement, and what to drop before it
_CASES = {
    "vectorized reader": (
        "spark.sql.parquet.columnarReaderBatchSize",
        (16, 4096),
        "select max(hash(*)) from bench.events",
        "",
    ),
    "page size check": (
        "parquet.page.size.row.check.max",
        (16, 10_000),
        "create table bench.copy using parquet as select * from bench.events",
        "bench.copy",
    ),
    "window": ("spark.sql.windowExec.buffer.in.memory.threshold", (16, 4096), _WINDOW, ""),
    "JDBC batch": ("spark.sql.catalog.mart.batchsize", (16, 1000), _PUBLISH, "mart.landing.bench"),
}

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.option("--runs", default=5, show_default=True, help="Alternating runs. The median is reported.")
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def buffers(runs: int, folder: Path) -> None:
    """Measure each buffer with the rows that are set, and with Spark's default."""
    machine.prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as work, stack_in(Path(work) / "state", console.print) as settings:
        with connect(settings) as connection:
            cursor = connection.cursor()
            cursor.execute("create database bench")
            cursor.execute(_EVENTS)
        table = Table("", "rows", "s", "rows", "s", "ratio", title=f"{_ROWS:,} events of 350 bytes")
        for name, (setting, values, statement, target) in _CASES.items():
            seconds: dict[int, list[float]] = {value: [] for value in values}
            # the first is the warm-up
            for _ in range(runs + 1):
                for value in values:
                    seconds[value].append(_seconds(settings, {setting: value}, statement, target))
            (few, default), (short, long) = values, (median(seconds[value][1:]) for value in values)
            table.add_row(name, str(few), f"{short:.2f}", f"{default:,}", f"{long:.2f}", f"{short / long:.2f}")
    console.print(table)


def _seconds(settings: Settings, session: dict[str, int], statement: str, target: str) -> float:
    with connect(settings) as connection:
        cursor = connection.cursor()
        for name, value in session.items():
            cursor.execute(f"set {name}={value}")
        if target:
            cursor.execute(f"drop table if exists {target}")
        started = time.perf_counter()
        cursor.execute(statement)
        return time.perf_counter() - started


if __name__ == "__main__":
    buffers()
