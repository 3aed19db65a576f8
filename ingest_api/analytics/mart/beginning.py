"""The beginning of a query: everything before its rows, in one round trip."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from ingest_api.analytics.engine import Column, State, Statement
from ingest_api.analytics.mart.connections import Connection

BEGIN = "begin isolation level repeatable read, read only"
_SET = "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as settings (name, value)"
_STATE = "select complete_through, run_id, version from analytics.state(%s)"


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
        self._last: psycopg.Cursor[Any] | None = None

    def __call__(self, connection: Connection) -> None:
        """Begin.

        Raises:
            psycopg.Error: PostgreSQL refuses a statement, or is unavailable.
        """
        with connection.pipeline():
            connection.execute(BEGIN)
            connection.execute(_SET, [list(self._settings), list(self._settings.values())])
            self._state = connection.execute(_STATE, [list(self.statement.tables)])
            for command in self._commands:
                self._last = connection.execute(command.encode())

    def is_built(self) -> bool:
        """Whether there is a mart, as far as PostgreSQL has told."""
        return self._state is None or self._state.pgresult is None or self._state.pgresult.ntuples > 0

    def state(self) -> State:
        """The state of the data that the query reads."""
        assert self._state is not None  # noqa: S101 - it has begun
        return _read(self._state)

    def described(self) -> Sequence[psycopg.Column]:
        """PostgreSQL's description of the columns."""
        return (self._last and self._last.description) or ()

    def columns(self) -> list[Column]:
        """The columns."""
        return [Column(column.name, column.type_display) for column in self.described()]


def read_state(connection: Connection, statement: Statement) -> State:
    """The state of the data that a query reads."""
    return _read(connection.execute(_STATE, [list(statement.tables)]))


def _read(cursor: psycopg.Cursor[Any]) -> State:
    row = cursor.fetchone()
    return State(*row) if row else State()
