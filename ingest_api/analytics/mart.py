"""Execution of analytics queries on the mart, as the read-only database role."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from eventmart.postgres import connection_pool
from ingest_api.analytics import query_guard
from ingest_api.analytics.loaders import register_loaders

_POOL_SIZE = 8
# rows per fetch; the byte limit is checked after each fetch, so large rows overshoot it by at most one fetch
_FETCH_ROWS = 100


class QueryFailed(Exception):
    """PostgreSQL rejected or aborted the query; the message is PostgreSQL's."""


class QueryTimedOut(QueryFailed):
    """The query exceeded the time limit."""


@dataclass(frozen=True)
class Answer:
    """Result of a query.

    Attributes:
        columns: name and PostgreSQL type of each column.
        rows: one array of values per row, in the order of `columns`.
        is_truncated: whether the result was cut off at the limit on rows or bytes.
        complete_through: every event received up to this time is in the mart; null before the first update run.
    """

    columns: list[dict[str, str]]
    rows: list[tuple[Any, ...]]
    is_truncated: bool
    complete_through: datetime | None


class Mart:
    """The mart, over a pool of read-only connections.

    Args:
        connection: psycopg connection parameters of the reader role.
        timeout_seconds: time limit of one query.
        max_rows: maximum number of rows in one answer.
        max_bytes: approximate maximum size of the values in one answer.
    """

    def __init__(self, connection: dict[str, Any], timeout_seconds: float, max_rows: int, max_bytes: int) -> None:
        self._timeout_seconds = timeout_seconds
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self._pool = connection_pool(connection, _POOL_SIZE, register_loaders)

    def query(self, statement: str) -> Answer:
        """Run one SELECT.

        Raises:
            query_guard.QueryRefused: the statement is not a single allowed SELECT.
            QueryTimedOut: the query exceeded the time limit.
            QueryFailed: PostgreSQL rejected or aborted the query.
            psycopg.OperationalError, psycopg_pool.PoolTimeout: PostgreSQL is unavailable.
        """
        query_guard.check(statement)
        complete_through = None
        try:
            # always roll back, so that no session setting of the query survives it
            with self._pool.connection() as connection, connection.transaction(force_rollback=True):
                deadline = time.monotonic() + self._timeout_seconds
                _end_by(connection, deadline)
                # read the watermark first: the rows may then be newer than it says, but never older
                complete_through = _complete_through(connection)
                # a server-side cursor accepts only a single query, and sends only the rows that are fetched
                with connection.cursor("analytics") as cursor:
                    cursor.execute(statement.encode())
                    rows, is_truncated = self._fetch(cursor, deadline)
                    columns = [
                        {"name": column.name, "type": column.type_display} for column in cursor.description or ()
                    ]
        except psycopg.errors.QueryCanceled:
            raise QueryTimedOut(
                f"The query was cancelled after {self._timeout_seconds:g} s. Narrow it, for example by time."
            ) from None
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            hint = "" if complete_through else ". The mart is not built yet. Call /data/update once."
            raise QueryFailed((error.diag.message_primary or str(error)) + hint) from None
        return Answer(columns, rows, is_truncated, complete_through)

    def _fetch(self, cursor: psycopg.ServerCursor[Any], deadline: float) -> tuple[list[tuple[Any, ...]], bool]:
        """Fetch the rows up to the limits, and tell whether there are more."""
        rows: list[tuple[Any, ...]] = []
        size = 0
        while batch := cursor.fetchmany(_FETCH_ROWS):
            # statement_timeout applies to each FETCH separately, so set it to the remaining time
            _end_by(cursor.connection, deadline)
            rows += batch
            size += _value_bytes(cursor)
            if len(rows) > self._max_rows:
                return rows[: self._max_rows], True
            if size > self._max_bytes:
                return rows, cursor.fetchone() is not None
        return rows, False

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _end_by(connection: psycopg.Connection[Any], deadline: float) -> None:
    """Make PostgreSQL cancel the transaction's next statements at a deadline (in `time.monotonic` time)."""
    remaining_ms = max(1, round((deadline - time.monotonic()) * 1000))
    connection.execute(sql.SQL("set local statement_timeout = {}").format(remaining_ms))


def _value_bytes(cursor: psycopg.Cursor[Any]) -> int:
    """Size of the rows that were fetched last."""
    result = cursor.pgresult
    if result is None:
        return 0
    values = (result.get_value(row, column) for row in range(result.ntuples) for column in range(result.nfields))
    return sum(len(value) for value in values if value is not None)


def _complete_through(connection: psycopg.Connection[Any]) -> datetime | None:
    exists = connection.execute("select to_regclass('mart.watermark') is not null").fetchone()
    if exists != (True,):
        return None
    row = connection.execute("select complete_through from mart.watermark").fetchone()
    return row[0] if row else None
