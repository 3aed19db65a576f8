"""The time limit of the first row of a stream. After it, the client determines how long the stream takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from psycopg.errors import QueryCanceled

from ingest_api.analytics.mart.failures import timed_out


class Deadline:
    """Ends a query that has not given a row in time.

    Args:
        seconds: time limit.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_missed = False
        self._timer: Timer | None = None

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` on another thread if `met` is not called in time.

        Raises:
            QueryTimedOut: this has ended the query.
        """

        def miss() -> None:
            self._is_missed = True
            end()

        self._timer = Timer(self._seconds, miss)
        self._timer.daemon = True
        self._timer.start()
        try:
            yield
        except QueryCanceled:
            if self._is_missed:
                raise timed_out(self._seconds) from None
            raise
        finally:
            self.met()

    def met(self) -> None:
        """The first row has arrived."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
