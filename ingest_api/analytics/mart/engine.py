"""Execution of queries on the mart, as the read-only database role."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Semaphore
from typing import Any, TypeVar

from psycopg.errors import QueryCanceled

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from ingest_api.analytics import query_guard
from ingest_api.analytics.catalog import Table
from ingest_api.analytics.connections import Connection, Connections
from ingest_api.analytics.deadline import Deadline
from ingest_api.analytics.engine import (
    Binding,
    Bounds,
    Column,
    EngineUnavailable,
    Page,
    RunningQuery,
    State,
    Statement,
    Stream,
)
from ingest_api.analytics.mart.beginning import Beginning, read_state
from ingest_api.analytics.mart.failures import translated
from ingest_api.analytics.mart.forms import MartStream
from ingest_api.analytics.mart.loaders import VALUE_OPTIONS, register_loaders
from ingest_api.analytics.mart.page import fetch
from ingest_api.analytics.mart.running import APPLICATION, end_query, labelled, running_queries
from ingest_api.analytics.mart.statements import CURSOR, Rendered, render
from ingest_api.analytics.mart.tables import read_tables
from ingest_api.analytics.restless import bind
from ingest_api.analytics.slots import Slots
from ingest_api.cancellation import Cancellation

_Read = TypeVar("_Read")

# queries that one process runs at a time, and requests that only read the catalog
_QUERIES = 8
_SHORT_READS = 4
_SHORT_READ_SECONDS = 5.0


class Mart:
    """The engine `mart`; see `engine.Engine`.

    Args:
        connection: psycopg connection parameters of the reader role.
        timeout_seconds: time limit of a page, and of the first row of a stream.
        stream_seconds: time limit of a whole stream.
        max_row_bytes: approximate maximum size of one row.
    """

    name = "mart"

    def __init__(
        self, connection: dict[str, Any], timeout_seconds: float, stream_seconds: float, max_row_bytes: int
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._stream_seconds = stream_seconds
        self._max_row_bytes = max_row_bytes
        # of a short read; each query sets its own
        options = f"{VALUE_OPTIONS} -c statement_timeout={_SHORT_READ_SECONDS * 1000:.0f}"
        self._connections = Connections({**connection, "options": options}, register_loaders)
        self._slots = Slots(_QUERIES)
        self._short_reads = Semaphore(_SHORT_READS)

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        """Check a query before it runs."""
        return bind(query_guard.check(sql, bindings.keys()), bindings)

    def columns(self, statement: Statement) -> list[Column]:
        """The columns of a query."""
        rendered = render(statement)
        describe, prefix = rendered.describe()
        beginning = Beginning(statement, rendered.settings, (describe,))
        with translated(rendered, prefix, _SHORT_READ_SECONDS, beginning.is_built):
            self._read(beginning)
        return beginning.columns()

    def state(self, tables: frozenset[str]) -> State:
        """The state of the data that a query reads."""
        return self._read(lambda connection: read_state(connection, tables))

    def page(self, statement: Statement, query_id: str, bounds: Bounds, cancellation: Cancellation) -> Page:
        """Run a query for some of its rows.

        They are read through a cursor, whose plan does not depend on which rows are wanted, nor on parallel workers, so
        pages of one result fit together.
        """
        rendered = render(statement)
        settings = {"synchronize_seqscans": "off", **self._settings(rendered, query_id, self._timeout_seconds)}
        declare, prefix = rendered.declare(bounds.bytes)
        beginning = Beginning(statement, settings, (declare, f"fetch 0 from {CURSOR}"))
        with self._run(rendered, prefix, self._timeout_seconds, beginning, cancellation) as connection:
            if bounds.skipped_rows:
                connection.execute(labelled(f"move forward {bounds.skipped_rows} in {CURSOR}", statement.sql))
            rows, is_last = fetch(connection, statement, bounds)
            return Page(beginning.columns(), rows, is_last, beginning.state())

    @contextmanager
    def stream(
        self, statement: Statement, query_id: str, max_rows: int | None, cancellation: Cancellation
    ) -> Iterator[Stream]:
        """Run a query until the end of the block."""
        rendered = render(statement)
        settings = self._settings(rendered, query_id, self._stream_seconds)
        describe, prefix = rendered.describe()
        beginning = Beginning(statement, settings, (describe,))
        deadline = Deadline(self._timeout_seconds, QueryCanceled)
        with (
            self._run(rendered, prefix, self._stream_seconds, beginning, cancellation) as connection,
            deadline.ending(connection.cancel_safe),
        ):
            select = rendered.select(
                [column.type_code for column in beginning.described()], self._max_row_bytes, max_rows
            )
            yield MartStream(beginning, connection, select, deadline.met)

    @contextmanager
    def _run(
        self, rendered: Rendered, prefix: int, seconds: float, beginning: Beginning, cancellation: Cancellation
    ) -> Iterator[Connection]:
        with (
            self._slots.taken(),
            translated(rendered, prefix, seconds, beginning.is_built),
            self._connections.transaction(beginning) as (connection, _),
            cancellation.ending(connection.cancel_safe),
        ):
            yield connection

    def _settings(self, rendered: Rendered, query_id: str, seconds: float) -> dict[str, str]:
        return {
            **rendered.settings,
            "statement_timeout": f"{seconds * 1000:.0f}",
            "application_name": APPLICATION + query_id,
        }

    def _read(self, read: Callable[[Connection], _Read]) -> _Read:
        if not self._short_reads.acquire(timeout=_SHORT_READ_SECONDS):
            raise EngineUnavailable("PostgreSQL answers too slowly. See /health/ready, and try again.")
        try:
            with self._connections.transaction(read) as (_, found):
                return found
        finally:
            self._short_reads.release()

    def tables(self) -> list[Table]:
        """The tables and views of the mart."""
        return self._read(read_tables)

    def running(self) -> list[RunningQuery]:
        """The queries that run now."""
        return self._read(running_queries)

    def end(self, query_id: str) -> bool:
        """End a query that runs."""
        return self._read(lambda connection: end_query(connection, query_id))

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._connections.close()


def open_postgres_mart(settings: Settings) -> Mart:
    """The engine `mart` on PostgreSQL."""
    return Mart(
        connection_parameters(settings, "reader"),
        settings.query_timeout_seconds,
        settings.query_stream_seconds,
        max_row_bytes=settings.query_max_bytes,
    )
