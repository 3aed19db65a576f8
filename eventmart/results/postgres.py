"""Saved results on PostgreSQL. Table `results.saved` has their records."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable
from psycopg.rows import class_row

from eventmart.results.queries import hold_name
from eventmart.results.saved import RECORDS, REMOVE_ALL_SECONDS, SCHEMA, ResultInUse, SavedResult, removed_unless_in_use

_PAUSE_SECONDS = 0.5


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


_COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(SavedResult))


class PostgresResults:
    """See `saved.SavedResults`.

    Args:
        connection: of role saver, in autocommit mode.
    """

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
                hold_name(self._connection, name)
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
        return sum(map(self._remove_unless_read, self._read("where expires_at < now() order by name")))

    def _remove_unless_read(self, result: SavedResult) -> bool:
        """Remove a result in one attempt; returns whether it was removed."""
        return removed_unless_in_use(partial(self.remove, result, ONE_ATTEMPT))

    def remove_all(self) -> int:
        """Remove all results. New readers of a result that is being read wait."""
        give_up_at = time.monotonic() + REMOVE_ALL_SECONDS
        found = self.all()
        read = [result for result in found if not self._remove_unless_read(result)]
        errors = []
        for result in read:
            remaining = give_up_at - time.monotonic()
            try:
                # one long attempt: otherwise readers that overlap could prevent it for ever
                self.remove(result, Patience(0, max(remaining, ONE_ATTEMPT.attempt_seconds)))
            except ResultInUse as error:
                errors.append(error)
        if errors:
            raise errors[0]
        # the rows as they were before, and frequent values
        self._connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(SCHEMA, RECORDS)))
        return len(found)
