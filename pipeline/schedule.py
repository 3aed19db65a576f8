"""Update runs that the worker requests by itself."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from eventmart.errors import first_line
from eventmart.settings import Settings
from eventmart.timetable import Timetable
from eventmart.update_runs import Plan
from pipeline.erasing import due_erasures, has_missed_one
from pipeline.mart.state import mart_watermark
from raw_zone.client import hdfs_client
from raw_zone.layout import NAME_HOUR, NAME_TIME, STREAMS, begin_of, hours, shipped_files
from raw_zone.watermark import landed

# so that complete_through does not stand still while nothing happens
QUIET = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(hours=1)
# between two looks, while nobody can see whether anything is new, and after the first failure of a cron expression
_SHORT_PAUSE = timedelta(minutes=1)

log = logging.getLogger("eventmart.worker")


class Schedule:
    """Decides when the worker requests an update run.

    Args:
        every: the timetable.
        news: returns why a run is needed; empty if nothing is new.
        now: returns the time (UTC).
        last: the plan of the worker before; None if there is none.
    """

    def __init__(
        self,
        every: Timetable,
        news: Callable[[], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        last: Plan | None = None,
    ) -> None:
        self._every = every
        self._news = news
        self._now = now
        self._failures = 0
        # an interval that is longer than the worker lives would never pass
        first = now() if every.interval else every.next_after(now())
        if first is not None and last is not None and last.next_at is not None and last.every == every.text:
            # that time may have passed while no worker was there
            first = min(first, last.next_at)
        self.plan = Plan(every.text, first, "")

    def seconds_left(self, at_most: float) -> float:
        """Seconds until the worker has to look again."""
        now = self._now()
        next_at = self._next_at(now)
        return at_most if next_at is None else min(at_most, max(0.0, (next_at - now).total_seconds()))

    def is_due(self) -> bool:
        """Whether a run is to be requested now. Plans the next time to look."""
        now = self._now()
        next_at = self._next_at(now)
        if next_at is None or now < next_at:
            return False
        try:
            reason = "the last run failed" if self._failures else self._news()
        except Exception as error:
            # HDFS or PostgreSQL may be away for a while; a run would say no more
            log.warning("cannot see whether anything is new: %s", first_line(error))
            soon = min(filter(None, [self._next_after(now), now + _SHORT_PAUSE]))
            self.plan = Plan(self._every.text, soon, f"cannot see whether anything is new: {first_line(error)}")
            return False
        self._plan(now, "" if reason else "nothing is new")
        if reason:
            log.info("updates by itself: %s", reason)
        return bool(reason)

    def ended(self, *, has_failed: bool) -> None:
        """Plan the time after a run, whoever has requested it. After failures, it comes later and later."""
        self._failures = self._failures + 1 if has_failed else 0
        now = self._now()
        has_come = self.plan.next_at is not None and self.plan.next_at < now
        if has_come and not has_failed and self._every.interval is None:
            # the time of a cron expression; the run does not hold what was received since it began
            return
        self._plan(now, f"the last {self._failures} runs failed" if has_failed else "")

    def _next_at(self, now: datetime) -> datetime | None:
        """The planned time; if the clock was set back since it was planned, the one that follows from the time now."""
        return self.plan.next_at and min(filter(None, [self.plan.next_at, self._next_after(now)]))

    def _next_after(self, now: datetime) -> datetime | None:
        """The time after now, by the timetable and the failures."""
        if not self._failures:
            return self._every.next_after(now)
        interval = self._every.interval
        pause = min((interval or _SHORT_PAUSE) * 2 ** min(self._failures, 16), _LONGEST_PAUSE)
        return self._every.next_after(now + pause) if interval is None else now + max(interval, pause)

    def _plan(self, now: datetime, note: str) -> None:
        self.plan = Plan(self._every.text, self._next_after(now), note)


def news(settings: Settings, spools: set[str]) -> str:
    """Why an update run is needed; empty if the mart holds everything that has landed.

    Args:
        settings: how to reach HDFS and the databases.
        spools: the spools that are known; those that have joined since are added.

    Raises:
        Exception: HDFS or a database cannot be reached, or answers with an error.
    """
    found = landed(settings)
    if found is None:
        return ""
    if any(erasure.raw_erased_at is None for erasure in due_erasures(settings)):
        return "somebody is to be forgotten"
    since = mart_watermark(settings)
    if since is None:
        return "there is no mart yet"
    if has_missed_one(settings, since):
        return "somebody was forgotten while the mart was another one"
    state = found.without_newcomers(since)
    if state is None:
        return ""
    if joined := state.watermarks.keys() - spools:
        is_first_look = not spools
        spools |= joined
        if not is_first_look:
            return "a spool has joined"
    client, first = hdfs_client(settings), since.strftime(NAME_TIME)
    for stream in STREAMS:
        for hour in hours(client, stream, first[:13], state.complete_through.strftime(NAME_HOUR)):
            # a file holds nothing that was received before the time in its name
            names = shipped_files(client, stream, hour)
            # while a spool holds back the watermark, a run would load nothing of what the others have landed since
            if any(name > first and begin_of(name) <= state.complete_through for name in names):
                return "something has landed"
    return "to say that nothing has happened" if state.complete_through - since > QUIET else ""
