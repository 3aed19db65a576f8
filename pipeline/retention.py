"""Retention: events that are older than they are to be kept are removed, by whole hours and dates.

The bound is a date, EVENTMART_RETAIN_DAYS before today (UTC). It moves once a day. Raw files go by the hour in which
they were received, the lake's tables by their dates; the mart deletes what the lake says with the next publish.

Saved results of queries have a time of their own.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pyhive import hive

from eventmart.results.opening import open_results
from eventmart.settings import Settings
from pipeline.lake_state import kept_range
from pipeline.projects import LAKE, RunsDbt
from pipeline.raw_tables import drop_partitions
from raw_zone.client import hdfs_client
from raw_zone.layout import NAME_HOUR, STREAMS, hour_folder, hours
from spark_thrift.client import connect

_HOUR = timedelta(hours=1)


def bound(settings: Settings, now: datetime) -> date | None:
    """The first date to keep; None if everything is kept."""
    return now.date() - timedelta(days=settings.retain_days) if settings.retain_days else None


def last_hour(first: date, loaded: datetime) -> str:
    """The last hour whose raw files go, in format `NAME_HOUR`.

    A file holds what was received in the hour of its folder and in the next one, at most. It is removed only if the
    lake has loaded all of it.

    Args:
        first: the first date to keep.
        loaded: the lake's watermark.
    """
    before = datetime.combine(first, datetime.min.time(), UTC) - _HOUR
    return min(before, loaded - 2 * _HOUR).strftime(NAME_HOUR)


def retain(settings: Settings, dbt: RunsDbt, now: datetime, project: Path = LAKE) -> str:
    """Remove what is older from the raw files and the lake, unless that is done. Killed at any point, it is done again.

    Args:
        settings: how to reach all servers.
        dbt: runs the operation.
        now: the time (UTC).
        project: the lake's dbt project.

    Returns:
        What was done, in words.
    """
    first = bound(settings, now)
    with connect(settings) as spark:
        cursor = spark.cursor()
        kept_from, loaded = kept_range(cursor)
        if kept_from == first:
            return f"from {first.isoformat()} on" if first else "everything is kept"
        removed = _remove_raw_files(settings, cursor, first, loaded) if first and loaded else 0
    dbt.invoke(project, "run-operation retain", "--args", f'{{first: "{first.isoformat() if first else ""}"}}')
    return f"from {first.isoformat()} on: {removed} hours of raw files removed" if first else "everything is kept now"


def remove_expired_results(settings: Settings) -> int:
    """Remove the saved results whose time is up; returns how many."""
    with open_results(settings) as results:
        return results.remove_expired()


def _remove_raw_files(settings: Settings, cursor: hive.Cursor, first: date, loaded: datetime) -> int:
    """Remove the hours of raw files that are loaded and older; returns how many."""
    client, last, removed = hdfs_client(settings), last_hour(first, loaded), 0
    for stream in STREAMS:
        gone = list(hours(client, stream, "", last))
        # first, because nobody would find a partition again whose folder is gone
        drop_partitions(cursor, stream, gone)
        for hour in gone:
            client.delete(hour_folder(stream, hour), recursive=True)
        removed += len(gone)
    return removed
