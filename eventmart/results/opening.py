"""The saved results of the mart that the settings choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from eventmart.clickhouse import connected
from eventmart.postgres import connection_parameters
from eventmart.results.clickhouse import ClickHouseResults, reached
from eventmart.results.postgres import PostgresResults
from eventmart.results.saved import SavedResults
from eventmart.settings import Settings

# of a statement of ClickHouse: all are short
_SECONDS = 30


@contextmanager
def open_results(settings: Settings) -> Iterator[SavedResults]:
    """The saved results, until the end of the block.

    Raises:
        psycopg.OperationalError, ResultsUnavailable: a database cannot be reached.
    """
    with (
        psycopg.connect(**connection_parameters(settings, "saver"), autocommit=True) as connection,
        results_of(settings, connection) as results,
    ):
        yield results


@contextmanager
def results_of(settings: Settings, connection: psycopg.Connection[Any]) -> Iterator[SavedResults]:
    """The saved results, until the end of the block; see `open_results`.

    Args:
        connection: of role saver in PostgreSQL, in autocommit mode.
    """
    if settings.mart_engine != "clickhouse":
        yield PostgresResults(connection)
        return
    with reached(), connected(settings, "saver", _SECONDS) as client:
        yield ClickHouseResults(connection, client)
