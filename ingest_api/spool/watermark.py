"""The watermark of the spool: every event received up to then has left it for HDFS.

A worker stamps each request with the time of its reception, and events come into a segment only after that. So each
worker keeps a floor, in a file of its own: no event that is still on its way into a segment, or is yet to come, bears
an earlier stamp. The watermark is what comes just before the least of all living workers' floors and of the times in
the segments' names: an event that waits may well bear exactly that time.

It holds whatever the clock does: a worker's stamps never go back, and a new worker begins at the last watermark.
"""

import fcntl
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventmart.files import replace_file
from ingest_api.spool.layout import SpoolDir, try_lock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# microseconds since 1970
_FLOOR = struct.Struct("<q")


class Receptions:
    """Stamps the requests of one worker, and publishes its floor.

    Args:
        spool_dir: where the floor is kept.
        now: the time, in UTC; may be stepped back.
        worker: a name that no other worker has or had.
    """

    def __init__(self, spool_dir: SpoolDir, now: Callable[[], datetime], worker: str) -> None:
        self._now = now
        self._lock = threading.Lock()
        # in the order of their stamps, because stamps never go back
        self._under_way: dict[object, datetime] = {}
        with _locked(spool_dir):
            # everything received up to the watermark has left already: the first stamp is a later one
            self._latest = _read(spool_dir.root / "watermark") + _MICROSECOND
            path = spool_dir.workers / worker
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.publish()

    @contextmanager
    def reception(self) -> Iterator[datetime]:
        """The stamp of a request; its events must be in a segment, or given up, when the context ends."""
        token = object()
        with self._lock:
            stamp = self._under_way[token] = self._tick()
        try:
            yield stamp
        finally:
            with self._lock:
                del self._under_way[token]

    def floor(self) -> datetime:
        """No event that is not in a segment yet bears an earlier stamp."""
        with self._lock:
            return next(iter(self._under_way.values()), None) or self._tick()

    def publish(self) -> None:
        """Tell the shipper the floor."""
        # eight bytes at once: a reader sees the old floor or the new one
        os.pwrite(self._descriptor, _FLOOR.pack((self.floor() - _EPOCH) // _MICROSECOND), 0)

    def close(self) -> None:
        """Have no say in the watermark any more."""
        os.close(self._descriptor)

    def _tick(self) -> datetime:
        self._latest = max(self._latest, self._now())
        return self._latest


def advance(spool_dir: SpoolDir, now: datetime) -> datetime:
    """Move the watermark as far as it may go; for the shipper.

    Returns:
        The watermark, which never goes back.
    """
    with _locked(spool_dir):
        # the floors first: what a worker puts into a segment after that is seen in the segments
        bounds = [now, *_floors(spool_dir)]
        if (oldest := spool_dir.oldest()) is not None:
            bounds.append(oldest)
        path = spool_dir.root / "watermark"
        watermark = max(_read(path), min(bounds) - _MICROSECOND)
        replace_file(path, watermark.isoformat())
        return watermark


def current(spool_dir: SpoolDir) -> datetime:
    """The watermark as the shipper last moved it."""
    return _read(spool_dir.root / "watermark")


def _floors(spool_dir: SpoolDir) -> Iterator[datetime]:
    for path in spool_dir.workers.iterdir():
        with path.open("r+b") as file:
            if try_lock(file.fileno()):
                # its worker is dead: what it has accepted is in segments
                path.unlink()
            else:
                yield _EPOCH + _FLOOR.unpack(file.read(_FLOOR.size))[0] * _MICROSECOND


def _read(path: Path) -> datetime:
    try:
        return datetime.fromisoformat(path.read_text())
    except FileNotFoundError:
        return _EPOCH


@contextmanager
def _locked(spool_dir: SpoolDir) -> Iterator[None]:
    with (spool_dir.root / "watermark.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
