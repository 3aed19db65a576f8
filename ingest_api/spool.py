"""The spool: accepted records on the local disk, on their way to HDFS.

    <spool>/<stream>/open/<segment>.jsonl     being written; locked by the process that writes it
    <spool>/<stream>/sealed/<segment>.jsonl   complete; the shipper takes it from here

A record is acknowledged once it is on the disk. Requests that arrive together share one write and one fdatasync
(group commit, as databases do for their log). A segment that a dead process left open is sealed by the shipper.
"""

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

STREAMS = ("events", "quarantine")
_SUFFIX = ".jsonl"
_SEAL_CHECKS_PER_AGE = 8
_LANDED_POLL_SECONDS = 0.02


class SpoolUnavailable(Exception):
    """The records could not be brought onto the disk; nothing of them is acknowledged."""


@dataclass(frozen=True)
class Depth:
    """How much waits in the spool."""

    segments: int
    bytes: int


@dataclass
class _Ticket:
    data: bytes
    segment: str = ""
    error: Exception | None = None
    is_done: bool = False


@dataclass
class _Open:
    """The segment being written, and how much of it is surely on the disk."""

    path: Path
    descriptor: int
    opened_at: float
    durable_bytes: int = 0


@dataclass
class _Writer:
    folder: Path
    pending: list[_Ticket] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    # one thread at a time works on the open segment
    is_busy: bool = False
    open: _Open | None = None


class Spool:
    """The writing side, one per process.

    Args:
        root: folder of the spool, shared by all processes.
        max_bytes: a segment is sealed at this size,
        max_seconds: or at this age.
        now: the time, in UTC; names the hour that a segment lands in.
        new_id: a unique, ascending id for each segment.
    """

    def __init__(
        self,
        root: Path,
        max_bytes: int,
        max_seconds: float,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds
        self._now = now
        self._new_id = new_id
        self._root = root
        self._writers = {stream: _Writer(root / stream) for stream in STREAMS}
        self._closing = threading.Event()
        for writer in self._writers.values():
            (writer.folder / "open").mkdir(parents=True, exist_ok=True)
            (writer.folder / "sealed").mkdir(parents=True, exist_ok=True)
        self._sealer = threading.Thread(target=self._seal_aged, name="spool-sealer", daemon=True)
        self._sealer.start()

    def append(self, stream: str, lines: Iterable[bytes]) -> str:
        """Bring records onto the disk; they are there when this returns.

        Args:
            stream: events or quarantine.
            lines: the records, none of which holds a line break.

        Returns:
            The segment that holds them, for `is_landed`.

        Raises:
            SpoolUnavailable: the disk is full or failing; none of the records counts.
        """
        writer = self._writers[stream]
        ticket = _Ticket(b"".join(line + b"\n" for line in lines))
        with writer.changed:
            writer.pending.append(ticket)
            while writer.is_busy and not ticket.is_done:
                writer.changed.wait()
        if not ticket.is_done:
            # the first to find the segment free commits for all who have come by then
            with self._turn(writer):
                with writer.changed:
                    batch, writer.pending = writer.pending, []
                if batch:
                    self._commit(writer, batch)
        if ticket.error is not None:
            raise SpoolUnavailable(f"The spool cannot be written: {ticket.error}.") from ticket.error
        return ticket.segment

    def is_landed(self, stream: str, segment: str) -> bool:
        """Whether the segment has reached HDFS (its local copy goes only then)."""
        folder = self._writers[stream].folder
        # in this order: a segment that is sealed in between is seen in the second place
        return not ((folder / "open" / segment).exists() or (folder / "sealed" / segment).exists())

    def wait_until_landed(self, stream: str, segment: str, timeout_seconds: float) -> bool:
        """Wait for `is_landed`; False where the time ran out before."""
        deadline = time.monotonic() + timeout_seconds
        while not self.is_landed(stream, segment):
            if time.monotonic() > deadline:
                return False
            time.sleep(_LANDED_POLL_SECONDS)
        return True

    def depth(self) -> Depth:
        """What waits in the spool, of all processes."""
        segments = size = 0
        for writer in self._writers.values():
            for folder in ("open", "sealed"):
                for path in (writer.folder / folder).glob(f"*{_SUFFIX}"):
                    try:
                        size += path.stat().st_size
                    except FileNotFoundError:
                        # it landed in this moment
                        continue
                    segments += 1
        return Depth(segments, size)

    def check_writable(self) -> None:
        """Raise OSError where the spool's folder cannot be written."""
        tempfile.TemporaryFile(dir=self._root).close()

    def close(self) -> None:
        """Seal what is open; nothing may be appended after this."""
        self._closing.set()
        self._sealer.join()
        for writer in self._writers.values():
            with self._turn(writer):
                self._seal(writer)

    @contextmanager
    def _turn(self, writer: _Writer) -> Iterator[None]:
        with writer.changed:
            while writer.is_busy:
                writer.changed.wait()
            writer.is_busy = True
        try:
            yield
        finally:
            with writer.changed:
                writer.is_busy = False
                writer.changed.notify_all()

    def _commit(self, writer: _Writer, batch: list[_Ticket]) -> None:
        try:
            segment = self._segment(writer)
            data = b"".join(ticket.data for ticket in batch)
            _write_all(segment.descriptor, data)
            os.fdatasync(segment.descriptor)
            segment.durable_bytes += len(data)
            for ticket in batch:
                ticket.segment = segment.path.name
            if segment.durable_bytes >= self._max_bytes:
                self._seal(writer)
        except Exception as error:
            # whatever it was, every request of the batch must hear of it: none may take its records for written
            for ticket in batch:
                ticket.error = error
            self._give_up(writer)
        finally:
            for ticket in batch:
                ticket.is_done = True

    def _segment(self, writer: _Writer) -> _Open:
        hour = f"{self._now():%Y-%m-%dT%H}"
        if writer.open is not None and not writer.open.path.name.startswith(hour):
            self._seal(writer)
        while writer.open is None:
            path = writer.folder / "open" / f"{hour}-{self._new_id()}{_SUFFIX}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
            # the shipper may have taken the new file for an orphan before it was locked: then take another
            if _try_lock(descriptor) and path.exists():
                _sync_directory(path.parent)
                writer.open = _Open(path, descriptor, time.monotonic())
            else:
                os.close(descriptor)
        return writer.open

    def _seal(self, writer: _Writer) -> None:
        if writer.open is not None:
            segment, writer.open = writer.open, None
            segment.path.rename(writer.folder / "sealed" / segment.path.name)
            os.close(segment.descriptor)

    def _give_up(self, writer: _Writer) -> None:
        """Leave a segment that failed: what was acknowledged of it is on the disk, the rest is cut off.

        After a failed fsync the kernel may take lost pages for clean, so a second one proves nothing
        (https://lwn.net/Articles/752063/): this descriptor is not used for data again.
        """
        if writer.open is None:
            return
        segment, writer.open = writer.open, None
        try:
            os.ftruncate(segment.descriptor, segment.durable_bytes)
        finally:
            # unlocked, it is an orphan now: the shipper seals it
            os.close(segment.descriptor)

    def _seal_aged(self) -> None:
        while not self._closing.wait(self._max_seconds / _SEAL_CHECKS_PER_AGE):
            for writer in self._writers.values():
                with self._turn(writer):
                    segment = writer.open
                    if segment and time.monotonic() - segment.opened_at >= self._max_seconds:
                        self._seal(writer)


def seal_orphans(root: Path) -> None:
    """Seal the segments that no living process writes, each cut after its last whole record."""
    for stream in STREAMS:
        for path in sorted((root / stream / "open").glob(f"*{_SUFFIX}")):
            descriptor = os.open(path, os.O_RDWR)
            try:
                if _try_lock(descriptor) and path.exists():
                    _cut_torn_tail(descriptor)
                    path.rename(root / stream / "sealed" / path.name)
            finally:
                os.close(descriptor)


def sealed_segments(root: Path) -> Iterator[tuple[str, Path]]:
    """Stream and path of every sealed segment, oldest first."""
    for stream in STREAMS:
        for path in sorted((root / stream / "sealed").glob(f"*{_SUFFIX}")):
            yield stream, path


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _cut_torn_tail(descriptor: int) -> None:
    content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    os.ftruncate(descriptor, content.rfind(b"\n") + 1)
    os.fsync(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
