"""`python -m benchmarks.ingest [PART ...]`: measure the ingest path."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from benchmarks import batches, machine, memory, shipping, singles
from benchmarks.load import check_wrk
from benchmarks.plan import Plan
from benchmarks.report import Comparison, table
from eventmart.errors import OperatorError
from eventmart.settings import PROJECT_DIR

_PARTS: dict[str, Callable[[Plan], Iterable[Comparison]]] = {
    "singles": lambda plan: [singles.measure(plan)],
    "batches": lambda plan: [batches.measure(plan)],
    "shipping": shipping.measure,
    "memory": lambda plan: [memory.measure(plan)],
}
_FOLDER = PROJECT_DIR / ".state" / "benchmarks"

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 140)


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(_PARTS)))
@click.option("--seconds", default=10, show_default=True, help="Duration of each measurement.")
@click.option("--runs", default=5, show_default=True, help="Measurements of each variant. The median is reported.")
@click.option("--segments", default=16, show_default=True, help="Number of 64 MiB segments to ship in each run.")
@click.option("--memory-seconds", default=600, show_default=True, help="Duration of the memory measurement.")
@click.option("--folder", default=_FOLDER, type=click.Path(path_type=Path), help="A folder on the disk to measure.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The JSON file to write. Default: ingest.json in the folder."
)
def ingest(
    parts: tuple[str, ...],
    seconds: int,
    runs: int,
    segments: int,
    memory_seconds: int,
    folder: Path,
    output: Path | None,
) -> None:
    """Measure the ingest path: the PARTS named, or all of them."""
    check_wrk()
    machine_facts = machine.prepare(folder)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine_facts,
        "seconds": seconds,
        "runs": runs,
    }
    with tempfile.TemporaryDirectory(dir=folder) as work:
        plan = Plan(Path(work), seconds, runs, segments, memory_seconds, console)
        comparisons = [comparison for part in parts or _PARTS for comparison in _PARTS[part](plan)]
    for comparison in comparisons:
        console.print(table(comparison))
    for name, fact in machine_facts.items():
        console.print(f"{name}: {fact}")
    path = output or folder / "ingest.json"
    path.write_text(
        json.dumps({**result, "comparisons": [comparison.as_json() for comparison in comparisons]}, indent=2) + "\n"
    )
    console.print(f"All measurements: {path}")


if __name__ == "__main__":
    try:
        ingest()
    except OperatorError as error:
        console.print(f"[red]✗[/] {error}")
        sys.exit(1)
