"""The rows of a query on ClickHouse that runs, as Python values, CSV or Arrow."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
import pyarrow

from ingest_api.analytics.clickhouse.arrow import arrow_type
from ingest_api.analytics.clickhouse.execution import Execution
from ingest_api.analytics.csv_to_arrow import batches
from ingest_api.analytics.engine import QueryFailed, Row, unique_names

# Of the formats that stream from the embedded server, too: one with a line for each row, and one that Arrow reads fast.
ROWS = "JSONCompactEachRow"
CSV = "CSV"
# as a type, and not as a name or a value
_NOTHING = re.compile(r"\bNothing\b(?=[),]|$)")

_values = msgspec.json.Decoder(tuple[msgspec.Raw, ...]).decode


class ClickHouseStream:
    """A query that runs; see `engine.Stream`. Its state is final when its first rows are there.

    Args:
        execution: the query.
        begun: called when rows arrive.
        max_row_bytes: maximum size of a row.
    """

    def __init__(self, execution: Execution, begun: Callable[[], None], max_row_bytes: int) -> None:
        self.columns = execution.columns
        self.state = execution.state
        self._execution, self._begun, self._max_row_bytes = execution, begun, max_row_bytes

    def rows(self) -> Iterator[Row]:
        """Each row."""
        with self._parts(ROWS) as parts:
            for line in lines(parts, self._max_row_bytes):
                yield _values(line)

    def table_types(self) -> Sequence[str]:
        """The types of the columns in a table."""
        # a table cannot have the type of null
        return [_NOTHING.sub("String", column.type) for column in self.columns]

    def csv(self) -> Iterator[bytes]:
        """Parts of CSV without a header."""
        with self._parts(CSV) as parts:
            yield from whole_rows(parts, self._max_row_bytes)

    def arrow(self) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The schema, and batches of rows."""
        types = [arrow_type(column.type) for column in self.columns]
        schema = pyarrow.schema(list(zip(unique_names(self.columns), types, strict=True)))
        return schema, batches(self.csv(), schema)

    @contextmanager
    def _parts(self, format_: str) -> Iterator[Iterator[bytes]]:
        with self._execution.rows(format_) as parts:
            self._begun()
            self.state = self._execution.state
            yield parts


def sized_rows(parts: Iterable[bytes], max_row_bytes: int) -> Iterator[tuple[Row, int]]:
    """Each row of format ROWS, with its size."""
    for line in lines(parts, max_row_bytes):
        yield _values(line), len(line)


def lines(parts: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """Each line of some parts.

    Raises:
        QueryFailed: a line is longer than the maximum.
    """
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        _check_size(rest, max_bytes)
        yield from whole


def whole_rows(parts: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """The same CSV, in parts that end with a row: at a line break that is not within quotes.

    Raises:
        QueryFailed: a row is longer than the maximum.
    """
    rest = b""
    for part in parts:
        rest += part
        end = rest.rfind(b"\n") + 1
        while end and rest.count(b'"', 0, end) % 2:
            end = rest.rfind(b"\n", 0, end - 1) + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        _check_size(rest, max_bytes)


def _check_size(row: bytes, max_bytes: int) -> None:
    if len(row) > max_bytes:
        raise QueryFailed("A row is too large. Select less of it.")
