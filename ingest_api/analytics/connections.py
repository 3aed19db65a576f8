"""Connections to PostgreSQL, kept open between queries."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus

_Started = TypeVar("_Started")
Connection = psycopg.Connection[Any]


class Connections:
    """Opens connections on demand and keeps them. Its users bound how many there are.

    A connection is not checked before it is used, which would cost a round trip: a transaction that cannot begin on it
    begins on another one.

    Args:
        parameters: psycopg connection parameters.
        configure: called with each new connection, if it is given.
    """

    def __init__(self, parameters: dict[str, Any], configure: Callable[[Connection], None] | None = None) -> None:
        self._parameters = parameters
        self._configure = configure
        self._idle: deque[Connection] = deque()

    @contextmanager
    def transaction(self, begin: Callable[[Connection], _Started]) -> Iterator[tuple[Connection, _Started]]:
        """A connection in a transaction that is rolled back, so that no setting of a query survives it.

        Args:
            begin: begins the transaction. It may be called again, on another connection.

        Raises:
            psycopg.OperationalError: PostgreSQL is unavailable.
        """
        connection, started = self._begin(begin)
        try:
            yield connection, started
        finally:
            self._take_back(connection)

    def _begin(self, begin: Callable[[Connection], _Started]) -> tuple[Connection, _Started]:
        while (idle := self._pop()) is not None:
            try:
                return idle, begin(idle)
            except psycopg.OperationalError:
                # PostgreSQL has closed it since, for example to restart
                if not idle.closed:
                    self._take_back(idle)
                    raise
            except BaseException:
                self._take_back(idle)
                raise
        # a statement that is prepared in a pipeline that fails is missing later, but psycopg would take it for prepared
        connection = psycopg.connect(**self._parameters, autocommit=True, prepare_threshold=None)
        try:
            if self._configure is not None:
                self._configure(connection)
            return connection, begin(connection)
        except BaseException:
            self._take_back(connection)
            raise

    def _pop(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _take_back(self, connection: Connection) -> None:
        try:
            if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                connection.execute("rollback")
        except psycopg.Error:
            # it is broken; what broke it was reported where it was used
            connection.close()
        if connection.info.transaction_status is TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the connections that are not in use."""
        while (idle := self._pop()) is not None:
            idle.close()
