"""The queries that run on the mart, in all processes of the API: PostgreSQL knows them by their connections' names."""

from typing import Any

import psycopg

from ingest_api.analytics.engine import RunningQuery, label

APPLICATION = "eventmart "

_RUNNING = """
    select split_part(application_name, ' ', 2), query_start, query
    from pg_stat_activity
    where
        usename = current_user and state = 'active' and starts_with(application_name, %s) and starts_with(query, '-- ')
    order by query_start
"""
_END = """
    select pg_cancel_backend(pid) from pg_stat_activity
    where usename = current_user and state = 'active' and application_name = %s
"""


def labelled(command: str, sql: str) -> bytes:
    """A command, after a comment with the query that it is for."""
    return f"{label(sql)}\n{command}".encode()


def running_queries(connection: psycopg.Connection[Any]) -> list[RunningQuery]:
    """The queries that run, the oldest first."""
    rows = connection.execute(_RUNNING, [APPLICATION]).fetchall()
    return [
        RunningQuery(query_id, "mart", started_at, query.partition("\n")[0].removeprefix("-- "))
        for query_id, started_at, query in rows
    ]


def end_query(connection: psycopg.Connection[Any], query_id: str) -> bool:
    """End a query; False if none has this id."""
    return (True,) in connection.execute(_END, [APPLICATION + query_id]).fetchall()
