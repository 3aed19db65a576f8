"""Bounds how many queries of an engine run at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

from ingest_api.analytics.engine import TooManyQueries

_WAIT_SECONDS = 1.0


class Slots:
    """Slots for the queries that one process runs at a time.

    A query that finds all of them taken waits for one for a second, because most queries take milliseconds. As many may
    wait as there are slots: each of them holds one of the threads that serve all requests.

    Args:
        count: the number of slots.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = Semaphore(count)
        self._waiting = Semaphore(count)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a slot until the end of the block.

        Raises:
            TooManyQueries: all slots are taken, and stay so, or too many queries wait already.
        """
        if not (self._free.acquire(blocking=False) or self._awaited()):
            raise TooManyQueries(f"{self._count} queries are running. Send this one again when they have ended.")
        try:
            yield
        finally:
            self._free.release()

    def _awaited(self) -> bool:
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=_WAIT_SECONDS)
        finally:
            self._waiting.release()
