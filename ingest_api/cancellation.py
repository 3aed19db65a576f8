"""Work that ends early if nobody waits for its result any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

# the key of a request's cancellation in its WSGI environment
CANCELLATION = "eventmart.cancellation"

_AGAIN_SECONDS = 0.5


class Cancelled(Exception):
    """The client was gone before the work began."""


class Cancellation:
    """Tells the work of one request, on another thread, that its client is gone."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._is_cancelled = False
        self._end: Callable[[], None] | None = None

    def cancel(self) -> None:
        """End the work that runs now, and return when it has ended; refuse work that begins later."""
        with self._changed:
            self._is_cancelled = True
            while self._end is not None:
                # PostgreSQL ignores a cancel that arrives between two statements, so one may not be enough
                self._end()
                self._changed.wait(_AGAIN_SECONDS)

    @property
    def is_cancelled(self) -> bool:
        """Whether the client is gone."""
        return self._is_cancelled

    def check(self) -> None:
        """Check that the work is still wanted.

        Raises:
            Cancelled: it is not.
        """
        if self._is_cancelled:
            raise Cancelled

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end`, on the thread that cancels, until this block has ended.

        Raises:
            Cancelled: the client is gone already.
        """
        with self._changed:
            self.check()
            self._end = end
        try:
            yield
        finally:
            # waits for a call that has begun, which must not hit what comes after this block
            with self._changed:
                self._end = None
                self._changed.notify_all()
