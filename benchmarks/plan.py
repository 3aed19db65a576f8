"""The parameters of a measurement."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.servers import settings_in
from eventmart.settings import Settings

_numbers = count(1)


@dataclass(frozen=True)
class Plan:
    """Parameters that all parts of the benchmark share.

    Attributes:
        folder: folder on the disk that is measured. Deleted at the end.
        seconds: duration of each measurement.
        runs: number of measurements of each variant.
        segments: number of 64 MiB segments to ship in each run.
        memory_seconds: duration of the memory measurement.
        console: where to report progress.
    """

    folder: Path
    seconds: int
    runs: int
    segments: int
    memory_seconds: int
    console: Console

    def settings(self, **changes: Any) -> Settings:  # noqa: ANN401 - settings have various types
        """Create settings for a server with a new, empty state directory."""
        return settings_in(self.folder / str(next(_numbers)), **changes)
