"""Rate limits on requests."""

import math
import time
from dataclasses import dataclass

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


@dataclass(frozen=True)
class Window:
    """State of a caller's rate limit after a request.

    Attributes:
        is_open: whether the request is within the limit.
        limit: requests allowed per window.
        remaining: requests still allowed in the current window.
        reset_seconds: seconds until `remaining` increases.
    """

    is_open: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """The usual rate limit headers, and Retry-After over the limit."""
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_seconds),
        }
        return headers if self.is_open else {**headers, "Retry-After": str(self.reset_seconds)}


class RateLimit:
    """A rate limit per caller, counted by this process alone.

    Args:
        limit: the limit, such as `100/second` or `1000 per minute`.
    """

    def __init__(self, limit: str) -> None:
        self._item = parse(limit)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def is_open(self, caller: str) -> bool:
        """Whether a request of a caller would be within the limit. It is not counted."""
        return self._limiter.test(self._item, caller)

    def hit(self, caller: str) -> Window:
        """Count a request of a caller."""
        is_open = self._limiter.hit(self._item, caller)
        stats = self._limiter.get_window_stats(self._item, caller)
        reset_seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Window(is_open, self._item.amount, stats.remaining, reset_seconds)
