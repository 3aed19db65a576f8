"""Queries that run in the background, on threads of this process, and save their results.

Each query holds a connection that bears its name, from the time at which it is accepted. Whoever closes it ends the
query. If the process dies, the connection goes with it, so the record of the query becomes `failed`.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Semaphore, Thread
from typing import Any
from uuid import UUID

import psycopg

from eventmart.results.queries import APPLICATION
from eventmart.results.saved import ResultInUse, ResultsUnavailable, SavedResult, SavedResults
from ingest_api.analytics.engine import Engine, EngineUnavailable, QueryEnded, QueryError, TooManyQueries
from ingest_api.analytics.named_connection import NamedConnection
from ingest_api.analytics.saving.records import ENDED, BackgroundQuery, QueryRecords
from ingest_api.analytics.saving.relation import Connection, Relations
from ingest_api.analytics.saving.save import ResultLimits, SaveAs, check_view, save
from ingest_api.analytics.views import QueryWithViews
from ingest_api.cancellation import Cancellation, Cancelled

# of this process, at a time; others wait
_RUNNING = 2
_WATCH_SECONDS = 0.2

log = logging.getLogger("eventmart.api")


@dataclass
class Outcome:
    """What becomes of a query. When `is_known`, it has either a result or an error."""

    query_id: UUID
    is_known: Event = field(default_factory=Event)
    result: SavedResult | None = None
    error: Exception | None = None


class BackgroundQueries:
    """Runs queries and saves their results.

    Args:
        engines: by name; their time limits are those of these queries.
        connection: psycopg connection parameters of role saver in PostgreSQL.
        results: the saved results, until the end of the block.
        relations: makes the tables and views.
        limits: limits of the results.
        new_id: creates the id of a query.
        now: returns the time (UTC).
    """

    def __init__(
        self,
        engines: Mapping[str, Engine],
        connection: dict[str, Any],
        results: Callable[[Connection], AbstractContextManager[SavedResults]],
        relations: Relations,
        limits: ResultLimits,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._engines = engines
        self._parameters = {**connection, "autocommit": True}
        self._results, self._relations = results, relations
        self._limits = limits
        self._new_id, self._now = new_id, now
        self._slots = Semaphore(_RUNNING)

    def submit(self, query: QueryWithViews, engine: str, save_as: SaveAs, requested_by: str) -> Outcome:
        """Run a query on another thread.

        Args:
            query: the query, which its engine has accepted.
            engine: name of the engine.
            save_as: what its result is to be.
            requested_by: name of the API key.

        Raises:
            QueryRefused: a view cannot be made of it, the key has too many results, or the name is another key's.
            TooManyQueries: too many queries of the key, or in all, have not ended.
            EngineUnavailable: a person is being forgotten.
            psycopg.OperationalError, ResultsUnavailable: PostgreSQL, or the mart's database, cannot be reached.
        """
        statement = query.statement
        if save_as.is_view:
            check_view(statement, engine)
        query_id = UUID(self._new_id())
        record = BackgroundQuery(query_id, save_as.name, engine, statement.sql, requested_by, "queued", self._now())
        named = psycopg.connect(**self._parameters, application_name=f"{APPLICATION}{query_id}")
        try:
            with self._results(named) as results:
                results.remove_expired()
                QueryRecords(named).add(record, results, self._limits.per_key)
        except BaseException:
            named.close()
            raise
        outcome = Outcome(query_id)
        arguments = (query, record, save_as, named, outcome)
        # it ends with the process
        Thread(target=self._perform, args=arguments, name=f"query {query_id}", daemon=True).start()
        return outcome

    def get(self, query_id: UUID) -> BackgroundQuery | None:
        """A query that has not ended, or has ended lately; None if there is none with this id."""
        with psycopg.connect(**self._parameters) as connection:
            return QueryRecords(connection).get(query_id)

    def cancel(self, query_id: UUID) -> bool:
        """Cancel a query, in whichever process it runs; returns False if it has ended before."""
        with psycopg.connect(**self._parameters) as connection:
            return QueryRecords(connection).cancel(query_id)

    def _perform(
        self,
        query: QueryWithViews,
        record: BackgroundQuery,
        save_as: SaveAs,
        named: Connection,
        outcome: Outcome,
    ) -> None:
        try:
            with (
                closing(named),
                _watched(named) as cancellation,
                _slot(self._slots, cancellation),
                psycopg.connect(**self._parameters) as connection,
            ):
                outcome.result = self._save(query, record, save_as, connection, cancellation)
        except Cancelled:
            outcome.error = QueryEnded(ENDED)
        except Exception as error:
            outcome.error = error
        finally:
            outcome.is_known.set()

    def _save(
        self,
        query: QueryWithViews,
        record: BackgroundQuery,
        save_as: SaveAs,
        connection: Connection,
        cancellation: Cancellation,
    ) -> SavedResult:
        records = QueryRecords(connection)
        records.begin(record.query_id)
        engine = self._engines[record.engine]
        try:
            with query.places():
                return save(
                    connection,
                    self._relations,
                    engine,
                    query.statement,
                    record,
                    save_as,
                    self._limits,
                    self._now,
                    cancellation,
                )
        except Exception as error:
            _record_failure(records, record.query_id, error)
            raise


@contextmanager
def _watched(named: Connection) -> Iterator[Cancellation]:
    """A cancellation that is cancelled if somebody closes a connection before the end of the block."""
    cancellation, has_ended = Cancellation(), Event()

    def watch() -> None:
        while not has_ended.wait(_WATCH_SECONDS):
            if NamedConnection(named).is_closed():
                cancellation.cancel()
                return

    watcher = Thread(target=watch, name="query-watch", daemon=True)
    watcher.start()
    try:
        yield cancellation
    finally:
        has_ended.set()
        watcher.join()


@contextmanager
def _slot(slots: Semaphore, cancellation: Cancellation) -> Iterator[None]:
    """A slot for the block.

    Raises:
        Cancelled: the query was ended while it waited. Its thread ends, too.
    """
    while not slots.acquire(timeout=_WATCH_SECONDS):
        cancellation.check()
    try:
        yield
    finally:
        slots.release()


def _record_failure(records: QueryRecords, query_id: UUID, error: Exception) -> None:
    match error:
        case QueryError():
            detail = error.detail
        case Cancelled():
            detail = "The query was ended."
        case TooManyQueries() | EngineUnavailable() | ResultInUse() | ResultsUnavailable():
            detail = str(error)
        case psycopg.OperationalError():
            detail = "PostgreSQL could not be reached, or has ended the query. Send the query again."
        case _:
            log.error("query %s failed unexpectedly", query_id, exc_info=error)
            detail = "Unexpected error. See the log of the API."
    try:
        records.fail(query_id, detail)
    except psycopg.OperationalError as lost:
        # without its connection, the record becomes `failed` when somebody asks for it
        log.warning("the end of query %s is not recorded: %s", query_id, lost)
