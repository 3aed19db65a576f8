"""The writing side of the spool.

A record is acknowledged once it is on disk. layout.py defines where segments are stored, segment.py defines their
format, group_commit.py writes them.
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

from ingest_api.spool.group_commit import GroupCommit
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.unavailable import SpoolUnavailable
from ingest_api.spool.watermark import Receptions
from raw_zone.layout import STREAMS

log = logging.getLogger("eventmart.spool")

_TICK_SECONDS = 0.1
_CAPACITY_SECONDS = 1.0
_LANDED_POLL_SECONDS = 0.02
# If this many segments wait, HDFS is away or behind, and sealing early is no use. A segment then takes what comes in a
# minute, which is all that it may hold. Otherwise an outage of 12 hours leaves 43,200 segments, and listing them every
# second takes 5 % of the CPU time of each process. Listing the 2,440 that it leaves so takes 0.2 %.
_MANY_SEGMENTS = 1_000
_MINUTE = 60.0


@dataclass(frozen=True)
class Limits:
    """Limits of segments and of the spool.

    `spool_bytes` and `free_bytes` are checked once per second, so records that arrive within a second may exceed them.

    Attributes:
        segment_bytes: size at which a segment is sealed.
        segment_seconds: age at which a segment is sealed; a minute if many wait.
        spool_bytes: if the spool, over all processes, is larger than this, new records are refused.
        free_bytes: if the spool's disk has less than this free, new records are refused.
    """

    segment_bytes: int
    segment_seconds: float
    spool_bytes: int
    free_bytes: int


class Spool:
    """The spool of one process.

    Args:
        spool_dir: the spool folder, shared by all processes.
        limits: limits of segments and of the spool.
        now: returns the current time, in UTC.
        new_id: creates a unique id for this process and for each segment.
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
        self._has_many_segments = False
        self._check_capacity()
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="spool-ticker", daemon=True)
        self._ticker.start()

    def reception(self) -> AbstractContextManager[datetime]:
        """The time of reception of a request. The futures of its appends must be done before the context ends.

        Raises:
            SpoolUnavailable: an earlier request has been waiting for the disk for over a minute.
        """
        return self._receptions.reception()

    def append(self, stream: str, lines: Sequence[bytes]) -> Future[str]:
        """Write records to disk.

        Args:
            stream: events or quarantine.
            lines: records without line breaks.

        Returns:
            A future. Its result is the name of the segment, for `wait_until_landed`, set once the records are on disk.
            Its exception is SpoolUnavailable if the write failed; none of the records is then acknowledged.

        Raises:
            SpoolUnavailable: the spool or its disk is full, or the spool is closing.
        """
        if self._refusal is not None:
            raise SpoolUnavailable(self._refusal)
        return self._commits[stream].append(lines)

    def wait_until_landed(self, stream: str, name: str, timeout_seconds: float) -> bool:
        """Wait until a segment is in HDFS. Return False on timeout."""
        deadline = time.monotonic() + timeout_seconds
        while not self._dir.is_landed(stream, name):
            if time.monotonic() > deadline:
                return False
            time.sleep(_LANDED_POLL_SECONDS)
        return True

    def check_writable(self) -> None:
        """Raise OSError if the spool folder is not writable."""
        tempfile.TemporaryFile(dir=self._dir.root).close()

    def close(self) -> None:
        """Write queued records and seal the open segments. Appends fail after this."""
        for commit in self._commits.values():
            commit.close()
        self._closing.set()
        self._ticker.join()
        self._receptions.close()

    def _tick(self) -> None:
        checked_at, flushed_at = time.monotonic(), self._dir.flush_requested_at()
        while not self._closing.wait(_TICK_SECONDS):
            try:
                self._receptions.publish()
                if (requested_at := self._dir.flush_requested_at()) != flushed_at:
                    flushed_at = requested_at
                    for commit in self._commits.values():
                        commit.seal()
                if time.monotonic() - checked_at >= _CAPACITY_SECONDS:
                    checked_at = time.monotonic()
                    self._check_capacity()
            except OSError as error:
                # the watermark does not move until the disk works again
                log.warning("spool maintenance failed: %s", error)

    def _check_capacity(self) -> None:
        depth = self._dir.depth()
        has_many_segments = depth.segments >= _MANY_SEGMENTS
        if has_many_segments != self._has_many_segments:
            self._has_many_segments = has_many_segments
            for commit in self._commits.values():
                commit.seal_after(max(self._limits.segment_seconds, _MINUTE if has_many_segments else 0))
        waiting = depth.bytes
        free = shutil.disk_usage(self._dir.root).free
        if waiting > self._limits.spool_bytes:
            refusal = f"The spool is full: {waiting} bytes wait for HDFS, {self._limits.spool_bytes} are allowed."
        elif free < self._limits.free_bytes:
            refusal = f"The spool's disk is nearly full: {free} bytes are free, {self._limits.free_bytes} are required."
        else:
            refusal = None
        if refusal != self._refusal:
            log.warning(refusal or "the spool accepts records again")
        self._refusal = refusal
