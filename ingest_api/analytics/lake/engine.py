"""Execution of queries on the lake, by Spark, as an HDFS user that may only read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from zlib import crc32

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from ingest_api.analytics.catalog import Table
from ingest_api.analytics.engine import (
    Binding,
    Bounds,
    Column,
    Page,
    QueryFailed,
    RunningQuery,
    State,
    Statement,
    Stream,
)
from ingest_api.analytics.lake import guard
from ingest_api.analytics.lake.metastore import Metastore, Recorded
from ingest_api.analytics.lake.rows import LakeStream, page_of
from ingest_api.analytics.lake.running import RunningQueries
from ingest_api.analytics.lake.session import Connect, LakeSession, lake_session
from ingest_api.analytics.lake.statements import describe, select_json
from ingest_api.analytics.lake.table_types import TableType, table_type_of
from ingest_api.analytics.restless import bind
from ingest_api.analytics.slots import Slots
from ingest_api.cancellation import Cancellation
from spark_thrift.client import connect_for_query
from spark_thrift.query_server import TIMEOUT, timeout

# in each API process; Spark shares its cores among all of them
_QUERIES = 2
_ANSWER_MARGIN_SECONDS = 60.0
# Spark gives its task slots to pools in turn, and within a pool to the query that came first. It never forgets a pool.
_POOLS = 16
# otherwise Spark holds all rows of a result in memory
_INCREMENTAL = "set spark.sql.thriftServer.incrementalCollect=true"
_NOT_BUILT = "The lake is not built yet. Call /data/update once."


class Lake:
    """The engine `lake`; see `engine.Engine`.

    Args:
        connect: opens a session of Spark.
        metastore: the Hive metastore.
        running: lists the queries that run.
        timeout_seconds: time limit of a page.
        stream_seconds: time limit of a whole stream.
        table_type: returns the type of a column in a table of the mart's database.
    """

    name = "lake"

    def __init__(
        self,
        connect: Connect,
        metastore: Metastore,
        running: RunningQueries,
        timeout_seconds: float,
        stream_seconds: float,
        table_type: TableType,
    ) -> None:
        self._connect = connect
        self._metastore = metastore
        self._timeout_seconds = timeout_seconds
        self._stream_seconds = stream_seconds
        self._running, self._table_type = running, table_type
        self._slots = Slots(_QUERIES)

    def tables(self) -> list[Table]:
        """The tables of the lake."""
        return self._metastore.tables()

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        """Check a query before it runs."""
        return bind(guard.check(sql, bindings.keys()), bindings)

    def columns(self, statement: Statement) -> None:
        """Only Spark knows the columns of a query, and it may rest."""
        return

    def state(self, tables: frozenset[str]) -> State:
        """The state of the data that a query reads."""
        return self._metastore.recorded().state(tables)

    def page(self, statement: Statement, query_id: str, bounds: Bounds, cancellation: Cancellation) -> Page:
        """Run a query for some of its rows."""
        with self._run(statement, query_id, self._timeout_seconds, cancellation) as (session, state):
            columns = _columns(session, statement)
            cursor = session.run(select_json(statement, len(columns), bounds.rows + 1))
            rows, is_last = page_of(session.fetch(cursor), bounds)
        return Page(columns, rows, is_last, state)

    @contextmanager
    def stream(
        self, statement: Statement, query_id: str, max_rows: int | None, cancellation: Cancellation
    ) -> Iterator[Stream]:
        """Run a query until the end of the block. Spark computes its rows part by part, while they are read."""
        with self._run(statement, query_id, self._stream_seconds, cancellation) as (session, state):
            session.execute(_INCREMENTAL)
            columns = _columns(session, statement)
            cursor = session.run(select_json(statement, len(columns), max_rows))
            yield LakeStream(columns, state, session.fetch(cursor), self._table_type)

    def running(self) -> list[RunningQuery]:
        """The queries that run now."""
        return self._running.all()

    def end(self, query_id: str) -> bool:
        """End a query that runs."""
        return self._running.end(query_id)

    @contextmanager
    def _run(
        self, statement: Statement, query_id: str, seconds: float, cancellation: Cancellation
    ) -> Iterator[tuple[LakeSession, State]]:
        with self._slots.taken(), self._running.add(query_id, statement.sql) as named:
            # first, so that the rows may be newer than it says, but never older
            recorded = self._metastore.recorded()
            with (
                _hinted(recorded),
                lake_session(self._connect, seconds, cancellation, named.is_closed) as session,
            ):
                # a session that sets nothing has the limit of a page
                session.execute(f"set {TIMEOUT}={timeout(seconds)}")
                session.execute(f"set spark.sql.thriftserver.scheduler.pool={crc32(query_id.encode()) % _POOLS}")
                if recorded.is_built:
                    session.execute(f"use {guard.LAKE}")
                yield session, recorded.state(statement.tables)


@contextmanager
def _hinted(recorded: Recorded) -> Iterator[None]:
    try:
        yield
    except QueryFailed as error:
        if not recorded.is_built:
            error.hint = _NOT_BUILT
        raise


def _columns(session: LakeSession, statement: Statement) -> list[Column]:
    described = session.run(describe(statement)).fetchall()
    return [Column(name, kind) for name, kind, *_ in described]


def open_lake(settings: Settings) -> Lake:
    """The engine `lake`."""
    reader = connection_parameters(settings, "metastore_reader", settings.metastore_database)
    return Lake(
        partial(
            connect_for_query,
            settings.query_thrift_host,
            settings.query_thrift_port,
            # what computes rows until its time limit ends by it, and not by the connection
            max(settings.query_timeout_seconds, settings.query_stream_seconds) + _ANSWER_MARGIN_SECONDS,
        ),
        Metastore(reader),
        RunningQueries(reader),
        settings.query_timeout_seconds,
        settings.query_stream_seconds,
        table_type_of(settings),
    )
