"""Execution of queries on a mart on ClickHouse, as a user who may only read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from eventmart.settings import Settings
from ingest_api.analytics.catalog import Table
from ingest_api.analytics.clickhouse import guard
from ingest_api.analytics.clickhouse.client import Client, open_client
from ingest_api.analytics.clickhouse.execution import Execution
from ingest_api.analytics.clickhouse.forms import ROWS, ClickHouseStream, sized_rows
from ingest_api.analytics.clickhouse.running import end_query, running_queries, settings_of
from ingest_api.analytics.clickhouse.state import SECONDS, read_state
from ingest_api.analytics.clickhouse.tables import read_tables
from ingest_api.analytics.deadline import Deadline
from ingest_api.analytics.engine import (
    Binding,
    Bounds,
    Column,
    Page,
    QueryEnded,
    RunningQuery,
    State,
    Statement,
    Stream,
    first_rows,
)
from ingest_api.analytics.slots import Slots
from ingest_api.cancellation import Cancellation

# queries that one process runs at a time
_QUERIES = 8
# connections to keep: a query reads its state meanwhile, and requests read the catalog
_CONNECTIONS = 20


class ClickHouseMart:
    """The engine `mart` on ClickHouse; see `engine.Engine`.

    Args:
        client: as the reader.
        timeout_seconds: time limit of a page, and of the first row of a stream.
        stream_seconds: time limit of a whole stream.
        max_row_bytes: maximum size of one row.
    """

    name = "mart"

    def __init__(self, client: Client, timeout_seconds: float, stream_seconds: float, max_row_bytes: int) -> None:
        self._client = client
        self._timeout_seconds = timeout_seconds
        self._stream_seconds = stream_seconds
        self._max_row_bytes = max_row_bytes
        self._slots = Slots(_QUERIES)

    def tables(self) -> list[Table]:
        """The tables and views of the mart."""
        return read_tables(self._client)

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        """Check a query before it runs."""
        return replace(guard.check(sql, bindings.keys()), bindings=bindings)

    def columns(self, statement: Statement) -> list[Column]:
        """The columns of a query."""
        return Execution(self._client, statement, {}, SECONDS).columns

    def state(self, tables: frozenset[str]) -> State:
        """The state of the data that a query reads."""
        return read_state(self._client, tables)

    def page(self, statement: Statement, query_id: str, bounds: Bounds, cancellation: Cancellation) -> Page:
        """Run a query for some of its rows."""
        settings = {"limit": str(bounds.rows + 1), "offset": str(bounds.skipped_rows)}
        with self._begun(statement, query_id, settings, self._timeout_seconds, cancellation) as execution:
            with execution.rows(ROWS) as parts:
                rows, is_last = first_rows(sized_rows(parts, self._max_row_bytes), bounds)
            return Page(execution.columns, rows, is_last, execution.state)

    @contextmanager
    def stream(
        self, statement: Statement, query_id: str, max_rows: int | None, cancellation: Cancellation
    ) -> Iterator[Stream]:
        """Run a query until the end of the block."""
        settings = {} if max_rows is None else {"limit": str(max_rows)}
        deadline = Deadline(self._timeout_seconds, QueryEnded)
        with (
            deadline.ending(lambda: self._end(query_id)),
            self._begun(statement, query_id, settings, self._stream_seconds, cancellation) as execution,
        ):
            yield ClickHouseStream(execution, deadline.met, self._max_row_bytes)

    @contextmanager
    def _begun(
        self,
        statement: Statement,
        query_id: str,
        settings: Mapping[str, str],
        seconds: float,
        cancellation: Cancellation,
    ) -> Iterator[Execution]:
        with self._slots.taken(), cancellation.ending(lambda: self._end(query_id)):
            yield Execution(self._client, statement, {**settings, **settings_of(query_id)}, seconds)

    def _end(self, query_id: str) -> None:
        end_query(self._client, query_id)

    def running(self) -> list[RunningQuery]:
        """The queries that run now."""
        return running_queries(self._client)

    def end(self, query_id: str) -> bool:
        """End a query that runs."""
        return end_query(self._client, query_id)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._client.close()


def open_clickhouse_mart(settings: Settings) -> ClickHouseMart:
    """The engine `mart` on ClickHouse."""
    return ClickHouseMart(
        open_client(settings, _CONNECTIONS),
        settings.query_timeout_seconds,
        settings.query_stream_seconds,
        max_row_bytes=settings.query_max_bytes,
    )
