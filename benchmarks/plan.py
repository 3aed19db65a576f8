"""How much is measured, and where."""

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
    """What the parts of the benchmark are told.

    Attributes:
        folder: on the disk that is measured; emptied at the end.
        seconds: of each measurement,
        runs: of which each variant has so many.
        segments: of 64 MiB that are shipped in each run.
        memory_seconds: for which memory is watched.
    """

    folder: Path
    seconds: int
    runs: int
    segments: int
    memory_seconds: int
    console: Console

    def settings(self, **changes: Any) -> Settings:  # noqa: ANN401 - of whatever type the setting is
        """Settings for a server that begins with nothing."""
        return settings_in(self.folder / str(next(_numbers)), **changes)
