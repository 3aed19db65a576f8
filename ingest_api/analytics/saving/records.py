"""Records of the queries whose results are saved, in PostgreSQL's table `results.queries`."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from eventmart.results.erasure import is_erasing
from eventmart.results.queries import APPLICATION, end_queries
from eventmart.results.saved import SavedResults
from ingest_api.analytics.engine import EngineUnavailable, QueryEnded, QueryRefused, TooManyQueries

# queries that have not ended: of one key, and in all
_ACTIVE_OF_KEY = 4
_ACTIVE = 16
_KEPT_DAYS = 7
ENDED = "The query was cancelled, or a person is being forgotten."


@dataclass(frozen=True)
class BackgroundQuery:
    """A query whose result is saved.

    Attributes:
        save_as: name of the result.
        state: queued, running, succeeded, failed or cancelled.
        row_count: number of rows of the result; None before it is saved, and for a view.
        error: why it has failed.
    """

    query_id: UUID
    save_as: str
    engine: str
    sql: str
    requested_by: str
    state: str
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    row_count: int | None = None
    error: str | None = None


_COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(BackgroundQuery))


class QueryRecords:
    """Reads and writes the records over one connection of role saver in PostgreSQL, in autocommit mode."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def add(self, query: BackgroundQuery, results: SavedResults, results_per_key: int) -> None:
        """Store a query that is queued.

        Args:
            query: the query.
            results: the results that there are.
            results_per_key: how many a key may have.

        Raises:
            TooManyQueries: too many have not ended.
            QueryRefused: the key has too many results, or the name belongs to another key.
            EngineUnavailable: a person is being forgotten.
        """
        with self._connection.transaction():
            # the counts hold until the record is there, and no erasure begins
            self._connection.execute("lock table results.queries in share row exclusive mode")
            if is_erasing(self._connection):
                raise EngineUnavailable(
                    "No result can be saved while a person is being forgotten. Try again in some minutes."
                )
            self.end_lost()
            active = self._connection.execute(
                "select save_as, requested_by from results.queries where state in ('queued', 'running')"
            ).fetchall()
            own = {name for name, key in active if key == query.requested_by}
            count = sum(key == query.requested_by for _, key in active)
            if count >= _ACTIVE_OF_KEY or len(active) >= _ACTIVE:
                raise TooManyQueries(
                    f"{count} of your queries and {len(active)} in all have not ended. Send this one again when some "
                    "have."
                )
            owners = {result.name: result.saved_by for result in results.all()}
            own |= {name for name, key in owners.items() if key == query.requested_by}
            taken = len(own - {query.save_as})
            if taken >= results_per_key:
                raise QueryRefused(f"You have {taken} saved results. Delete one, or replace it.")
            check_owner(query.save_as, owners.get(query.save_as), query.requested_by)
            self._connection.execute(
                "insert into results.queries (query_id, save_as, engine, sql, requested_by, requested_at, state) "
                "values (%s, %s, %s, %s, %s, %s, %s)",
                [query.query_id, query.save_as, query.engine, query.sql, query.requested_by, query.requested_at,
                 query.state],
            )  # fmt: skip

    def get(self, query_id: UUID) -> BackgroundQuery | None:
        """The query with this id, or None if there is none."""
        self.end_lost()
        with self._connection.cursor(row_factory=class_row(BackgroundQuery)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from results.queries where query_id = %s").format(_COLUMNS), [query_id]
            ).fetchone()

    def begin(self, query_id: UUID) -> None:
        """Mark a query as running.

        Raises:
            QueryEnded: it was cancelled before.
        """
        updated = self._connection.execute(
            "update results.queries set state = 'running', started_at = now() where query_id = %s and state = 'queued'",
            [query_id],
        )
        if updated.rowcount == 0:
            raise QueryEnded(ENDED)

    def succeed(self, query_id: UUID, row_count: int | None) -> None:
        """Record that the result of a query is saved, in the transaction that saves it.

        Raises:
            QueryEnded: the query was cancelled.
        """
        updated = self._connection.execute(
            "update results.queries set state = 'succeeded', finished_at = now(), row_count = %s "
            "where query_id = %s and state = 'running'",
            [row_count, query_id],
        )
        if updated.rowcount == 0:
            raise QueryEnded(ENDED)

    def fail(self, query_id: UUID, error: str) -> None:
        """Record why a query has no result, unless it was cancelled."""
        self._connection.execute(
            "update results.queries set state = 'failed', finished_at = now(), error = %s "
            "where query_id = %s and state = 'running'",
            [error, query_id],
        )

    def cancel(self, query_id: UUID) -> bool:
        """End a query, so that it saves nothing; returns False if it has ended before."""
        updated = self._connection.execute(
            "update results.queries set state = 'cancelled', finished_at = now() "
            "where query_id = %s and state in ('queued', 'running')",
            [query_id],
        )
        end_queries(self._connection, f"{APPLICATION}{query_id}")
        return updated.rowcount == 1

    def end_lost(self) -> None:
        """Mark the queries as failed whose process has ended, and remove old records."""
        self._connection.execute(
            """
            update results.queries set state = 'failed', finished_at = now(), error = %s
            where
                state in ('queued', 'running')
                and not exists (
                    select from pg_stat_activity
                    where usename = current_user and application_name = %s || queries.query_id
                )
            """,
            ["The process of the API, or its connection, has ended. Send the query again.", APPLICATION],
        )
        self._connection.execute(
            "delete from results.queries where finished_at < now() - %s * interval '1 day'", [_KEPT_DAYS]
        )


def check_owner(name: str, owner: str | None, key: str) -> None:
    """Check that a key may replace a result.

    Raises:
        QueryRefused: it belongs to another key.
    """
    if owner not in (None, key):
        raise QueryRefused(f"Result {name} belongs to key {owner}. Choose another name.")
