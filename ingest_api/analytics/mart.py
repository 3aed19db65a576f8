"""Answers to analytics queries, from the mart, as the role that can only read it."""

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
# fetched at a time, so that large rows are told from many
_FETCH_ROWS = 100


class QueryFailed(Exception):
    """PostgreSQL refused the query or gave up on it; the message is its own."""


class QueryTimedOut(QueryFailed):
    """The query took longer than it may."""


@dataclass(frozen=True)
class Answer:
    """Rows of a query.

    Attributes:
        columns: name and PostgreSQL type of each column.
        rows: values that msgspec can encode as JSON.
        is_truncated: whether there were more rows than an answer holds.
        complete_through: every event received up to then is in the mart; None before the first update.
    """

    columns: list[dict[str, str]]
    rows: list[tuple[Any, ...]]
    is_truncated: bool
    complete_through: datetime | None


class Mart:
    """The mart, over a pool of read-only connections.

    Args:
        connection: parameters for psycopg, of the reader role.
        timeout_seconds: longest time that one query may take.
        max_rows: most rows that one answer holds;
        max_bytes: and about the most bytes of values.
    """

    def __init__(self, connection: dict[str, Any], timeout_seconds: float, max_rows: int, max_bytes: int) -> None:
        self._timeout_seconds = timeout_seconds
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self._pool = connection_pool(connection, _POOL_SIZE, register_loaders)

    def query(self, statement: str) -> Answer:
        """Ask one SELECT.

        Raises:
            query_guard.QueryRefused: it is something else.
            QueryTimedOut, QueryFailed: PostgreSQL's answer.
            psycopg_pool.PoolTimeout: there is no connection to be had.
        """
        query_guard.check(statement)
        complete_through = None
        try:
            # always rolled back: nothing that a query does to its session outlives it
            with self._pool.connection() as connection, connection.transaction(force_rollback=True):
                deadline = time.monotonic() + self._timeout_seconds
                _end_by(connection, deadline)
                # read first: the rows may be newer than it says, never older
                complete_through = _complete_through(connection)
                # a server-side cursor takes a single query only, and fetches no more than is asked for
                with connection.cursor("analytics") as cursor:
                    cursor.execute(statement.encode())
                    rows, is_truncated = self._fetch(cursor, deadline)
                    columns = [
                        {"name": column.name, "type": column.type_display} for column in cursor.description or ()
                    ]
        except psycopg.errors.QueryCanceled:
            raise QueryTimedOut(
                f"The query was stopped after {self._timeout_seconds:g} s: narrow it, for example by time."
            ) from None
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            hint = "" if complete_through else ". The mart is not built yet: call /data/update once."
            raise QueryFailed((error.diag.message_primary or str(error)) + hint) from None
        return Answer(columns, rows, is_truncated, complete_through)

    def _fetch(self, cursor: psycopg.ServerCursor[Any], deadline: float) -> tuple[list[tuple[Any, ...]], bool]:
        """The rows that an answer may hold, and whether there are more."""
        rows: list[tuple[Any, ...]] = []
        size = 0
        while some := cursor.fetchmany(_FETCH_ROWS):
            # each fetch is a statement of its own to PostgreSQL
            _end_by(cursor.connection, deadline)
            rows += some
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
    """Have PostgreSQL stop what this transaction asks next, by a time of `time.monotonic`."""
    left = max(1, round((deadline - time.monotonic()) * 1000))
    connection.execute(sql.SQL("set local statement_timeout = {}").format(left))


def _value_bytes(cursor: psycopg.Cursor[Any]) -> int:
    """Size of what was fetched last."""
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
