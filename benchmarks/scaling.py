"""`python -m benchmarks.scaling [EVENTS]`: measure a first update on one Spark worker, and on two."""

import json
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.history import write_history
from benchmarks.runs import FOLDER, check_count, seconds_of, until_visible, update
from benchmarks.servers import stack_in
from cli.api import Api

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("events", default=2_000_000)
@click.option("--folder", default=FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
def scaling(events: int, folder: Path) -> None:
    """Build lake and mart of EVENTS on a Spark cluster on this machine: with one worker of one core, and with two.

    Each has a new stack, so the time to load and compile Spark's code is part of the update. Driver, HDFS and
    PostgreSQL need cores besides those of the workers: with fewer than four, the ratio is that of the machine.
    """
    machine_facts = machine.prepare(folder)
    one, two = (_measure(workers, events, folder) for workers in (1, 2))
    summary = Table(
        "", "1 worker, s", "2 workers, s", "ratio", "divided, s", "fixed, s", title=f"First update of {events:,} events"
    )
    for step in one["steps"]:
        name = step["name"]
        summary.add_row(name, *_cells(seconds_of(one, name), seconds_of(two, name)))
    summary.add_row("until in the mart", *_cells(until_visible(one), until_visible(two)))
    console.print(summary)
    path = folder / "scaling.json"
    runs = {"machine": machine_facts, "events": events, "runs": {"1": one, "2": two}}
    path.write_text(json.dumps(runs, indent=2) + "\n")
    console.print(f"All measurements: {path}")


def _measure(workers: int, events: int, folder: Path) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(dir=folder) as work,
        stack_in(Path(work) / "state", console.print, spark_workers=workers, spark_worker_cores=1) as settings,
    ):
        with console.status(f"writing {events:,} events"):
            write_history(settings, events)
        run = update(Api(settings.api_url, None))
        check_count(settings, events)
    return run


def _cells(one: float, two: float) -> list[str]:
    """The seconds on one worker and on two, their ratio, and what follows if n workers take `fixed + divided / n`."""
    divided = 2 * (one - two)
    ratio = f"{one / two:.2f}" if two else ""
    return [f"{one:.1f}", f"{two:.1f}", ratio, f"{divided:.1f}", f"{one - divided:.1f}"]


if __name__ == "__main__":
    scaling()
