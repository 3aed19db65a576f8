"""What is worth an alert: each condition tells what is wrong, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

import psycopg

from eventmart.errors import first_line
from eventmart.files import size_below
from eventmart.postgres import Role, connection_parameters
from eventmart.settings import Settings
from eventmart.timetable import Timetable
from pipeline.mart.engine import mart_of
from pipeline.mart.state import mart_watermark
from pipeline.run_records import WorkerRecords
from pipeline.schedule import QUIET
from raw_zone.watermark import landed

Condition = Callable[[bool], str]
"""Takes whether its alert is on; returns what is wrong, empty if nothing is. Raises any error if it cannot see."""

# an alert that is on ends below this part of its limit, so that it does not come and go
_CALM = 0.8
# somebody updates the mart each day, if the worker does not do so by itself
_DAILY = timedelta(days=1)
# between the clocks of machines
_CLOCKS_DIFFER = timedelta(minutes=1)
_WINDOW = "1 hour"
_TIMEOUT_SECONDS = 10


def conditions(settings: Settings) -> Mapping[str, Condition]:
    """The conditions, by the name of their alert."""
    watch = _Watch(settings)
    return {
        "update_failed": lambda _: watch.failed_update(),
        "mart_late": lambda _: watch.late_mart(datetime.now(UTC)),
        "spool_behind": lambda _: watch.spool_behind(),
        "quarantine_grows": partial(watch.growing, "reason != 'id_conflict'", settings.alert_quarantine_per_hour),
        "id_conflicts_grow": partial(watch.growing, "reason = 'id_conflict'", settings.alert_id_conflicts_per_hour),
        "spool_full": watch.full_spool,
    }


@dataclass(frozen=True)
class _Watch:
    settings: Settings

    def failed_update(self) -> str:
        """Whether the last run that ended by itself has failed, or a model in it."""
        with _connect(self.settings, "pipeline") as connection:
            run = WorkerRecords(connection).last_ended()
        if run is None or run.state == "succeeded":
            return ""
        reason = first_line(Exception(run.error or ""))
        return f"Update run {run.run_id} {run.state.replace('_', ' ')}: {reason}"

    def late_mart(self, now: datetime) -> str:
        """Whether an update that was to move the mart's watermark is late."""
        watermark = mart_watermark(self.settings)
        if watermark is None:
            return ""
        return late(
            watermark, now, self.settings.update_every, timedelta(seconds=self.settings.alert_mart_late_seconds)
        )

    def spool_behind(self) -> str:
        """Whether a spool does not count, because it is so far behind the mart."""
        watermark, found = mart_watermark(self.settings), landed(self.settings)
        if watermark is None or found is None:
            return ""
        spool_id, reached = min(found.watermarks.items(), key=itemgetter(1))
        if reached >= watermark - timedelta(seconds=self.settings.alert_mart_late_seconds):
            return ""
        return (
            f"Events of spool {spool_id} have landed only up to {reached.isoformat()}, and the mart goes on without "
            "them. Check its shipper and the clock of its machine. If it is gone, delete its folder in /lake/watermark."
        )

    def growing(self, condition: str, limit: int, is_on: bool) -> str:
        """Whether too many items have come to quarantine within the last hour.

        Args:
            condition: SQL condition on the table.
            limit: how many are too many.
            is_on: whether the alert is on.
        """
        statement = (
            f"select count(*), min(source), min(reason) from mart.quarantine where {condition} "  # noqa: S608
            f"and rejected_date >= (now() - interval '{_WINDOW}')::date and rejected_at > now() - interval '{_WINDOW}'"
        )
        mart = mart_of(self.settings, _TIMEOUT_SECONDS)
        if not mart.has_table("mart", "quarantine"):
            return ""
        # no part of an item leaves the mart: its detail may quote it
        ((count, source, reason),) = mart.rows(statement)
        if count <= (limit * _CALM if is_on else limit):
            return ""
        return f"{count} items came to quarantine within {_WINDOW}, for example from source {source}, reason {reason}."

    def full_spool(self, is_on: bool) -> str:
        """Whether the spool of this machine comes near its limit, above which the API refuses events."""
        share = size_below(self.settings.spool_dir) / self.settings.spool_max_bytes
        limit = self.settings.alert_spool_share
        if share <= (limit * _CALM if is_on else limit):
            return ""
        return (
            f"The spool has reached {share:.0%} of EVENTMART_SPOOL_MAX_BYTES, above which the API refuses events. "
            "Check the shipper and HDFS."
        )


def _connect(settings: Settings, role: Role) -> psycopg.Connection[Any]:
    """A connection that fails soon if its server hangs or vanishes, which is worth an alert itself."""
    parameters = {
        **connection_parameters(settings, role),
        "options": f"-c statement_timeout={_TIMEOUT_SECONDS}s",
    }
    return psycopg.connect(**parameters, autocommit=True)


def late(watermark: datetime, now: datetime, every: str, patience: timedelta) -> str:
    """What is wrong if the mart is late; empty if it is not.

    Args:
        watermark: the mart holds every event received up to this time.
        now: the time.
        every: the timetable of the updates; if it is `off`, the mart is expected to be updated each day.
        patience: how late an update may be.
    """
    if watermark > now + _CLOCKS_DIFFER:
        return (
            f"The mart is complete through {watermark.isoformat()}, which is in the future: a clock was set back, or "
            "those of two machines differ. Events that arrive now come to the mart after that time."
        )
    # while nothing arrives, no update is needed for as long as QUIET
    expected = max(Timetable(every).next_after(watermark) or watermark + _DAILY, watermark + QUIET)
    if now <= expected + patience:
        return ""
    lag = timedelta(seconds=round((now - watermark).total_seconds()))
    return f"The mart is complete only through {watermark.isoformat()}, {lag} ago. See /data/updates."
