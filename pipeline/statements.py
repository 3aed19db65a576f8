"""The statements of a run in the mart's database, which outlive the process that has sent them.

PostgreSQL notices that a client is gone when it has a result to send. The Spark Thrift server ends the statements of a
client that is gone by itself, see spark_thrift.configuration, but not those that it has sent to PostgreSQL.
"""

import os
import time

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.results.erasure import end_erasure
from eventmart.settings import Settings
from pipeline.mart.engine import mart_of
from pipeline.transient import waiting_for_postgresql

# libpq reads it, and so does profiles/profiles.yml
_VARIABLE = "PGAPPNAME"
_NAME = "eventmart-run"
_POLL_SECONDS = 0.05


def name_statements() -> None:
    """Give the connections of this process the name by which `end_statements` finds them."""
    os.environ[_VARIABLE] = _NAME


def end_statements(settings: Settings) -> None:
    """End the statements of a process that was killed, and return when they have ended and are rolled back.

    It waits while the database is away.

    Raises:
        Exception: the database answers with an error.
    """
    waiting_for_postgresql(_end_statements, settings)


def _end_statements(settings: Settings) -> None:
    while mart_of(settings).end_statements(_NAME) | _end_erasure(settings):
        time.sleep(_POLL_SECONDS)


def _end_erasure(settings: Settings) -> bool:
    with psycopg.connect(**connection_parameters(settings, "saver"), autocommit=True) as connection:
        return end_erasure(connection)
