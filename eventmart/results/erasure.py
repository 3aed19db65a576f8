"""The erasure of all saved results, when a person is forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from eventmart.results.queries import APPLICATION, end_queries
from eventmart.results.saved import SavedResults

# The name of the connection of an erasure that is going on. It ends with the connection, and other roles cannot forge
# it, as they could an advisory lock.
_ERASURE = "eventmart erasure"


def forget_results(connection: psycopg.Connection[Any], results: SavedResults) -> int:
    """Remove all results, end the queries whose result is being saved, and remove their records.

    Meanwhile no such query is accepted, see `is_erasing`.

    Args:
        connection: of role saver in PostgreSQL, in autocommit mode.
        results: the results.

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
        count = results.remove_all()
    # the rows as they were before, and frequent values
    connection.execute("vacuum (analyze) results.queries")
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
        connection: of role saver in PostgreSQL, in autocommit mode.
    """
    ended = connection.execute(
        "select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity "
        "where usename = current_user and application_name = %s",
        [_ERASURE],
    )
    return ended.fetchone() == (True,)


@contextmanager
def _named(connection: psycopg.Connection[Any]) -> Iterator[None]:
    connection.execute("select set_config('application_name', %s, false)", [_ERASURE])
    try:
        yield
    finally:
        connection.execute("reset application_name")
