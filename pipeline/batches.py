"""How much of what has landed one batch takes in.

A run loads what has landed in batches, oldest events first, and brings each batch to the mart before it begins the
next. The size of the landed files bounds a batch, so that a backlog of any size is worked off on a small machine, and
the watermark moves after each batch.

If Spark dies while it loads a batch into the lake, the next batch is half as large, down to a single file. That one is
tried again after longer and longer pauses: whether Spark lacks memory or was stopped again and again, nobody can tell,
and if it lacks memory, each try ends what others compute there.

The last batch that was begun is kept as a property of raw.events, see `Attempt`; it is the same place that says up to
when the lake may read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from eventmart.errors import OperatorError
from raw_zone.layout import begin_of

_MICROSECOND = timedelta(microseconds=1)
_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=10)
_SEPARATOR = "|"


@dataclass(frozen=True)
class Attempt:
    """The last batch that was begun.

    Attributes:
        since: the lake's watermark when the batch began, as text; empty if there was none. If the lake still has this
            watermark, the batch has not been loaded.
        until: the batch holds the events received after `since` up to this time, as text.
        is_last: whether the batch took in everything that had landed.
        max_bytes: the bound on the size of the batch's files.
        size: their size, in bytes.
        engine: id of the Spark application that loads it, which changes if Spark dies; empty once the batch has failed
            without the death of Spark.
        heap: heap size of that application, as in EVENTMART_SPARK_DRIVER_MEMORY.
        deaths: how often Spark has died during a batch that began at `since`.
        begun_at: when it was begun, as text; empty in what an earlier version has written.
    """

    since: str
    until: str
    is_last: bool
    max_bytes: int
    size: int
    engine: str
    heap: str
    deaths: int
    begun_at: str

    def as_text(self) -> str:
        """The attempt as the value of a table property."""
        values = (self.since, self.until, int(self.is_last), self.max_bytes, self.size)
        return _SEPARATOR.join(map(str, (*values, self.engine, self.heap, self.deaths, self.begun_at)))

    def closed(self) -> Self:
        """The attempt after the batch has failed without the death of Spark."""
        return replace(self, engine="")


def attempt_from(text: str) -> Attempt | None:
    """Parse the result of `Attempt.as_text`; None if the text is empty."""
    if not text:
        return None
    since, until, is_last, max_bytes, size, engine, heap, deaths, *begun_at = text.split(_SEPARATOR)
    return Attempt(
        since, until, is_last == "1", int(max_bytes), int(size), engine, heap, int(deaths), "".join(begun_at)
    )


@dataclass(frozen=True)
class Engine:
    """The running Spark application.

    Attributes:
        id: its id, which changes when Spark is restarted.
        heap: its heap size, as in EVENTMART_SPARK_DRIVER_MEMORY.
    """

    id: str
    heap: str


def next_attempt(
    last: Attempt | None,
    sizes: Mapping[str, int],
    since: datetime | None,
    landed: datetime,
    at_least: datetime | None,
    max_bytes: int,
    engine: Engine,
    now: datetime,
) -> Attempt:
    """Choose the next batch.

    Args:
        last: the last batch that was begun; None if there was none.
        sizes: size in bytes of each landed file that is not in the lake, by its name, which begins with a time.
        since: the lake's watermark; None if there is none.
        landed: the landing zone's watermark.
        at_least: do not end the batch before this time, which the mart has already reached; None if there is no mart.
        max_bytes: size of the files in a batch at which it ends. A batch takes in at least one file.
        engine: the running Spark application.
        now: the time (UTC).

    Raises:
        OperatorError: Spark has died twice or more during the smallest possible batch, and it is to pause.
    """
    begin = since.isoformat() if since else ""
    if last is not None and last.heap != engine.heap:
        last = None
    # if the lake has reached the end of the batch, the batch was loaded
    is_repeated = last is not None and last.since == begin and last.until != begin
    deaths = 0
    if last is not None and (is_repeated or not last.is_last):
        # a backlog that has killed Spark once is worked off in small batches to its end
        max_bytes = min(max_bytes, last.max_bytes)
    if last is not None and is_repeated:
        has_died = last.engine not in ("", engine.id)
        deaths = last.deaths + has_died
        if has_died:
            max_bytes = max(1, min(max_bytes, last.size) // 2)
    until = end_of_batch(sizes, since, landed, max_bytes)
    if at_least is not None:
        # a lake that is built anew must not take the mart back
        until = max(until, min(at_least, landed))
    size = sum(size for name, size in sizes.items() if begin_of(name) <= until)
    if last is not None and last.begun_at and deaths > 1 and 0 < last.size <= size:
        next_try = datetime.fromisoformat(last.begun_at) + min(2 ** min(deaths - 2, 4) * _PAUSE, _LONGEST_PAUSE)
        if now < next_try:
            raise OperatorError(
                f"Spark has died {deaths} times while it loaded the events received from {begin or 'the beginning'} to "
                f"{until.isoformat()}, and no smaller batch is possible. If it was stopped, the first run after "
                f"{next_try.isoformat(timespec='seconds')} tries again. If it died, give it more memory: set "
                f"EVENTMART_SPARK_DRIVER_MEMORY, now {engine.heap}, and restart it."
            )
    return Attempt(
        begin, until.isoformat(), until == landed, max_bytes, size, engine.id, engine.heap, deaths, now.isoformat()
    )


def end_of_batch(sizes: Mapping[str, int], since: datetime | None, landed: datetime, max_bytes: int) -> datetime:
    """The time at which a batch ends: just before the first file that would make it larger than `max_bytes`.

    Args:
        sizes: size in bytes of each file, by its name, which begins with a time.
        since: the time after which the batch begins; None if it begins with the first file.
        landed: the landing zone's watermark, at which the batch ends if all files fit.
        max_bytes: size of all files in the batch. The first file always fits.
    """
    total, previous = 0, None
    for name in sorted(sizes):
        begin = begin_of(name)
        if begin > landed:
            break
        end = begin - _MICROSECOND
        # files of several API processes may begin at the same time, and the batch must end later than it began
        is_possible = previous is not None and begin > previous and end > (since or datetime.min.replace(tzinfo=UTC))
        if is_possible and total + sizes[name] > max_bytes:
            return end
        total, previous = total + sizes[name], begin
    return landed
