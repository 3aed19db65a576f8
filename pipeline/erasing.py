"""Forgetting persons: what an update run does so that nothing of them is left.

A request is a row in PostgreSQL, see eventmart.erasures. Each run begins with the requests that are not done, and a run
that is killed leaves them so. Each part may be repeated: it finds what is left.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import psycopg

from eventmart.erasures import Erasure, Erasures
from eventmart.postgres import connection_parameters
from eventmart.results.erasure import forget_results
from eventmart.results.opening import results_of
from eventmart.settings import Settings
from pipeline.leftovers import remove_unfinished
from pipeline.mart.engine import mart_of
from pipeline.projects import LAKE, MART, RunsDbt
from pipeline.raw_tables import create_raw_tables
from raw_zone.client import hdfs_client
from raw_zone.erasure import erase_lines
from raw_zone.layout import ERASURES
from raw_zone.watermark import landed_watermark
from spark_thrift.client import connect

_MICROSECOND = timedelta(microseconds=1)

Range = tuple[datetime, datetime]


def due_erasures(settings: Settings) -> list[Erasure]:
    """The requests that a run can perform: everything that was received before them has landed.

    Raises:
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    with _connect(settings) as connection:
        unfinished = Erasures(connection).unfinished()
    watermark = landed_watermark(settings) if unfinished else None
    return [erasure for erasure in unfinished if watermark and erasure.requested_at <= watermark]


def erase(settings: Settings, dbt: RunsDbt, due: Sequence[Erasure], project: Path = LAKE) -> str:
    """Erase the persons from the raw files and from the lake's tables that are kept from run to run.

    Args:
        settings: how to reach all servers.
        dbt: runs the operations.
        due: the result of `due_erasures`; not empty.
        project: the lake's dbt project.

    Returns:
        What was done, in words.
    """
    ids = [erasure.erasure_id for erasure in due]
    _lend_to_spark(settings, ids)
    outcome = "the raw files are rewritten already"
    if any(erasure.raw_erased_at is None for erasure in due):
        # nothing may have been loaded yet
        with connect(settings) as spark:
            create_raw_tables(settings, spark.cursor())
        dbt.invoke(project, "run-operation find_lines")
        outcome = _erase_from_files(settings, ids)
    remove_unfinished(settings)
    dbt.invoke(project, "run-operation erase_rows")
    return outcome


def _lend_to_spark(settings: Settings, ids: Collection[UUID]) -> None:
    """Copy requests to where Spark reads them, until they are done. Their records may be on another server."""
    with _connect(settings) as connection:
        persons = Erasures(connection).persons(ids)
    mart_of(settings).lend_erasures(persons)


def _erase_from_files(settings: Settings, ids: Collection[UUID]) -> str:
    with connect(settings) as spark:
        cursor = spark.cursor()
        cursor.execute("select erasure_id, raw_file, line_hash from lake.erased_lines")
        found = cursor.fetchall()
    with _connect(settings) as connection:
        erasures = Erasures(connection)
        erasures.record_lines(Counter(UUID(erasure_id) for erasure_id, _, _ in found))
        hashes = hashes_by_path((file, line) for _, file, line in found)
        erase_lines(settings, hashes)
        erasures.record_raw(ids)
    return f"{sum(map(len, hashes.values()))} lines erased from {len(hashes)} raw files"


def hashes_by_path(lines: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The hashes of lines by the path of their file.

    Args:
        lines: the URL of the file, as Spark names it, and the hash of each line.
    """
    hashes: defaultdict[str, set[str]] = defaultdict(set)
    for url, line_hash in lines:
        hashes[unquote(urlsplit(url).path)].add(line_hash)
    return dict(hashes)


def to_read_again(settings: Settings) -> Range | None:
    """When the events were received (from, to) that had the id of an erased event, and are no repeats any more.

    None if there are none.
    """
    with connect(settings) as spark:
        cursor = spark.cursor()
        cursor.execute("show tables in lake like 'erased_int_repeated_events'")
        if not cursor.fetchall():
            return None
        cursor.execute(
            "select min(received_at), max(received_at) from lake.erased_int_repeated_events where is_read_again"
        )
        first, last = cursor.fetchone()
    # Spark's sessions are in UTC
    return (first.replace(tzinfo=UTC), last.replace(tzinfo=UTC) + _MICROSECOND) if first else None


def has_missed_one(settings: Settings, mart_reached: datetime | None) -> bool:
    """Whether somebody was forgotten since the last run of this mart: it was left for another one, and is used again.

    A run that finishes a request brings its mart beyond the time of the request.

    Args:
        settings: how to reach PostgreSQL.
        mart_reached: the result of `mart_watermark`.
    """
    if mart_reached is None:
        return False
    with _connect(settings) as connection:
        last = Erasures(connection).last_finished()
    return last is not None and mart_reached < last


def make_good(settings: Settings, dbt: RunsDbt, project: Path = MART) -> str:
    """Let the lake publish all rows to a mart that has missed a request, and remove the saved results of that mart.

    A mart that has got all rows has not missed anything, so what is to be done after that is noted before.
    """
    mart_of(settings).lend_erasures([])
    dbt.invoke(project, "run-operation forget_all_tables")
    removed = _forget_results(settings)
    return f"the mart has missed a request: all rows are published again; {removed} saved results removed"


def rebuild_incremental(dbt: RunsDbt, project: Path) -> None:
    """Build models of dbt's materialization `incremental` anew: nobody else knows what their rows follow from."""
    arguments = ("--full-refresh", "--select", "config.materialized:incremental", "--exclude", "watermark")
    dbt.invoke(project, "run", *arguments)


def finish(settings: Settings, dbt: RunsDbt, due: Sequence[Erasure], project: Path = LAKE) -> str:
    """Remove what may still hold the persons, and record that the requests are done.

    That is what the erasure and the mart have kept of the deleted rows, and the results of queries that were saved.
    """
    dbt.invoke(project, "run-operation drop_erased")
    removed = _forget_results(settings)
    # of a mart on ClickHouse that was left for this one
    hdfs_client(settings).delete(ERASURES, recursive=True)
    mart_of(settings).clear_erased()
    with _connect(settings) as connection:
        Erasures(connection).finish([erasure.erasure_id for erasure in due])
    return f"{len(due)} requests done; {removed} saved results removed"


def _forget_results(settings: Settings) -> int:
    """Remove the saved results: nobody knows what their rows follow from, and their SQL may name a person."""
    with (
        psycopg.connect(**connection_parameters(settings, "saver"), autocommit=True) as connection,
        results_of(settings, connection) as results,
    ):
        return forget_results(connection, results)


def _connect(settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(**connection_parameters(settings, "pipeline"), autocommit=True)
