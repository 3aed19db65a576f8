"""The writing side of the spool: accepted records onto the local disk, on their way to HDFS.

A record is acknowledged once it is on the disk. Requests that arrive together share one write and one fdatasync
(group commit, as databases do for their log). ingest_api.spool_dir tells where things lie, ingest_api.segment how.
"""

import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ingest_api import segment
from ingest_api.spool_dir import NAME_TIME, STREAMS, SUFFIX, SpoolDir, sync_directory, try_lock
from ingest_api.watermark import Receptions

log = logging.getLogger("eventmart.spool")

_TICK_SECONDS = 0.1
_ROOM_SECONDS = 1.0
_LANDED_POLL_SECONDS = 0.02
# of a segment's name, the part that is its hour: 2026-01-02T03
_HOUR = 13


class SpoolUnavailable(Exception):
    """The records could not be brought onto the disk; nothing of them is acknowledged."""


@dataclass(frozen=True)
class Limits:
    """How large things may get.

    Attributes:
        segment_bytes: a segment is sealed at this size,
        segment_seconds: or at this age.
        spool_bytes: with more than this in the spool, of all processes, no records are taken;
        free_bytes: nor with less than this free on its disk. Both are looked at every second, so that what comes in
            within a second may go past them.
    """

    segment_bytes: int
    segment_seconds: float
    spool_bytes: int
    free_bytes: int


@dataclass
class _Ticket:
    """One request's records, waiting for their group commit."""

    body: bytes
    index: bytes
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
    stream: str
    pending: list[_Ticket] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    # one thread at a time works on the open segment
    is_busy: bool = False
    open: _Open | None = None


class Spool:
    """The spool of one process.

    Args:
        spool_dir: shared by all processes.
        limits: how large things may get.
        now: the time, in UTC.
        new_id: a unique id for each segment.
    """

    def __init__(
        self,
        spool_dir: SpoolDir,
        limits: Limits,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        spool_dir.create()
        self._dir = spool_dir
        self._limits = limits
        self._new_id = new_id
        self._receptions = Receptions(spool_dir, now, new_id())
        self._writers = {stream: _Writer(stream) for stream in STREAMS}
        self._refusal: str | None = None
        self._look_at_room()
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="spool-ticker", daemon=True)
        self._ticker.start()

    @contextmanager
    def reception(self) -> Iterator[datetime]:
        """The time of reception for a request's events; append them before the context ends."""
        with self._receptions.reception() as stamp:
            yield stamp

    def append(self, stream: str, lines: Sequence[bytes]) -> str:
        """Bring records onto the disk; they are there when this returns.

        Args:
            stream: events or quarantine.
            lines: the records, none of which holds a line break.

        Returns:
            The segment that holds them, for `wait_until_landed`.

        Raises:
            SpoolUnavailable: the spool or its disk is full, or failing; none of the records counts.
        """
        if self._refusal is not None:
            raise SpoolUnavailable(self._refusal)
        writer = self._writers[stream]
        ticket = _Ticket(b"\n".join(lines) + b"\n", segment.index_of(lines))
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

    def wait_until_landed(self, stream: str, name: str, timeout_seconds: float) -> bool:
        """Wait until a segment is in HDFS; False where the time ran out before."""
        deadline = time.monotonic() + timeout_seconds
        while not self._dir.is_landed(stream, name):
            if time.monotonic() > deadline:
                return False
            time.sleep(_LANDED_POLL_SECONDS)
        return True

    def check_writable(self) -> None:
        """Raise OSError where the spool's folder cannot be written."""
        tempfile.TemporaryFile(dir=self._dir.root).close()

    def close(self) -> None:
        """Seal what is open; nothing may be appended after this."""
        self._closing.set()
        self._ticker.join()
        for writer in self._writers.values():
            with self._turn(writer):
                self._seal(writer)
        self._receptions.close()

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
            opened = self._segment(writer)
            data = segment.frame(
                b"".join([ticket.body for ticket in batch]), b"".join([ticket.index for ticket in batch])
            )
            _write_all(opened.descriptor, data)
            os.fdatasync(opened.descriptor)
            opened.durable_bytes += len(data)
            for ticket in batch:
                ticket.segment = opened.path.name
            if opened.durable_bytes >= self._limits.segment_bytes:
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
        """The open segment; a new one where there is none, or where the hour that it lands in is over."""
        floor = self._receptions.floor().strftime(NAME_TIME)
        if writer.open is not None and writer.open.path.name[:_HOUR] != floor[:_HOUR]:
            self._seal(writer)
        while writer.open is None:
            path = self._dir.open(writer.stream) / f"{floor}-{self._new_id()}{SUFFIX}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
            # the shipper may have taken the new file for an orphan before it was locked: then take another
            if try_lock(descriptor) and path.exists():
                sync_directory(path.parent)
                writer.open = _Open(path, descriptor, time.monotonic())
            else:
                os.close(descriptor)
        return writer.open

    def _seal(self, writer: _Writer) -> None:
        if writer.open is not None:
            opened, writer.open = writer.open, None
            try:
                opened.path.rename(self._dir.sealed(writer.stream) / opened.path.name)
            except OSError:
                # what it holds is on the disk and acknowledged all the same; unlocked, it is for the shipper to seal
                log.exception("segment %s could not be sealed", opened.path.name)
            finally:
                os.close(opened.descriptor)

    def _give_up(self, writer: _Writer) -> None:
        """Leave a segment that failed: what was acknowledged of it is on the disk, the rest is cut off.

        After a failed fsync the kernel may take lost pages for clean, so a second one proves nothing
        (https://lwn.net/Articles/752063/): this descriptor is not used for data again.
        """
        if writer.open is None:
            return
        opened, writer.open = writer.open, None
        try:
            os.ftruncate(opened.descriptor, opened.durable_bytes)
        finally:
            # unlocked, it is an orphan now: the shipper seals it
            os.close(opened.descriptor)

    def _tick(self) -> None:
        looked_at = time.monotonic()
        while not self._closing.wait(_TICK_SECONDS):
            self._receptions.publish()
            if time.monotonic() - looked_at >= _ROOM_SECONDS:
                self._look_at_room()
                looked_at = time.monotonic()
            for writer in self._writers.values():
                with self._turn(writer):
                    opened = writer.open
                    if opened and time.monotonic() - opened.opened_at >= self._limits.segment_seconds:
                        self._seal(writer)

    def _look_at_room(self) -> None:
        waiting = self._dir.depth().bytes
        free = shutil.disk_usage(self._dir.root).free
        if waiting > self._limits.spool_bytes:
            refusal = f"The spool is full: {waiting} bytes wait for HDFS, {self._limits.spool_bytes} may."
        elif free < self._limits.free_bytes:
            refusal = f"The spool's disk is nearly full: {free} bytes are free, {self._limits.free_bytes} must stay so."
        else:
            refusal = None
        if refusal != self._refusal:
            log.warning(refusal or "the spool has room again")
        self._refusal = refusal


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
