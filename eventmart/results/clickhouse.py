"""Saved results on ClickHouse. The comment of each table and view has its record, so both change at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.errors import LockNotAvailable

from eventmart.results.postgres import PostgresResults
from eventmart.results.queries import APPLICATION, hold_name
from eventmart.results.saved import (
    RECORDS,
    REMOVE_ALL_SECONDS,
    SCHEMA,
    ResultInUse,
    ResultsUnavailable,
    SavedResult,
    removed_unless_in_use,
)

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

# A result that is being saved is filled under a name that none can have, and the one that it has replaced ends there.
_UNFINISHED = "new "
_POLL_SECONDS = 0.5
# which rows of system.tables are results
SAVED = f"database = 'results' and startsWith(comment, '{{') and not startsWith(name, '{_UNFINISHED}')"
_SELECT = f"select comment from system.tables where {SAVED}"  # noqa: S608 - constants
_EXPIRED = f"{_SELECT} and parseDateTime64BestEffortOrNull(JSONExtractString(comment, 'result', 'expires_at')) < now()"
_DROPPED = "select distinct table from system.dropped_tables where database = 'results'"


class Record(msgspec.Struct, frozen=True):
    """What the comment of a result's table or view has, as JSON.

    Attributes:
        reads: the tables that a view reads; empty for a table.
        is_repeatable: whether a view gives the same rows while the mart stands still; true for a table.
    """

    result: SavedResult
    reads: list[str]
    is_repeatable: bool


_encode = msgspec.json.Encoder(decimal_format="number").encode
decode = msgspec.json.Decoder(Record).decode


def encode(record: Record) -> str:
    """The comment that has a record."""
    return _encode(record).decode()


def unfinished(query_id: UUID) -> str:
    """The name of the table or view of a query, in SQL, until it is the result's."""
    return f"{SCHEMA}.`{_UNFINISHED}{query_id}`"


@contextmanager
def reached() -> Iterator[None]:
    """Raise an error of the connection to ClickHouse in this block as `ResultsUnavailable`."""
    try:
        yield
    except ConnectionError as error:
        raise ResultsUnavailable(f"{error}. Try again later.") from error


class ClickHouseResults:
    """See `saved.SavedResults`. What is removed while it is being read is there for its readers until they have ended.

    Args:
        connection: of role saver in PostgreSQL, in autocommit mode.
        client: of role saver.
    """

    def __init__(self, connection: psycopg.Connection[Any], client: "Client") -> None:
        self._connection = connection
        self._client = client

    def all(self) -> list[SavedResult]:
        """The results, by name."""
        return [decode(text).result for text in self._column(f"{_SELECT} order by name")]

    def get(self, name: str) -> SavedResult | None:
        """The result of this name."""
        found = self._column(_SELECT + " and name = {name:String}", name=name)
        return decode(found[0]).result if found else None

    def remove(self, result: SavedResult) -> bool:
        """Remove a result, unless another one has its name by now."""
        try:
            with self._connection.transaction():
                self._connection.execute("set local lock_timeout = '5s'")
                hold_name(self._connection, result.name)
                if self.get(result.name) != result:
                    return False
                self._client.command(f"drop table if exists {SCHEMA}.{result.name}")
                return True
        except LockNotAvailable as error:
            raise ResultInUse(f"results.{result.name} is being replaced. Try again later.") from error

    def remove_expired(self) -> int:
        """Remove the results whose time is up, and what processes that have ended left behind."""
        expired = (decode(text).result for text in self._column(_EXPIRED))
        count = sum(removed_unless_in_use(partial(self.remove, result)) for result in expired)
        for name in self._names():
            if name.startswith(_UNFINISHED) and not self._is_running(name.removeprefix(_UNFINISHED)):
                self._drop(name)
        return count + sum(results.remove_expired() for results in self._of_former_mart())

    def remove_all(self) -> int:
        """Remove all results, and wait until their files are gone."""
        count, give_up_at = len(self.all()), time.monotonic() + REMOVE_ALL_SECONDS
        # a query that is being ended may make a table meanwhile
        while (names := self._names()) or (dropped := self._column(_DROPPED)):
            if names:
                for name in names:
                    self._drop(name)
            elif time.monotonic() > give_up_at:
                raise ResultInUse(f"The files of {dropped[0]} are there. End the queries that read it, and try again.")
            else:
                time.sleep(_POLL_SECONDS)
        return count + sum(results.remove_all() for results in self._of_former_mart())

    def _drop(self, name: str) -> None:
        self._client.command(f"drop table if exists {SCHEMA}.`{name}`")

    def _of_former_mart(self) -> Iterator[PostgresResults]:
        """The results of a mart that was in this PostgreSQL before it moved to ClickHouse."""
        if self._connection.execute("select to_regclass('results.saved')").fetchone() != (None,):
            yield PostgresResults(self._connection)

    def _names(self) -> list[str]:
        """The tables and views, except the records."""
        names = self._column("select name from system.tables where database = 'results'")
        return [name for name in names if name != RECORDS]

    def _is_running(self, query_id: str) -> bool:
        found = self._connection.execute(
            "select from pg_stat_activity where usename = current_user and application_name = %s",
            [f"{APPLICATION}{query_id}"],
        )
        return found.rowcount > 0

    def _column(self, sql: str, **values: str) -> list[str]:
        return [value for (value,) in self._client.query(sql, parameters=values).result_rows]
