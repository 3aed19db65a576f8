"""The time limit of the first row of a stream. After it, the client determines how long the stream takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer

from ingest_api.analytics.engine import QueryTimedOut


def timed_out(seconds: float) -> QueryTimedOut:
    """The error of a query that took longer."""
    return QueryTimedOut(f"The query was cancelled after {seconds:g} s. Narrow it, for example by time.")


class Deadline:
    """Ends a query that has not given a row in time.

    Args:
        seconds: time limit.
        ended: the error that a query raises if it is ended.
    """

    def __init__(self, seconds: float, ended: type[Exception]) -> None:
        self._seconds = seconds
        self._ended = ended
        self._deciding = Lock()
        self._is_met = self._is_missed = False

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` on another thread if `met` is not called in time.

        Raises:
            QueryTimedOut: this has ended the query.
        """

        def miss() -> None:
            with self._deciding:
                if not self._is_met:
                    self._is_missed = True
                    end()

        timer = Timer(self._seconds, miss)
        timer.daemon = True
        timer.start()
        try:
            yield
        except self._ended:
            if self._is_missed:
                raise timed_out(self._seconds) from None
            raise
        finally:
            timer.cancel()
            self.met()

    def met(self) -> None:
        """The first row has arrived."""
        # waits for a call that has begun, which must not hit what comes after the query
        with self._deciding:
            self._is_met = True
