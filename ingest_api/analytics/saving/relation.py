"""The table or view that a result is saved as, in the mart's database.

Rows go from the engine to the database as CSV, through this process: a query runs as the role that may only read, and
never as the role that may write.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import psycopg

from eventmart.results.saved import SavedResult
from ingest_api.analytics.engine import QueryFailed, Statement, Stream

Connection = psycopg.Connection[Any]


class Size(NamedTuple):
    """How large a result is: its rows, and its bytes as CSV."""

    rows: int
    bytes: int


class Relation(Protocol):
    """The table or view of a query whose result is being saved. No query reads it before `take_name`."""

    def fill_table(self, stream: Stream, max_rows: int, max_bytes: int) -> Size:
        """Make a table with the rows of a stream.

        Args:
            stream: the rows; one more than `max_rows` suffices.
            max_rows: maximum number of rows.
            max_bytes: maximum size as CSV.

        Raises:
            QueryFailed: the result has no columns, is too large, or has a value that a table cannot have.
        """

    def make_view(self, stream: Stream, statement: Statement) -> None:
        """Make a view.

        Args:
            stream: it tells the columns; its rows are not read.
            statement: the query, without parameters.

        Raises:
            QueryFailed: the result has no columns, or names that a view cannot have.
        """

    def hold_name(self, name: str, check: Callable[[], None]) -> str | None:
        """Let nobody else save or remove a result of this name until the end of the transaction.

        Args:
            name: name of the result.
            check: raises an error if the query is to end.

        Returns:
            The key whose result has the name; None if none has it.

        Raises:
            ResultInUse: the result that has the name is being read all the time.
        """

    def take_name(self, result: SavedResult, statement: Statement) -> None:
        """Give the table or view the name that is held, in place of the one that has it."""


Relations = Callable[[Connection, UUID], AbstractContextManager[Relation]]
"""The relation of a query, until the end of the block. Within it, a transaction of the connection saves the result."""


class BoundedCsv:
    """The parts of a stream as CSV. Reading them raises `QueryFailed` if there are too many.

    Args:
        stream: the rows.
        max_bytes: maximum number of bytes.

    Attributes:
        bytes: number of bytes that were read.
    """

    def __init__(self, stream: Stream, max_bytes: int) -> None:
        self._stream, self._max_bytes = stream, max_bytes
        self.bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        """Each part."""
        for part in self._stream.csv():
            self.bytes += len(part)
            if self.bytes > self._max_bytes:
                raise QueryFailed(f"The result is larger than {self._max_bytes} bytes as CSV. Select less of it.")
            yield part


def check_columns(stream: Stream) -> None:
    """Check that a result has columns.

    Raises:
        QueryFailed: it has none.
    """
    if not stream.columns:
        raise QueryFailed("The result has no columns. Select at least one.")


def check_rows(count: int, max_rows: int) -> None:
    """Check that a result is not too large.

    Raises:
        QueryFailed: it has more rows.
    """
    if count > max_rows:
        raise QueryFailed(f"The result has more than {max_rows} rows. Select less of it.")
