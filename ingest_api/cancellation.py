"""Work that ends early if nobody waits for its result any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

# the key of a request's cancellation in its WSGI environment
CANCELLATION = "eventmart.cancellation"


class Cancellation:
    """Tells the work of one request, on another thread, that its client is gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_cancelled = False
        self._end: Callable[[], None] | None = None

    def cancel(self) -> None:
        """End the work that runs now, or the next one that begins. Returns when it has been told."""
        with self._lock:
            self._is_cancelled = True
            if self._end is not None:
                self._end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end`, on the thread that cancels, if the client goes inside this block, or has gone before it."""
        with self._lock:
            self._end = end
            if self._is_cancelled:
                end()
        try:
            yield
        finally:
            # waits for a call that has begun, which must not hit what comes after this block
            with self._lock:
                self._end = None
