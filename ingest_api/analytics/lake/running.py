"""The queries that run on the lake, in all processes of the API.

Spark tells nobody what runs. Therefore each query holds a connection to the metastore's database that bears its name,
and whoever closes this connection ends the query.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from ingest_api.analytics.engine import RunningQuery, label
from ingest_api.analytics.named_connection import NamedConnection

_APPLICATION = "eventmart lake "
_RUNNING = """
    select substr(application_name, length(%(name)s) + 1), backend_start, query
    from pg_stat_activity
    where usename = current_user and starts_with(application_name, %(name)s)
    order by backend_start
"""
_END = """
    select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and application_name = %(name)s
"""


class RunningQueries:
    """The queries of one database.

    Args:
        parameters: psycopg connection parameters of a role that no one else uses.
    """

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters

    @contextmanager
    def add(self, query_id: str, sql: str) -> Iterator[NamedConnection]:
        """List a query until the end of the block.

        Raises:
            psycopg.OperationalError: PostgreSQL cannot be reached.
        """
        parameters = self._parameters | {"application_name": _APPLICATION + query_id, "autocommit": True}
        connection = psycopg.connect(**parameters)
        try:
            connection.execute(label(sql).encode())
            yield NamedConnection(connection)
        finally:
            connection.close()

    def all(self) -> list[RunningQuery]:
        """The queries that run, the oldest first."""
        with psycopg.connect(**self._parameters) as connection:
            rows = connection.execute(_RUNNING, {"name": _APPLICATION}).fetchall()
        return [RunningQuery(query_id, "lake", begun, query.removeprefix("-- ")) for query_id, begun, query in rows]

    def end(self, query_id: str) -> bool:
        """End a query; False if none has this id."""
        with psycopg.connect(**self._parameters) as connection:
            return (True,) in connection.execute(_END, {"name": _APPLICATION + query_id}).fetchall()
