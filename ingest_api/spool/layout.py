"""The spool's folder, which the API's workers fill and the shipper empties.

    <spool>/<stream>/open/<segment>      being written; locked by the process that writes it
    <spool>/<stream>/sealed/<segment>    complete; the shipper takes it from here
    <spool>/workers/<worker>             the floor of a living worker (ingest_api.spool.watermark); locked by it
    <spool>/watermark                    up to where everything received has left the spool
    <spool>/hurry                        touched by who waits for the watermark; see `hurry`
    <spool>/spool_id                     tells this spool from others that feed the same lake, and its age

A segment's name begins with a time to which nothing that it holds was received before.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from raw_zone.layout import NAME_TIME, STREAMS, begin_of

SUFFIX = ".seg"


@dataclass(frozen=True)
class Depth:
    """What waits in the spool.

    Attributes:
        oldest_received_at: nothing that waits was received before; None where nothing waits.
    """

    segments: int
    bytes: int
    oldest_received_at: datetime | None


class SpoolDir:
    """The layout of the folder, and what can be seen in it from outside."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workers = root / "workers"
        self._hurry = root / "hurry"

    def create(self) -> None:
        """Create what is missing of the folder."""
        self.workers.mkdir(parents=True, exist_ok=True)
        for stream in STREAMS:
            self.open(stream).mkdir(parents=True, exist_ok=True)
            self.sealed(stream).mkdir(parents=True, exist_ok=True)
        if not self._hurry.exists():
            self._hurry.touch()
        self._create_spool_id()

    def spool_id(self) -> str:
        """The id of the spool; it begins with the time of its making, before which it has received nothing."""
        return (self.root / "spool_id").read_text()

    def _create_spool_id(self) -> None:
        path = self.root / "spool_id"
        if not path.exists():
            new_id = f"{datetime.now(UTC):{NAME_TIME}}-{uuid4().hex}"
            temporary = path.with_name(new_id)
            temporary.write_text(new_id)
            with suppress(FileExistsError):
                # of processes that do so at once, the first one's counts
                os.link(temporary, path)
            temporary.unlink()

    def open(self, stream: str) -> Path:
        """Folder of the segments being written."""
        return self.root / stream / "open"

    def sealed(self, stream: str) -> Path:
        """Folder of the complete segments."""
        return self.root / stream / "sealed"

    def hurry(self) -> None:
        """Ask that what is in the spool now gets to HDFS at once, and not when its segments are full or old enough."""
        self._hurry.touch()

    def hurried_at(self) -> float:
        """When `hurry` was called last, in seconds since 1970."""
        return self._hurry.stat().st_mtime

    def is_landed(self, stream: str, segment: str) -> bool:
        """Whether the segment has reached HDFS; its copy here goes only then."""
        # in this order: a segment that is sealed in between is seen in the second place
        return not ((self.open(stream) / segment).exists() or (self.sealed(stream) / segment).exists())

    def sealed_segments(self) -> Iterator[tuple[str, Path]]:
        """Stream and path of every sealed segment, oldest first."""
        for stream in STREAMS:
            for path in sorted(self.sealed(stream).glob(f"*{SUFFIX}")):
                yield stream, path

    def seal_orphans(self) -> None:
        """Seal the segments that no living process writes."""
        for stream in STREAMS:
            for path in sorted(self.open(stream).glob(f"*{SUFFIX}")):
                try:
                    descriptor = os.open(path, os.O_RDWR)
                except FileNotFoundError:
                    # its worker has sealed it in this moment
                    continue
                try:
                    if try_lock(descriptor) and path.exists():
                        path.rename(self.sealed(stream) / path.name)
                finally:
                    os.close(descriptor)

    def oldest(self) -> datetime | None:
        """The time to which nothing that waits was received before; None where nothing waits."""
        # open before sealed: a segment that is sealed in between is seen at least once
        names = [
            path.name
            for folder in (self.open, self.sealed)
            for stream in STREAMS
            for path in folder(stream).glob(f"*{SUFFIX}")
        ]
        return min(map(begin_of, names), default=None)

    def depth(self) -> Depth:
        """What waits, of all processes."""
        oldest = self.oldest()
        segments = size = 0
        for stream in STREAMS:
            for folder in (self.open(stream), self.sealed(stream)):
                for path in folder.glob(f"*{SUFFIX}"):
                    try:
                        size += path.stat().st_size
                    except FileNotFoundError:
                        # it was sealed or landed in this moment
                        continue
                    segments += 1
        return Depth(segments, size, oldest)


def try_lock(descriptor: int) -> bool:
    """Lock a file for this process; False where another has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync_directory(path: Path) -> None:
    """Bring the names in a folder onto the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
