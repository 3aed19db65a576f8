"""Answers to queries in memory, for as long as the data stands still.

An answer is right while the engine tells the same state of the data, by which an ETag is right, too. Whoever takes one
from here asks for the state first; see `cached_query`.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import TTLCache

from eventmart.named_queries import NamedQuery
from ingest_api.analytics.engine import State

# no answer is used for longer
KEPT_SECONDS = 570.0
# With this time, `expire` is called often enough that what a person has asked to forget leaves the memory after ten
# minutes, even if nobody repeats the query.
EXPIRE_SECONDS = 30.0
# the largest answer, as a part of all
_LARGEST_PART = 32
# of the objects that hold an answer, apart from texts that a client chooses
_OBJECT_BYTES = 4_000

Key = tuple[str, str, str | None, str | None]


def key(path: str, query_string: str, accept: str | None, accept_encoding: str | None) -> Key:
    """What an answer to a GET depends on, apart from the data and the file of a named query."""
    return path, query_string, accept, accept_encoding


@dataclass(frozen=True)
class CachedAnswer:
    """An answer, and what it was made of.

    Attributes:
        engine: name of the engine.
        tables: those of the statement that has run there.
        state: the data, which has a version.
        named_query: the file that had the query; None if the request had it.
        etag: without its quotes, whether weak or not.
        headers: of the response.
        body: of the response.
    """

    engine: str
    tables: frozenset[str]
    state: State
    named_query: NamedQuery | None
    etag: str
    headers: Sequence[tuple[str, str]]
    body: bytes


class AnswerCache:
    """The answers that were asked for last, in a bounded number of bytes. It may be used on many threads.

    Args:
        max_bytes: size of all answers. 0: none is kept.
        clock: returns a time in seconds.
    """

    def __init__(self, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._largest = max_bytes // _LARGEST_PART
        self._lock = threading.Lock()
        self._answers: TTLCache[Key, tuple[CachedAnswer, int]] = TTLCache(
            max_bytes, KEPT_SECONDS, clock, getsizeof=lambda kept: kept[1]
        )

    def get(self, key: Key) -> CachedAnswer | None:
        """The answer to a request, whose data may have changed."""
        with self._lock:
            kept = self._answers.get(key)
        return kept and kept[0]

    def put(self, key: Key, answer: CachedAnswer) -> None:
        """Keep an answer, unless it is too large."""
        size = _OBJECT_BYTES + sum(map(sys.getsizeof, (answer.body, *key, answer.tables, *answer.tables)))
        if size <= self._largest:
            with self._lock:
                self._answers[key] = answer, size

    def expire(self) -> None:
        """Forget the answers that are too old."""
        with self._lock:
            self._answers.expire()

    def remove(self, key: Key) -> None:
        """Forget an answer, whose data has changed."""
        with self._lock:
            self._answers.pop(key, None)
