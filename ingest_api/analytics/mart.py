"""Execution of analytics queries on the mart, as the read-only database role."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Semaphore
from typing import Any, cast

import psycopg
from psycopg import sql

from eventmart.postgres import connection_pool
from ingest_api.analytics import query_guard
from ingest_api.analytics.loaders import VALUE_OPTIONS, register_loaders
from ingest_api.analytics.totals import is_built
from ingest_api.cancellation import Cancellation

_POOL_SIZE = 8
_CURSOR = "analytics"
# PostgreSQL refuses a row that is several times as large as the whole answer may be: as text, quotes are doubled
_BOUNDED = ("select * from (\n", "\n) as answer where analytics.fits(answer.*, {max_bytes})")
_TEXT_PER_BYTE = 4
# psycopg's ServerCursor sends the query behind these words
_PREFIX = f'DECLARE "{_CURSOR}" CURSOR FOR ' + _BOUNDED[0]
# beginnings of the SQLSTATEs of which the query is the cause: data, syntax and names, resources, limits; and the one of
# these of which it is not
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_QUERYS_OWN_FAULTS = ("22", "42", "53", "54")
_TOO_MANY_CONNECTIONS = "53300"


class QueryFailed(Exception):
    """PostgreSQL rejected or aborted the query; the message is PostgreSQL's."""


class TooManyQueries(Exception):
    """As many queries run as this process runs at a time."""


class QueryTimedOut(QueryFailed):
    """The query exceeded the time limit."""


@dataclass(frozen=True)
class Answer:
    """Result of a query.

    Attributes:
        columns: name and PostgreSQL type of each column.
        rows: one array of values per row, in the order of `columns`.
        is_truncated: whether the result was cut off at the limit on rows or bytes.
        complete_through: every event received up to this time is in the tables that the query reads; null before the
            first update run.
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
        self._pool = connection_pool({**connection, "options": VALUE_OPTIONS}, _POOL_SIZE, register_loaders)
        self._running = Semaphore(_POOL_SIZE)

    def query(self, statement: str, cancellation: Cancellation | None = None) -> Answer:
        """Run one SELECT.

        Args:
            statement: the SELECT.
            cancellation: ends the query in PostgreSQL.

        Raises:
            query_guard.QueryRefused: the statement is not a single allowed SELECT.
            TooManyQueries: no connection is free. Queries do not queue, so that they leave threads to other requests.
            QueryTimedOut: the query exceeded the time limit, or was cancelled while it ran.
            Cancelled: it was cancelled before.
            QueryFailed: PostgreSQL rejected or aborted the query, or its first row is larger than an answer may be.
            psycopg.OperationalError, psycopg_pool.PoolTimeout: PostgreSQL is unavailable.
        """
        if not self._running.acquire(blocking=False):
            raise TooManyQueries(f"{_POOL_SIZE} queries are running. Send this one again when they have ended.")
        try:
            return self._query(query_guard.check(statement), cancellation or Cancellation())
        finally:
            self._running.release()

    def _query(self, query: query_guard.Query, cancellation: Cancellation) -> Answer:
        complete_through = None
        try:
            # always roll back, so that no session setting of the query survives it
            with self._pool.connection() as connection, connection.transaction(force_rollback=True):
                timeout = sql.Literal(f"{self._timeout_seconds * 1000:.0f}")
                connection.execute(sql.SQL("set local statement_timeout = {}").format(timeout))
                # first, so that the rows may be newer than it says, but never older
                complete_through = _complete_through(connection, query.tables)
                # a server-side cursor accepts only a single query, and gives its columns even if it has no rows
                with cancellation.ending(connection.cancel_safe), connection.cursor(_CURSOR) as cursor:
                    cursor.execute(self._bounded(query.text).encode())
                    columns = [
                        {"name": column.name, "type": column.type_display} for column in cursor.description or ()
                    ]
                    rows, is_truncated = self._fetch(connection)
        except psycopg.errors.QueryCanceled:
            raise QueryTimedOut(
                f"The query was cancelled after {self._timeout_seconds:g} s. Narrow it, for example by time."
            ) from None
        except psycopg.Error as error:
            code = error.sqlstate or ""
            is_its_own_fault = code.startswith(_QUERYS_OWN_FAULTS) and code != _TOO_MANY_CONNECTIONS
            if isinstance(error, psycopg.OperationalError) and not is_its_own_fault:
                raise
            hint = "" if complete_through else ". The mart is not built yet. Call /data/update once."
            raise QueryFailed(_message(error) + hint) from None
        return Answer(columns, rows, is_truncated, complete_through)

    def _bounded(self, statement: str) -> str:
        begin, end = _BOUNDED
        return begin + statement + end.format(max_bytes=self._max_bytes * _TEXT_PER_BYTE)

    def _fetch(self, connection: psycopg.Connection[Any]) -> tuple[list[tuple[Any, ...]], bool]:
        """Fetch the rows up to the limits, and tell whether there are more.

        The rows are streamed: beside those of the answer, one is in memory, and PostgreSQL bounds its size.
        """
        rows: list[tuple[Any, ...]] = []
        size = 0
        fetch = sql.SQL("fetch forward {} from {}").format(self._max_rows + 1, sql.Identifier(_CURSOR))
        # closing the stream early makes PostgreSQL stop
        with connection.cursor() as cursor, closing(cast(Generator[tuple[Any, ...]], cursor.stream(fetch))) as stream:
            for row in stream:
                size += _value_bytes(cursor)
                if size > self._max_bytes and not rows:
                    raise QueryFailed(f"A row is larger than {self._max_bytes} bytes. Select less of it.")
                if size > self._max_bytes or len(rows) == self._max_rows:
                    return rows, True
                rows.append(row)
        return rows, False

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _message(error: psycopg.Error) -> str:
    """PostgreSQL's message, and where in the query it found the error."""
    message = error.diag.message_primary or str(error)
    position = int(error.diag.statement_position or 0) - len(_PREFIX)
    return f"{message} (at character {position})" if position > 0 else message


def _value_bytes(cursor: psycopg.Cursor[Any]) -> int:
    """Size of the row that was fetched last."""
    result = cursor.pgresult
    if result is None:
        return 0
    values = (result.get_value(row, column) for row in range(result.ntuples) for column in range(result.nfields))
    return sum(len(value) for value in values if value is not None)


def _complete_through(connection: psycopg.Connection[Any], tables: Iterable[str]) -> datetime | None:
    """The time up to which the tables that a query reads are complete; None if there is no mart yet."""
    if not is_built(connection):
        return None
    # a table that no model describes, and a name that is no table, do not count
    row = connection.execute(
        "select min(complete_through) from (select complete_through from mart.watermark union all "
        "select complete_through from mart.completeness where table_name = any(%s)) as known",
        [list(tables)],
    ).fetchone()
    return row[0] if row else None
