"""The mart on PostgreSQL, or a database that speaks like it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from eventmart.postgres import Role, connection_parameters
from eventmart.settings import Settings
from pipeline.projects import RunsDbt

# Tables of the owner of over 8 MB that are due. One whose pages an old transaction keeps from being marked is not
# vacuumed by each run.
_UNMARKED = """
    select namespaces.nspname, tables.relname
    from pg_class as tables
    inner join pg_namespace as namespaces on tables.relnamespace = namespaces.oid
    inner join pg_am as methods on tables.relam = methods.oid
    where
        methods.amname = 'heap'
        and tables.relkind = 'r'
        and tables.relpersistence = 'p'
        and pg_get_userbyid(tables.relowner) = current_user
        and tables.relpages > 1000
        and tables.relallvisible < tables.relpages / 2
        and coalesce(pg_stat_get_last_vacuum_time(tables.oid) < now() - interval '1 hour', true)
"""


class PostgresMart:
    """See `pipeline.mart.engine.Mart`."""

    def __init__(self, settings: Settings, timeout_seconds: int | None = None) -> None:
        self._settings = settings
        self._timeout_seconds = timeout_seconds

    def has_table(self, schema: str, name: str) -> bool:
        """Whether a schema has a table or view."""
        with self._connect("owner") as connection:
            found = connection.execute("select to_regclass(%s) is not null", [f"{schema}.{name}"]).fetchone()
        return found == (True,)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._connect("owner") as connection:
            return connection.execute(statement.encode()).fetchall()

    def publish(self, dbt: RunsDbt, project: Path, run_id: str) -> str:
        """Publish what the mart lacks of the lake."""
        # through Spark's JDBC catalog
        return dbt.invoke(project, "run-operation", "publish", "--args", json.dumps({"run_id": run_id}))

    def lend_erasures(self, persons: Iterable[tuple[Any, ...]]) -> None:
        """Write requests to where Spark reads them."""
        with self._connect("publisher") as publisher, publisher.transaction():
            publisher.execute("drop table if exists landing.erasures")
            publisher.execute(
                "create table landing.erasures (erasure_id text, user_id text, source text, requested_at timestamptz)"
            )
            publisher.cursor().executemany("insert into landing.erasures values (%s, %s, %s, %s)", persons)

    def holds_erasures(self) -> bool:
        """Whether an erasure is not finished."""
        return self.has_table("landing", "erasures")

    def end_statements(self, name: str) -> bool:
        """End statements; returns whether there were any."""
        end = (
            "select landing.end_statements() or coalesce(bool_or(pg_terminate_backend(pid)), false) "
            "from pg_stat_activity where usename = current_user and application_name = %s"
        )
        with self._connect("owner") as connection:
            return connection.execute(end, [name]).fetchone() == (True,)

    def clear_erased(self) -> None:
        """Remove what an erasure has left."""
        with self._connect("publisher") as publisher:
            publisher.execute("drop table if exists landing.erased_events, landing.erasures")
        with self._connect("owner") as owner:
            mine = "select schemaname, tablename from pg_tables where tableowner = current_user"
            for name in owner.execute(mine).fetchall():
                # statistics hold frequent values
                owner.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(*name)))

    def mark_visible(self) -> int:
        """Vacuum large tables of which most pages are not known to be visible to all."""
        with self._connect("owner") as owner:
            tables = owner.execute(_UNMARKED).fetchall()
            for name in tables:
                owner.execute(sql.SQL("vacuum {}").format(sql.Identifier(*name)))
        return len(tables)

    def _connect(self, role: Role) -> psycopg.Connection[tuple[Any, ...]]:
        options = "-c timezone=UTC"
        if self._timeout_seconds is not None:
            options += f" -c statement_timeout={self._timeout_seconds}s"
        # a server that hangs or vanishes is noticed
        parameters = {**connection_parameters(self._settings, role), "options": options}
        return psycopg.connect(**parameters, autocommit=True)
