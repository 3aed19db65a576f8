"""Saved results: tables and views of PostgreSQL's schema `results`, and the records of how they came about."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

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

# While a statement waits for the lock of a result, new readers of it wait too. So each attempt is short.
_ATTEMPT = "set local lock_timeout = '500ms'"
_PAUSE_SECONDS = 0.5
_REMOVAL_SECONDS = 5.0
# longer than a query of the API may take
_ERASURE_SECONDS = 900.0


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
        with self._connection.cursor(row_factory=class_row(SavedResult)) as cursor:
            return cursor.execute(sql.SQL("select {} from results.saved order by name").format(_COLUMNS)).fetchall()

    def get(self, name: str) -> SavedResult | None:
        """The result of this name, or None if there is none."""
        with self._connection.cursor(row_factory=class_row(SavedResult)) as cursor:
            return cursor.execute(
                sql.SQL("select {} from results.saved where name = %s").format(_COLUMNS), [name]
            ).fetchone()

    def remove(self, name: str, patience_seconds: float = _REMOVAL_SECONDS) -> None:
        """Remove a result.

        Args:
            name: its name.
            patience_seconds: how long to wait for those who read it.

        Raises:
            ResultInUse: it is being read all this time.
        """
        # first the relation, as whoever replaces the result does: otherwise both could wait for each other
        with self._connection.transaction():
            self.drop(name, patience_seconds)
            self._connection.execute("delete from results.saved where name = %s", [name])

    def drop(self, name: str, patience_seconds: float) -> None:
        """Drop the table or view of a result, if there is one; for a transaction that also changes its record."""
        give_up_at = time.monotonic() + patience_seconds
        while True:
            with suppress(LockNotAvailable), self._connection.transaction():
                self._connection.execute(_ATTEMPT)
                self._drop(name)
                return
            if time.monotonic() > give_up_at:
                raise ResultInUse(f"results.{name} is being read. Try again later, or end the queries that read it.")
            time.sleep(_PAUSE_SECONDS)

    def _drop(self, name: str) -> None:
        found = self._connection.execute("select is_view from results.saved where name = %s", [name]).fetchone()
        if found is None:
            return
        relation = sql.Identifier(SCHEMA, name)
        if found == (True,):
            self._connection.execute(sql.SQL("drop view if exists {}").format(relation))
            self._connection.execute(sql.SQL("drop function if exists {}()").format(relation))
        else:
            self._connection.execute(sql.SQL("drop table if exists {}").format(relation))

    def remove_expired(self) -> int:
        """Remove the results whose time is up, except those that are being read; returns how many."""
        expired = self._connection.execute("select name from results.saved where expires_at < now()").fetchall()
        removed = 0
        for (name,) in expired:
            try:
                self.remove(name, 0)
                removed += 1
            except ResultInUse as error:
                log.info("an expired result stays for now: %s", error)
        return removed

    def forget(self) -> int:
        """Remove all results, end the queries whose result is being saved, and remove their records.

        Returns:
            How many results were removed.

        Raises:
            ResultInUse: a result is being read for minutes.
        """
        end_queries(self._connection, APPLICATION)
        # one that has not ended yet will not find its record, and saves nothing
        self._connection.execute("delete from results.queries")
        results = self.all()
        for result in results:
            self.remove(result.name, _ERASURE_SECONDS)
        for table in OWN_TABLES:
            # the rows as they were before, and frequent values
            self._connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(SCHEMA, table)))
        return len(results)
