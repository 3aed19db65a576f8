"""The writing side of the spool: accepted records onto the local disk, on their way to HDFS.

A record is acknowledged once it is on the disk. layout.py says where segments lie, segment.py what is in one,
group_commit.py writes them.
"""

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from ingest_api.spool.group_commit import GroupCommit, SpoolUnavailable
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.watermark import Receptions
from raw_zone.layout import STREAMS

log = logging.getLogger("eventmart.spool")

_TICK_SECONDS = 0.1
_ROOM_SECONDS = 1.0
_LANDED_POLL_SECONDS = 0.02


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
        self._receptions = Receptions(spool_dir, now, new_id())
        self._commits = {
            stream: GroupCommit(
                stream, spool_dir, limits.segment_bytes, limits.segment_seconds, self._receptions.floor, new_id
            )
            for stream in STREAMS
        }
        self._refusal: str | None = None
        self._look_at_room()
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="spool-ticker", daemon=True)
        self._ticker.start()

    def reception(self) -> AbstractContextManager[datetime]:
        """The time of reception for a request's events; append them before the context ends."""
        return self._receptions.reception()

    def append(self, stream: str, lines: Sequence[bytes]) -> Future[str]:
        """Write records to the disk.

        Args:
            stream: events or quarantine.
            lines: the records, none of which holds a line break.

        Returns:
            Done once the records are on the disk: the name of their segment, for `wait_until_landed`. Its exception is
            SpoolUnavailable if the disk fails: none of the records is acknowledged.

        Raises:
            SpoolUnavailable: the spool or its disk is full, or the spool is closing.
        """
        if self._refusal is not None:
            raise SpoolUnavailable(self._refusal)
        return self._commits[stream].append(lines)

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
        """Write what waits and seal what is open; nothing is taken after this."""
        for commit in self._commits.values():
            commit.close()
        self._closing.set()
        self._ticker.join()
        self._receptions.close()

    def _tick(self) -> None:
        looked_at, hurried_at = time.monotonic(), self._dir.hurried_at()
        while not self._closing.wait(_TICK_SECONDS):
            try:
                self._receptions.publish()
                if (asked_at := self._dir.hurried_at()) != hurried_at:
                    hurried_at = asked_at
                    for commit in self._commits.values():
                        commit.seal()
                if time.monotonic() - looked_at >= _ROOM_SECONDS:
                    looked_at = time.monotonic()
                    self._look_at_room()
            except OSError as error:
                # the watermark stands still until the disk is well again
                log.warning("the spool cannot be looked after: %s", error)

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
