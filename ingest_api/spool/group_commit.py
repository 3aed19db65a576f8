"""One stream's open segment, and the thread that writes it.

Requests that arrive while the disk is busy share the next write and the next fdatasync (group commit, as databases do
for their log: DeWitt et al., Implementation Techniques for Main Memory Database Systems, 1984).
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ingest_api.spool import segment
from ingest_api.spool.layout import SUFFIX, SpoolDir, sync_directory, try_lock
from raw_zone.layout import NAME_TIME

log = logging.getLogger("eventmart.spool")

# that a system takes at once
_MOST_PIECES = os.sysconf("SC_IOV_MAX")
# of a segment's name, the part that is its hour: 2026-01-02T03
_HOUR = 13


class SpoolUnavailable(Exception):
    """The records are not on the disk; none of them is acknowledged."""


@dataclass(frozen=True)
class _Batch:
    """The records of requests that share a write, and the name of the segment that they come into."""

    bodies: list[bytes] = field(default_factory=list)
    indexes: list[bytes] = field(default_factory=list)
    written: Future[str] = field(default_factory=Future)


@dataclass
class _Open:
    """The segment being written, and how much of it is surely on the disk."""

    path: Path
    descriptor: int
    opened_at: float
    durable_bytes: int = 0

    @property
    def age(self) -> float:
        return time.monotonic() - self.opened_at


class GroupCommit:
    """The writing end of one stream.

    Args:
        stream: events or quarantine.
        spool_dir: shared by all processes.
        segment_bytes: a segment is sealed at this size,
        segment_seconds: or at this age.
        floor: tells a time to which no record that is yet to be written was received before.
        new_id: a unique id for each segment.
    """

    def __init__(
        self,
        stream: str,
        spool_dir: SpoolDir,
        segment_bytes: int,
        segment_seconds: float,
        floor: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._stream = stream
        self._dir = spool_dir
        self._segment_bytes = segment_bytes
        self._segment_seconds = segment_seconds
        self._floor = floor
        self._new_id = new_id
        self._open: _Open | None = None
        self._waiting: _Batch | None = None
        self._is_sealing = self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"{stream}-writer", daemon=True)
        self._thread.start()

    def append(self, lines: Sequence[bytes]) -> Future[str]:
        """Have records written.

        Args:
            lines: none of them holds a line break.

        Returns:
            The name of their segment, once they are on the disk; or the error that kept them from it.
        """
        body, index = b"\n".join([*lines, b""]), segment.index_of(lines)
        with self._changed:
            if self._is_closing:
                raise SpoolUnavailable("The service is stopping.")
            if self._waiting is None:
                self._waiting = _Batch()
                self._changed.notify()
            batch = self._waiting
            batch.bodies.append(body)
            batch.indexes.append(index)
        return batch.written

    def seal(self) -> None:
        """Seal the segment soon, whatever its size and age."""
        with self._changed:
            self._is_sealing = True
            self._changed.notify()

    def close(self) -> None:
        """Write what waits, and seal the segment."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._waiting is None and not self._is_sealing and not self._is_closing:
                    self._changed.wait(max(0, self._segment_seconds - self._open.age) if self._open else None)
                batch, self._waiting = self._waiting, None
                is_last, is_due = self._is_closing, self._is_closing or self._is_sealing
                self._is_sealing = False
            if batch is not None:
                self._commit(batch)
            if self._open is not None and (is_due or self._open.age >= self._segment_seconds):
                self._seal()
            if is_last:
                return

    def _commit(self, batch: _Batch) -> None:
        try:
            opened = self._segment()
            written = _write_all(opened.descriptor, segment.frame(batch.bodies, batch.indexes))
            os.fdatasync(opened.descriptor)
            opened.durable_bytes += written
            if opened.durable_bytes >= self._segment_bytes:
                self._seal()
        except Exception as error:
            # whatever it was, every request of the batch must hear of it: none may take its records for written
            self._give_up()
            failure = SpoolUnavailable(f"The spool cannot be written: {error}.")
            failure.__cause__ = error
            batch.written.set_exception(failure)
        else:
            batch.written.set_result(opened.path.name)

    def _segment(self) -> _Open:
        """The open segment; a new one where there is none, or where the hour that it lands in is over."""
        floor = self._floor().strftime(NAME_TIME)
        if self._open is not None and self._open.path.name[:_HOUR] != floor[:_HOUR]:
            self._seal()
        while self._open is None:
            path = self._dir.open(self._stream) / f"{floor}-{self._new_id()}{SUFFIX}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
            # the shipper may have taken the new file for an orphan before it was locked: then take another
            if try_lock(descriptor) and path.exists():
                sync_directory(path.parent)
                self._open = _Open(path, descriptor, time.monotonic())
            else:
                os.close(descriptor)
        return self._open

    def _seal(self) -> None:
        if self._open is not None:
            opened, self._open = self._open, None
            try:
                opened.path.rename(self._dir.sealed(self._stream) / opened.path.name)
            except OSError:
                # what it holds is on the disk and acknowledged all the same; unlocked, it is for the shipper to seal
                log.exception("segment %s could not be sealed", opened.path.name)
            finally:
                os.close(opened.descriptor)

    def _give_up(self) -> None:
        """Leave a segment that failed: what was acknowledged of it is on the disk, the rest is cut off.

        After a failed fsync the kernel may take lost pages for clean, so a second one proves nothing
        (https://lwn.net/Articles/752063/): this descriptor is not used for data again.
        """
        if self._open is None:
            return
        opened, self._open = self._open, None
        try:
            try:
                os.ftruncate(opened.descriptor, opened.durable_bytes)
            finally:
                # unlocked, it is an orphan now: the shipper seals it
                os.close(opened.descriptor)
        except OSError:
            log.exception("segment %s could not be cut after its last acknowledged record", opened.path.name)


def _write_all(descriptor: int, pieces: Sequence[bytes]) -> int:
    """Write pieces, one after another, from where they lie in memory; how many bytes they have."""
    total = sum(map(len, pieces))
    written = os.writev(descriptor, pieces[:_MOST_PIECES])
    if written < total:
        # seldom: there are very many, or the disk is nearly full
        rest = memoryview(b"".join(pieces))[written:]
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    return total
