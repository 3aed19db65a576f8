"""The spool folder. The API's workers fill it, the shipper empties it.

    <spool>/<stream>/open/<segment>      being written; its writer holds an flock on it
    <spool>/<stream>/sealed/<segment>    complete; ready for the shipper
    <spool>/workers/<worker>             floor of a worker (ingest_api.spool.watermark), which holds an flock on it
    <spool>/watermark                    time up to which every received event has left the spool
    <spool>/flush_requested              its mtime is the time of the last flush request; see `request_flush`
    <spool>/spool_id                     identifies the spool among all that feed the lake; begins with creation time

A segment's name begins with a time. No record in the segment was received before that time.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from eventmart.files import replace_file
from raw_zone.layout import NAME_TIME, STREAMS, begin_of

SUFFIX = ".seg"

log = logging.getLogger("eventmart.spool")


@dataclass(frozen=True)
class Depth:
    """What the spool holds: records that are accepted but not yet in HDFS.

    Attributes:
        segments: number of segment files.
        bytes: total size of the segment files.
        oldest_received_at: no record in the spool was received before this time; null if the spool is empty.
    """

    segments: int
    bytes: int
    oldest_received_at: datetime | None


class SpoolDir:
    """Paths in the spool folder, and the operations that any process may perform on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workers = root / "workers"
        self._flush_requested = root / "flush_requested"
        # of the sealed segments of each stream, by name: they do not change
        self._sealed_sizes: dict[str, dict[str, int]] = {stream: {} for stream in STREAMS}
        self._lock = threading.Lock()

    def create(self) -> None:
        """Create the folder and whatever is missing in it."""
        self.workers.mkdir(parents=True, exist_ok=True)
        for stream in STREAMS:
            self.open(stream).mkdir(parents=True, exist_ok=True)
            self.sealed(stream).mkdir(parents=True, exist_ok=True)
        if not self._flush_requested.exists():
            self._flush_requested.touch()
        self._create_spool_id()

    def spool_id(self) -> str:
        """The id of the spool. It begins with its creation time; the spool received nothing before that."""
        return (self.root / "spool_id").read_text()

    def _create_spool_id(self) -> None:
        path = self.root / "spool_id"
        with (self.root / "spool_id.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists() and not path.read_text():
                # an earlier version did not sync it: the machine went down before the spool received anything
                log.warning("%s is empty. The spool gets a new id.", path)
                path.unlink()
            if not path.exists():
                replace_file(path, f"{datetime.now(UTC):{NAME_TIME}}-{uuid4().hex}")

    def open(self, stream: str) -> Path:
        """Folder of the segments that are being written."""
        return self.root / stream / "open"

    def sealed(self, stream: str) -> Path:
        """Folder of the sealed segments."""
        return self.root / stream / "sealed"

    def request_flush(self) -> None:
        """Ask the workers to seal their open segments now, even if they are neither full nor old enough.

        The shipper publishes the watermark more often for a while.
        """
        self._flush_requested.touch()

    def flush_requested_at(self) -> float:
        """Time of the last `request_flush`, in seconds since 1970."""
        return self._flush_requested.stat().st_mtime

    def is_landed(self, stream: str, segment: str) -> bool:
        """Whether a segment is in HDFS. The local file is deleted only after that."""
        # check open before sealed: a segment that is sealed in between is found by the second check
        return not ((self.open(stream) / segment).exists() or (self.sealed(stream) / segment).exists())

    def sealed_segments(self) -> Iterator[tuple[str, Path]]:
        """Stream and path of every sealed segment, oldest first, whatever its stream."""
        names = sorted((name, stream) for stream in STREAMS for name in _segments(self.sealed(stream)))
        for name, stream in names:
            yield stream, self.sealed(stream) / name

    def seal_orphans(self) -> None:
        """Seal the open segments whose writer is dead, which releases its flock."""
        for stream in STREAMS:
            for name in sorted(_segments(self.open(stream))):
                path = self.open(stream) / name
                try:
                    descriptor = os.open(path, os.O_RDWR)
                except FileNotFoundError:
                    # its worker has just sealed it
                    continue
                try:
                    if try_lock(descriptor) and path.exists():
                        path.rename(self.sealed(stream) / path.name)
                finally:
                    os.close(descriptor)

    def oldest(self) -> datetime | None:
        """A time before which no record in the spool was received; None if the spool is empty."""
        # list open before sealed: a segment that is sealed in between is listed at least once
        names = [
            name for folder in (self.open, self.sealed) for stream in STREAMS for name in _segments(folder(stream))
        ]
        # the names sort by time
        return begin_of(min(names)) if names else None

    def depth(self) -> Depth:
        """What the spool holds, over all processes. It costs about a microsecond for each segment."""
        names: list[str] = []
        sizes: list[int] = []
        with self._lock:
            for stream in STREAMS:
                # list open before sealed, as above
                opened, sealed = _segments(self.open(stream)), _segments(self.sealed(stream))
                names += opened + sealed
                sizes += _sizes(self.open(stream), opened).values()
                known = self._sealed_sizes[stream]
                for name in known.keys() - set(sealed):
                    del known[name]
                known.update(_sizes(self.sealed(stream), set(sealed) - known.keys()))
                sizes += known.values()
        return Depth(len(sizes), sum(sizes), begin_of(min(names)) if names else None)


def _segments(folder: Path) -> list[str]:
    """Names of the segments in a folder. With tens of thousands, os.listdir takes a tenth of the time of Path.glob."""
    return [name for name in os.listdir(folder) if name.endswith(SUFFIX)]  # noqa: PTH208


def _sizes(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """Sizes of segments by name, without those that have just been sealed or landed."""
    sizes = {}
    for name in names:
        with suppress(FileNotFoundError):
            sizes[name] = (folder / name).stat().st_size
    return sizes


def try_lock(descriptor: int) -> bool:
    """Take an exclusive flock without waiting. Return False if another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
