"""Queries whose result is being saved. Their records are in PostgreSQL, also if the mart is not."""

from typing import Any

import psycopg

# The name of a connection that each query holds whose result is being saved begins with this. If the connection is
# closed, the query ends.
APPLICATION = "eventmart save "


def end_queries(connection: psycopg.Connection[Any], name: str) -> None:
    """End the queries whose result is being saved, and whose connections have names that begin like this."""
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where usename = current_user and starts_with(application_name, %s)",
        [name],
    )


def hold_name(connection: psycopg.Connection[Any], name: str) -> None:
    """Let nobody else save or remove a result of this name until the end of the transaction."""
    connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"results.{name}"])
