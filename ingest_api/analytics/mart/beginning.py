"""The beginning of a query: everything before its rows, in one round trip."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.errors import InvalidSchemaName, UndefinedFunction, UndefinedTable

from ingest_api.analytics.connections import Connection
from ingest_api.analytics.engine import Column, EngineUnavailable, State, Statement

BEGIN = "begin isolation level repeatable read, read only"
_STATE = "select complete_through, run_id, version from analytics.state(%s)"
# applies settings, and reads the state: one row, which has no state if there is no mart
_BEGIN_STATE = """
    select state.complete_through, state.run_id, state.version, (select is_changing from analytics.changes)
    from (
        select count(set_config(name, value, true)) from unnest(%s::text[], %s::text[]) as settings (name, value)
    ) as applied
    left join analytics.state(%s) as state on true
"""
# Whether a relation of the query has been replaced, or its rows in one go, since the transaction's snapshot: PostgreSQL
# then finds no rows at all, neither the old ones nor the new. The query has a lock on each relation by now, so none is
# replaced from here on. What has a lower number is PostgreSQL's own.
_IS_TOO_OLD = """
    select exists (
        select from pg_locks as locks
        where
            locks.locktype = 'relation' and locks.pid = pg_backend_pid()
            and locks.database = (select oid from pg_database where datname = current_database())
            and locks.relation >= 16384
            and not exists (
                -- the table has what the snapshot sees, the function what there is now
                select from pg_class
                where oid = locks.relation and relfilenode = coalesce(pg_relation_filenode(oid), 0)
            )
    )
"""
_ATTEMPTS = 10
# without what `eventmart bootstrap` creates
_MISSING = (InvalidSchemaName, UndefinedFunction, UndefinedTable)
_NOT_SET_UP = "PostgreSQL is not set up yet. Run `eventmart bootstrap`, and send the query again."


class Beginning:
    """Begins a transaction on a connection: its settings, the state of the data, and the first statements.

    Args:
        statement: the query.
        settings: settings of the transaction.
        commands: the statements. The last one has the columns of the query.
    """

    def __init__(self, statement: Statement, settings: Mapping[str, str], commands: Sequence[str]) -> None:
        self.statement = statement
        self._settings = settings
        self._commands = commands
        self._state: psycopg.Cursor[Any] | None = None
        self._found: tuple[Any, ...] | None = None
        self._last: psycopg.Cursor[Any] | None = None

    def __call__(self, connection: Connection) -> None:
        """Begin.

        Raises:
            psycopg.Error: PostgreSQL refuses a statement, or is unavailable.
            EngineUnavailable: PostgreSQL is not set up, or what the query reads is replaced all the time.
        """
        for _ in range(_ATTEMPTS):
            self._begin(connection)
            # dbt replaces relations, and nothing else
            if not self._row()[-1] or connection.execute(_IS_TOO_OLD).fetchone() == (False,):
                return
            connection.execute("rollback")
        raise EngineUnavailable("Tables of the query are being replaced. Send it again.")

    def _begin(self, connection: Connection) -> None:
        self._state = self._found = None
        try:
            with connection.pipeline():
                connection.execute(BEGIN)
                settings = [list(self._settings), list(self._settings.values())]
                self._state = connection.execute(_BEGIN_STATE, [*settings, list(self.statement.tables)])
                for command in self._commands:
                    self._last = connection.execute(command.encode())
        except _MISSING as error:
            # of the query itself, PostgreSQL complains after it has told the state
            if self._state is None or self._state.pgresult is None:
                raise EngineUnavailable(_NOT_SET_UP) from error
            raise

    def is_built(self) -> bool:
        """Whether there is a mart, as far as PostgreSQL has told."""
        return self._state is None or self._state.pgresult is None or self.state().run_id is not None

    def state(self) -> State:
        """The state of the data that the query reads."""
        return State(*self._row()[:-1])

    def _row(self) -> tuple[Any, ...]:
        if self._found is None and self._state is not None:
            self._found = self._state.fetchone()
        return self._found or (None, None, None, False)

    def described(self) -> Sequence[psycopg.Column]:
        """PostgreSQL's description of the columns."""
        return (self._last and self._last.description) or ()

    def columns(self) -> list[Column]:
        """The columns."""
        return [Column(column.name, column.type_display) for column in self.described()]

    def types(self) -> list[tuple[int, int]]:
        """PostgreSQL's numbers of the type of each column, and of its modifier."""
        result = self._last and self._last.pgresult
        return [(result.ftype(number), result.fmod(number)) for number in range(result.nfields)] if result else []


def read_state(connection: Connection, tables: frozenset[str]) -> State:
    """The state of the data that a query reads.

    Raises:
        psycopg.OperationalError: PostgreSQL is unavailable.
        EngineUnavailable: PostgreSQL is not set up.
    """
    try:
        return _read(connection.execute(_STATE, [list(tables)]))
    except _MISSING as error:
        raise EngineUnavailable(_NOT_SET_UP) from error


def _read(cursor: psycopg.Cursor[Any]) -> State:
    row = cursor.fetchone()
    return State(*row) if row else State()
