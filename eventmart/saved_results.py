"""Saved results: tables and views of PostgreSQL's schema `results`, and the records of how they came about."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable
from psycopg.rows import class_row

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")

log = logging.getLogger("eventmart")

SCHEMA = "results"
# what schema results holds besides
OWN_TABLES = ("saved", "queries")
# The name of a connection that each query holds whose result is being saved begins with this. If the connection is
# closed, the query ends.
APPLICATION = "eventmart save "

_PAUSE_SECONDS = 0.5


def holds_results(settings: Settings) -> bool:
    """Whether the mart's database can hold saved results, which only PostgreSQL and its kin can."""
    return settings.mart_engine in ("postgres", "greenplum")


@contextmanager
def open_saved_results(settings: Settings) -> Iterator["SavedResults"]:
    """The saved results of a mart that can hold them."""
    with psycopg.connect(**connection_parameters(settings, "saver"), autocommit=True) as connection:
        yield SavedResults(connection)


def is_result_name(text: str) -> bool:
    """Whether a saved result may have this name."""
    return _NAME.fullmatch(text) is not None and text not in OWN_TABLES


class ResultInUse(Exception):
    """A saved result cannot be removed, because it is being read."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for the readers of a result.

    Attributes:
        seconds: after so many, no attempt begins.
        attempt_seconds: duration of one attempt. New readers of the result wait as long, too.
    """

    seconds: float
    attempt_seconds: float = 0.5


ONE_ATTEMPT = Patience(0)
_REMOVAL = Patience(5)


@dataclass(frozen=True)
class SavedResult:
    """A saved result: table or view `results.<name>`.

    Attributes:
        sql: the query.
        parameters: their values, by name.
        saved_by: name of the API key.
        expires_at: when it will be removed; None if never.
        complete_through: every event received up to this time was in the tables that the query has read; None if that
            is not known, and for a view.
        run_id: the update run that the data comes from; None for a view.
        row_count: number of rows; None for a view.
        byte_count: size as CSV; None for a view.
    """

    name: str
    is_view: bool
    engine: str
    sql: str
    parameters: dict[str, Any]
    saved_by: str
    saved_at: datetime
    expires_at: datetime | None
    complete_through: datetime | None
    run_id: str | None
    row_count: int | None
    byte_count: int | None


_COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(SavedResult))


def end_queries(connection: psycopg.Connection[Any], name: str) -> None:
    """End the queries whose result is being saved, and whose connections have names that begin like this."""
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where usename = current_user and starts_with(application_name, %s)",
        [name],
    )


class SavedResults:
    """Reads and removes saved results over one connection of role saver, in autocommit mode."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def all(self) -> list[SavedResult]:
        """The results, by name."""
        return self._read("order by name")

    def get(self, name: str) -> SavedResult | None:
        """The result of this name, or None if there is none."""
        found = self._read("where name = %s", name)
        return found[0] if found else None

    def _read(self, which: LiteralString, *values: str) -> list[SavedResult]:
        with self._connection.cursor(row_factory=class_row(SavedResult)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from results.saved {}").format(_COLUMNS, sql.SQL(which)), values
            ).fetchall()

    def remove(self, result: SavedResult, patience: Patience = _REMOVAL) -> bool:
        """Remove a result, unless another one has its name by now; returns whether it was removed.

        Raises:
            ResultInUse: it is being read all this time.
        """
        with self._connection.transaction():
            if not self.drop(result.name, patience, only=result):
                return False
            self._connection.execute("delete from results.saved where name = %s", [result.name])
            return True

    def drop(
        self,
        name: str,
        patience: Patience,
        check: Callable[[], None] = lambda: None,
        only: SavedResult | None = None,
    ) -> bool:
        """Drop the table or view of a result, and hold its name until the end of the transaction.

        Args:
            name: name of the result; there may be none.
            patience: how long to wait for its readers.
            check: called before each attempt; raises an error if the result need not be dropped any more.
            only: drop nothing but the relation of this result.

        Returns:
            Whether a relation was dropped.

        Raises:
            ResultInUse: it is being read all this time.
        """
        give_up_at = time.monotonic() + patience.seconds
        while True:
            check()
            with suppress(LockNotAvailable), self._connection.transaction():
                milliseconds = str(int(patience.attempt_seconds * 1000))
                self._connection.execute("select set_config('lock_timeout', %s, true)", [milliseconds])
                # otherwise the relation that is dropped could be one that has taken the name meanwhile
                self._connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"results.{name}"])
                found = self.get(name)
                if found is None or only not in (None, found):
                    return False
                self._drop(found)
                return True
            if time.monotonic() > give_up_at:
                raise ResultInUse(f"results.{name} is being read. Try again later, or end the queries that read it.")
            time.sleep(_PAUSE_SECONDS)

    def _drop(self, result: SavedResult) -> None:
        relation = sql.Identifier(SCHEMA, result.name)
        if result.is_view:
            self._connection.execute(sql.SQL("drop view if exists {}").format(relation))
            self._connection.execute(sql.SQL("drop function if exists {}()").format(relation))
        else:
            self._connection.execute(sql.SQL("drop table if exists {}").format(relation))

    def remove_expired(self) -> int:
        """Remove the results whose time is up, except those that are being read; returns how many."""
        return sum(map(self.remove_unless_read, self._read("where expires_at < now() order by name")))

    def remove_unless_read(self, result: SavedResult) -> bool:
        """Remove a result in one attempt; returns whether it was removed."""
        try:
            return self.remove(result, ONE_ATTEMPT)
        except ResultInUse as error:
            log.info("a result stays for now: %s", error)
            return False
