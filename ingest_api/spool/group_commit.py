"""The open segment of one stream, and the thread that writes it.

Requests that arrive during a write share the next write and fdatasync. Databases write their logs the same way (group
commit: DeWitt et al., Implementation Techniques for Main Memory Database Systems, 1984).
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

from eventmart.files import sync_directory
from ingest_api.spool import segment
from ingest_api.spool.layout import SUFFIX, SpoolDir, try_lock
from ingest_api.spool.unavailable import SpoolUnavailable
from raw_zone.layout import NAME_TIME

log = logging.getLogger("eventmart.spool")

# maximum number of buffers in one writev call
_MAX_BUFFERS = os.sysconf("SC_IOV_MAX")
# length of the minute that begins a segment's name: 2026-01-02T0304
_MINUTE_LENGTH = 15


@dataclass(frozen=True)
class _Batch:
    """The records of requests that share a write, and a future for the name of their segment."""

    bodies: list[bytes] = field(default_factory=list)
    indexes: list[bytes] = field(default_factory=list)
    written: Future[str] = field(default_factory=Future)


@dataclass
class _OpenSegment:
    """The segment being written, and how many bytes of it have been synced to disk."""

    path: Path
    descriptor: int
    opened_at: float
    durable_bytes: int = 0

    @property
    def age(self) -> float:
        return time.monotonic() - self.opened_at


class GroupCommit:
    """Writer of one stream.

    Args:
        stream: events or quarantine.
        spool_dir: the spool folder, shared by all processes.
        segment_bytes: size at which a segment is sealed.
        segment_seconds: age at which a segment is sealed.
        floor: returns a time; no record that is still to be written was received before it.
        new_id: creates a unique id for each segment.
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
        self._open: _OpenSegment | None = None
        self._waiting: _Batch | None = None
        self._is_sealing = self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"{stream}-writer", daemon=True)
        self._thread.start()

    def append(self, lines: Sequence[bytes]) -> Future[str]:
        """Queue records for the next write.

        Args:
            lines: records without line breaks.

        Returns:
            A future. Its result is the name of the segment, set once fdatasync has written the records to disk. Its
            exception is SpoolUnavailable if that failed.

        Raises:
            SpoolUnavailable: the stream is closed.
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

    def seal_after(self, seconds: float) -> None:
        """Seal segments at another age from now on."""
        with self._changed:
            self._segment_seconds = seconds
            self._changed.notify()

    def seal(self) -> None:
        """Request that the open segment be sealed now, regardless of its size and age."""
        with self._changed:
            self._is_sealing = True
            self._changed.notify()

    def close(self) -> None:
        """Write the queued records, seal the segment and stop the thread."""
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
            # whatever the error is, fail every request of the batch, so that none of them is acknowledged
            self._abandon()
            failure = SpoolUnavailable(f"The spool cannot be written: {error}.")
            failure.__cause__ = error
            batch.written.set_exception(failure)
        else:
            batch.written.set_result(opened.path.name)

    def _segment(self) -> _OpenSegment:
        """The open segment. Start a new one if none is open, or if the floor has left the minute of the open one."""
        floor = self._floor().strftime(NAME_TIME)
        if self._open is not None and self._open.path.name[:_MINUTE_LENGTH] != floor[:_MINUTE_LENGTH]:
            self._seal()
        while self._open is None:
            path = self._dir.open(self._stream) / f"{floor}-{self._new_id()}{SUFFIX}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
            # before the flock, the shipper may already have sealed the new file as an orphan; if so, create another
            try:
                if try_lock(descriptor) and path.exists():
                    sync_directory(path.parent)
                    self._open = _OpenSegment(path, descriptor, time.monotonic())
            finally:
                # a locked segment that nobody writes would hold the watermark back for ever
                if self._open is None:
                    os.close(descriptor)
        return self._open

    def _seal(self) -> None:
        if self._open is not None:
            opened, self._open = self._open, None
            try:
                try:
                    opened.path.rename(self._dir.sealed(self._stream) / opened.path.name)
                finally:
                    # releases the flock, even if it fails
                    os.close(opened.descriptor)
            except OSError:
                # its records are on disk and acknowledged; without the flock it is an orphan, which the shipper seals
                log.exception("segment %s could not be sealed", opened.path.name)

    def _abandon(self) -> None:
        """Give up the open segment after a failed write: truncate it after its last acknowledged record.

        After a failed fsync, the kernel may mark lost pages as clean. A second fsync would then succeed although the
        data is lost (https://lwn.net/Articles/752063/), so this descriptor is never used for data again.
        """
        if self._open is None:
            return
        opened, self._open = self._open, None
        try:
            try:
                os.ftruncate(opened.descriptor, opened.durable_bytes)
            finally:
                # closing releases the flock; the segment is now an orphan, which the shipper seals
                os.close(opened.descriptor)
        except OSError:
            log.exception("segment %s could not be truncated after its last acknowledged record", opened.path.name)


def _write_all(descriptor: int, buffers: Sequence[bytes]) -> int:
    """Write all buffers in order, without copying them first, and return their total size in bytes."""
    total = sum(map(len, buffers))
    written = os.writev(descriptor, buffers[:_MAX_BUFFERS])
    if written < total:
        # rare: more than IOV_MAX buffers, or a short write because the disk is nearly full
        rest = memoryview(b"".join(buffers))[written:]
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    return total
