"""The statements of a run in PostgreSQL, which outlive the process that has sent them.

PostgreSQL notices that a client is gone when it has a result to send. The Spark Thrift server ends the statements of a
client that is gone by itself, see spark_thrift.configuration, but not those that it has sent to PostgreSQL.
"""

import logging
import os
import time

import psycopg

from eventmart.errors import first_line
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.transient import is_transient

# libpq reads it, and so does profiles/profiles.yml
_VARIABLE = "PGAPPNAME"
_NAME = "eventmart-run"
_POLL_SECONDS = 0.05
_AWAY_SECONDS = 2

log = logging.getLogger("eventmart.worker")


def name_statements() -> None:
    """Give the connections of this process the name by which `end_statements` finds them."""
    os.environ[_VARIABLE] = _NAME


def end_statements(settings: Settings) -> None:
    """End the statements of a process that was killed, and return when they have ended and are rolled back.

    It waits while PostgreSQL is away.

    Raises:
        psycopg.Error: PostgreSQL answers with an error.
    """
    while True:
        try:
            _end_statements(settings)
        except psycopg.OperationalError as error:
            if not is_transient(error):
                raise
            log.warning("PostgreSQL is away: %s", first_line(error))
            time.sleep(_AWAY_SECONDS)
        else:
            return


def _end_statements(settings: Settings) -> None:
    end = (
        "select landing.end_statements() or coalesce(bool_or(pg_terminate_backend(pid)), false) "
        "from pg_stat_activity where usename = current_user and application_name = %s"
    )
    with psycopg.connect(**connection_parameters(settings, "owner"), autocommit=True) as connection:
        while connection.execute(end, [_NAME]).fetchone() == (True,):
            time.sleep(_POLL_SECONDS)
