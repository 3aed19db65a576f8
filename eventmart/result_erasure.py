"""The erasure of all saved results, when a person is forgotten."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from eventmart.saved_results import (
    APPLICATION,
    ONE_ATTEMPT,
    OWN_TABLES,
    SCHEMA,
    Patience,
    ResultInUse,
    SavedResults,
    end_queries,
)

# The name of the connection of an erasure that is going on. It ends with the connection, and other roles cannot forge
# it, as they could an advisory lock.
_ERASURE = "eventmart erasure"
# longer than a query of the API may take
_SECONDS = 900.0


def forget_results(connection: psycopg.Connection[Any]) -> int:
    """Remove all results, end the queries whose result is being saved, and remove their records.

    Meanwhile no such query is accepted, see `is_erasing`. New readers of a result that is being read wait.

    Args:
        connection: of role saver, in autocommit mode.

    Returns:
        How many results were removed.

    Raises:
        ResultInUse: a result is being read for minutes. The others are removed.
    """
    with _named(connection):
        end_queries(connection, APPLICATION)
        with connection.transaction():
            # waits for the queries that are being accepted
            connection.execute("lock table results.queries in share row exclusive mode")
            # one that has not ended yet will not find its record, and saves nothing
            connection.execute("delete from results.queries")
        count = _remove_all(SavedResults(connection))
    for table in OWN_TABLES:
        # the rows as they were before, and frequent values
        connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(SCHEMA, table)))
    return count


def is_erasing(connection: psycopg.Connection[Any]) -> bool:
    """Whether an erasure is going on. Whoever holds the lock of `results.queries` is before the next one."""
    found = connection.execute(
        "select from pg_stat_activity where usename = current_user and application_name = %s", [_ERASURE]
    )
    return found.rowcount > 0


def end_erasure(connection: psycopg.Connection[Any]) -> bool:
    """End the erasure of a process that was killed; whether there was one.

    Args:
        connection: of role saver, in autocommit mode.
    """
    ended = connection.execute(
        "select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity "
        "where usename = current_user and application_name = %s",
        [_ERASURE],
    )
    return ended.fetchone() == (True,)


def _remove_all(results: SavedResults) -> int:
    give_up_at = time.monotonic() + _SECONDS
    found = results.all()
    read = [result for result in found if not results.remove_unless_read(result)]
    errors = []
    for result in read:
        remaining = give_up_at - time.monotonic()
        try:
            # one long attempt: otherwise readers that overlap could prevent it for ever
            results.remove(result, Patience(0, max(remaining, ONE_ATTEMPT.attempt_seconds)))
        except ResultInUse as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return len(found)


@contextmanager
def _named(connection: psycopg.Connection[Any]) -> Iterator[None]:
    connection.execute("select set_config('application_name', %s, false)", [_ERASURE])
    try:
        yield
    finally:
        connection.execute("reset application_name")
