"""The Spark sessions of dbt's commands."""

import logging
import sys

from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.spark.connections import SparkConnectionManager
from dbt.adapters.spark.impl import SparkAdapter

from eventmart.errors import first_line
from spark_thrift.client import SparkErrors

log = logging.getLogger("eventmart.worker")


class LastingSessions(SparkConnectionManager):  # type: ignore[misc]  # it has no types
    """A thread keeps its session from node to node of a command.

    dbt's own manager closes it after each node and opens another for the next, which takes 60 ms. Spark has no
    transactions that would have to end with a node. PostgreSQL has: there, a connection must not outlast its node.
    """

    def release(self) -> None:
        """The thread's node has ended. If it has failed, close the session: Spark may be another one by now."""
        if sys.exception() is not None:
            super().release()
            return
        connection = self.get_if_exists()
        if connection is not None:
            connection.transaction_open = False

    @classmethod
    def close(cls, connection: Connection) -> Connection:
        """Close a session. That of a Spark that has died is gone already."""
        try:
            return super().close(connection)
        except SparkErrors as error:
            log.info("a session has ended with Spark: %s", first_line(error))
            connection.handle = None
            connection.state = ConnectionState.CLOSED
            return connection


def keep_sessions() -> None:
    """Have dbt's next commands keep their sessions."""
    SparkAdapter.ConnectionManager = LastingSessions
