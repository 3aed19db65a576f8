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
@click.option("--seconds", default=10, show_default=True, help="Length of each measurement.")
@click.option("--runs", default=5, show_default=True, help="Measurements of each variant; their median counts.")
@click.option("--segments", default=16, show_default=True, help="Segments of 64 MiB to ship in each run.")
@click.option("--memory-seconds", default=600, show_default=True, help="How long memory is watched.")
@click.option("--folder", default=_FOLDER, type=click.Path(path_type=Path), help="On the disk to be measured.")
@click.option("--output", type=click.Path(path_type=Path), help="The JSON file; by default ingest.json in the folder.")
def ingest(
    parts: tuple[str, ...],
    seconds: int,
    runs: int,
    segments: int,
    memory_seconds: int,
    folder: Path,
    output: Path | None,
) -> None:
    """Measure the ingest path: all PARTS, or those named."""
    check_wrk()
    facts = machine.prepare(folder)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts,
        "seconds": seconds,
        "runs": runs,
    }
    with tempfile.TemporaryDirectory(dir=folder) as work:
        plan = Plan(Path(work), seconds, runs, segments, memory_seconds, console)
        comparisons = [comparison for part in parts or _PARTS for comparison in _PARTS[part](plan)]
    for comparison in comparisons:
        console.print(table(comparison))
    for name, fact in facts.items():
        console.print(f"{name}: {fact}")
    path = output or folder / "ingest.json"
    path.write_text(json.dumps({**result, "comparisons": [each.as_json() for each in comparisons]}, indent=2) + "\n")
    console.print(f"All measurements: {path}")


if __name__ == "__main__":
    try:
        ingest()
    except OperatorError as error:
        console.print(f"[red]✗[/] {error}")
        sys.exit(1)
