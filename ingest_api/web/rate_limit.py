"""How many requests a sender may make."""

import math
import time
from dataclasses import dataclass

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


@dataclass(frozen=True)
class Window:
    """How a sender stands.

    Attributes:
        is_open: whether the request may go on.
        limit: requests that a window allows.
        remaining: requests that it still allows.
        reset_seconds: until it allows a request more than now.
    """

    is_open: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """The usual headers."""
        told = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_seconds),
        }
        return told if self.is_open else {**told, "Retry-After": str(self.reset_seconds)}


class RateLimit:
    """A limit for each sender, counted by this process.

    Args:
        limit: such as `100/second` or `1000 per minute`.
    """

    def __init__(self, limit: str) -> None:
        self._item = parse(limit)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def hit(self, sender: str) -> Window:
        """Count a request of a sender."""
        is_open = self._limiter.hit(self._item, sender)
        stats = self._limiter.get_window_stats(self._item, sender)
        reset_seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Window(is_open, self._item.amount, stats.remaining, reset_seconds)
