"""The lock that makes a worker the only one.

The lock is on a table in schema `pipeline`, which no other role can use, and not an advisory lock, which any role may
take. It lives in an open transaction that has neither a snapshot nor a transaction id, so it does not hold back vacuum.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg

from eventmart.errors import first_line
from pipeline.transient import waiting_for_postgresql

_CHECK_SECONDS = 1
# if the machine of the worker is gone, PostgreSQL ends the connection after this time, and frees the lock; by default
# after two hours
_SERVERS_KEEPALIVE = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000"
)

log = logging.getLogger("eventmart.worker")


def hold_lock(parameters: dict[str, Any]) -> psycopg.Connection[Any]:
    """Wait until PostgreSQL answers and no other worker holds the lock, and take it.

    Args:
        parameters: connection parameters of role pipeline.

    Returns:
        The connection that holds the lock for as long as it lives.
    """
    connection = waiting_for_postgresql(psycopg.connect, **{**parameters, "options": _SERVERS_KEEPALIVE})
    # it must survive a long run, in which nothing is executed but checks
    connection.execute("set idle_in_transaction_session_timeout = 0")
    connection.commit()
    log.info("waiting until no other worker runs")
    # conflicts with itself, but with no reader
    connection.execute("lock table pipeline.worker_lock in share row exclusive mode")
    return connection


def watch_lock(connection: psycopg.Connection[Any], lost: Callable[[], None]) -> threading.Thread:
    """Check in a thread that the connection lives, and with it the lock.

    Args:
        connection: the connection that holds the lock.
        lost: called once when it is lost. It must end the process, because another worker may have begun a run.
    """

    def watch() -> None:
        stopped = threading.Event()
        while not stopped.wait(_CHECK_SECONDS):
            try:
                connection.execute("select 1")
            except psycopg.Error as error:
                log.error("the worker's lock is lost: %s", first_line(error))  # noqa: TRY400 - the cause is in its line
                lost()
                return

    thread = threading.Thread(target=watch, name="lock", daemon=True)
    thread.start()
    return thread
