"""The watermark of the spool: every event received up to this time has left the spool for HDFS.

A worker stamps each request with its time of reception, and writes the events to a segment only after that. Each worker
publishes a floor in a file of its own: no event that is not yet in a segment, including future events, has an earlier
stamp. The worker holds an flock on the file while it lives. The watermark is one microsecond less than the minimum of
the floors of all living workers and of the times in the names of the segments in the spool. It is less than the
minimum, because a waiting event may have exactly that stamp.

This holds even if the clock is set back: the stamps of a worker never decrease, and a new worker starts after the last
watermark.
"""

import fcntl
import logging
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventmart.files import replace_file
from ingest_api.spool.layout import SpoolDir, try_lock
from ingest_api.spool.unavailable import SpoolUnavailable

log = logging.getLogger("eventmart.spool")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MAX_AHEAD = timedelta(minutes=1)
# microseconds since 1970
_FLOOR = struct.Struct("<q")


class Receptions:
    """Stamps the requests of one worker, and publishes the worker's floor.

    Args:
        spool_dir: the spool folder, which holds the floor.
        now: returns the current time, in UTC; the clock may be set back.
        worker: a name that no other worker has ever used.
    """

    def __init__(self, spool_dir: SpoolDir, now: Callable[[], datetime], worker: str) -> None:
        self._now = now
        self._lock = threading.Lock()
        # the first entry has the earliest stamp, because stamps never decrease
        self._in_flight: dict[object, datetime] = {}
        with _locked(spool_dir):
            # every event up to the watermark has left the spool, so the first stamp must be later
            self._latest = _read(spool_dir.root / "watermark") + _MICROSECOND
            path = spool_dir.workers / worker
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.publish()

    @contextmanager
    def reception(self) -> Iterator[datetime]:
        """Stamp a request. Its events must be in a segment, or dropped, before the context ends.

        Raises:
            SpoolUnavailable: a request that was received over a minute ago is still in flight. A segment that took the
                events of both would span more time than the lake looks back, see MAX_FILE_SPAN.
        """
        token = object()
        with self._lock:
            stamp = self._next_stamp()
            if stamp - next(iter(self._in_flight.values()), stamp) > _MAX_AHEAD:
                raise SpoolUnavailable("Events that were received over a minute ago are not on disk yet.")
            self._in_flight[token] = stamp
        try:
            yield stamp
        finally:
            with self._lock:
                del self._in_flight[token]

    def floor(self) -> datetime:
        """A lower bound: no event that is not yet in a segment has an earlier stamp."""
        with self._lock:
            return next(iter(self._in_flight.values()), None) or self._next_stamp()

    def publish(self) -> None:
        """Publish the floor for the shipper."""
        # eight bytes in one write: a reader sees the old floor or the new one
        os.pwrite(self._descriptor, _FLOOR.pack((self.floor() - _EPOCH) // _MICROSECOND), 0)

    def close(self) -> None:
        """Release the flock on the floor, so that it no longer holds the watermark back."""
        os.close(self._descriptor)

    def _next_stamp(self) -> datetime:
        self._latest = max(self._latest, self._now())
        return self._latest


def advance(spool_dir: SpoolDir, now: datetime) -> datetime:
    """Advance the watermark as far as possible. Only the shipper calls this.

    Returns:
        The new watermark; it never decreases.
    """
    with _locked(spool_dir):
        # read the floors before the segments: an event that enters a segment in between is then seen in a segment
        bounds = [now, *_floors(spool_dir)]
        if (oldest := spool_dir.oldest()) is not None:
            bounds.append(oldest)
        path = spool_dir.root / "watermark"
        watermark = max(_read(path), min(bounds) - _MICROSECOND)
        replace_file(path, watermark.isoformat())
        return watermark


def current(spool_dir: SpoolDir) -> datetime:
    """The watermark that the shipper stored last."""
    return _read(spool_dir.root / "watermark")


def _floors(spool_dir: SpoolDir) -> Iterator[datetime]:
    for path in spool_dir.workers.iterdir():
        with path.open("r+b") as file:
            if try_lock(file.fileno()):
                # its worker is dead, because the flock is free; everything that it accepted is in segments
                path.unlink()
            else:
                yield _EPOCH + _FLOOR.unpack(file.read(_FLOOR.size))[0] * _MICROSECOND


def _read(path: Path) -> datetime:
    try:
        text = path.read_text()
    except FileNotFoundError:
        return _EPOCH
    if not text:
        # an earlier version did not sync it; the floors and the segments give the watermark again
        log.warning("%s is empty. The next watermark replaces it.", path)
        return _EPOCH
    return datetime.fromisoformat(text)


@contextmanager
def _locked(spool_dir: SpoolDir) -> Iterator[None]:
    with (spool_dir.root / "watermark.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
