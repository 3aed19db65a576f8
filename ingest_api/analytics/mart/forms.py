"""The rows of a query on the mart that runs, as Python values, CSV or Arrow."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import cast

import pyarrow

from ingest_api.analytics.connections import Connection
from ingest_api.analytics.csv_to_arrow import batches
from ingest_api.analytics.engine import QueryFailed, Row, unique_names
from ingest_api.analytics.mart.arrow import arrow_type
from ingest_api.analytics.mart.beginning import Beginning
from ingest_api.analytics.mart.running import labelled
from ingest_api.analytics.mart.table_types import table_types

# rows that PostgreSQL's client library holds at a time; each may be as large as an answer
_ROWS_AT_ONCE = 8
# CSV is given, and made Arrow, in parts of about this size
_PART_BYTES = 2**18
_BATCH_BYTES = 2**19


class MartStream:
    """A query that runs; see `engine.Stream`.

    Args:
        beginning: of its transaction.
        connection: in this transaction.
        select: the query.
        begun: called when rows arrive.
    """

    def __init__(self, beginning: Beginning, connection: Connection, select: str, begun: Callable[[], None]) -> None:
        self.columns = beginning.columns()
        self.state = beginning.state()
        self._beginning = beginning
        self._described = beginning.described()
        self._sql = beginning.statement.sql
        self._connection, self._select, self._begun = connection, select, begun

    def rows(self) -> Iterator[Row]:
        """Each row."""
        with self._connection.cursor() as cursor:
            # closing the stream early makes PostgreSQL stop
            stream = cast(Generator[Row], cursor.stream(labelled(self._select, self._sql), size=_ROWS_AT_ONCE))
            with closing(stream):
                first = next(stream, None)
                self._begun()
                if first is not None:
                    yield first
                yield from stream

    def table_types(self) -> Sequence[str]:
        """The types of the columns in a table; text for types that are not PostgreSQL's own."""
        return table_types(self._connection, self._beginning.types())

    def csv(self) -> Iterator[bytes]:
        """Parts of CSV without a header, each with whole rows."""
        return self._parts(_PART_BYTES)

    def arrow(self) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The schema, and batches of rows."""
        if not self.columns:
            raise QueryFailed("The result has no columns. Select at least one.")
        names = unique_names(self.columns)
        fields = [pyarrow.field(*field) for field in zip(names, map(arrow_type, self._described), strict=True)]
        schema = pyarrow.schema(fields)
        return schema, batches(self._parts(_BATCH_BYTES), schema)

    def _parts(self, size: int) -> Generator[bytes]:
        # a row that is kept as PostgreSQL's library gives it costs four times as much as one that is copied
        part = bytearray()
        command = labelled(f"copy (\n{self._select}\n) to stdout (format csv)", self._sql)
        with self._connection.cursor() as cursor, cursor.copy(command) as copy:
            rows = iter(copy)
            part += next(rows, b"")
            self._begun()
            for row in rows:
                part += row
                if len(part) >= size:
                    yield bytes(part)
                    part.clear()
        if part:
            yield bytes(part)
