"""The rows of a query on the lake, as Python values, CSV or Arrow."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pyarrow

from ingest_api.analytics.csv_to_arrow import batches
from ingest_api.analytics.engine import Bounds, Column, Row, State, first_rows, unique_names
from ingest_api.analytics.lake.table_types import DECIMAL, TableType

# CSV is given, and made Arrow, in parts of about this size
_PART_BYTES = 2**18
_BATCH_BYTES = 2**20
_ARROW_TYPES = {
    "boolean": pyarrow.bool_(),
    "tinyint": pyarrow.int8(),
    "smallint": pyarrow.int16(),
    "int": pyarrow.int32(),
    "bigint": pyarrow.int64(),
    "float": pyarrow.float32(),
    "double": pyarrow.float64(),
    "date": pyarrow.date32(),
    "timestamp": pyarrow.timestamp("us", "UTC"),
    "timestamp_ntz": pyarrow.timestamp("us"),
}

_raw_values = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_text = msgspec.json.Decoder(str).decode


def page_of(objects: Iterable[str], bounds: Bounds) -> tuple[list[Row], bool]:
    """The rows up to the limits, and whether they are all.

    Args:
        objects: each row as a JSON object.
        bounds: the limits.
    """
    return first_rows(((tuple(_raw_values(text).values()), len(text)) for text in objects), bounds)


class LakeStream:
    """A query that runs; see `engine.Stream`.

    Args:
        columns: its columns.
        state: the data that it reads.
        objects: each row as a JSON object.
        table_type: returns the type of a column in a table of the mart's database.
    """

    def __init__(self, columns: list[Column], state: State, objects: Iterable[str], table_type: TableType) -> None:
        self.columns = columns
        self.state = state
        self._objects, self._table_type = objects, table_type

    def rows(self) -> Iterator[Row]:
        """Each row."""
        for text in self._objects:
            yield tuple(_raw_values(text).values())

    def table_types(self) -> Sequence[str]:
        """The types of the columns in a table of the mart's database."""
        return [self._table_type(column.type) for column in self.columns]

    def csv(self) -> Iterator[bytes]:
        """Parts of CSV without a header, each with whole rows."""
        return self._parts(_PART_BYTES)

    def arrow(self) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
        """The schema, and batches of rows."""
        types = [_arrow_type(column.type) for column in self.columns]
        schema = pyarrow.schema(list(zip(unique_names(self.columns), types, strict=True)))
        return schema, batches(self._parts(_BATCH_BYTES), schema)

    def _parts(self, size: int) -> Iterator[bytes]:
        part = bytearray()
        for row in self.rows():
            part += ",".join(map(_csv_value, row)).encode() + b"\n"
            if len(part) >= size:
                yield bytes(part)
                part.clear()
        if part:
            yield bytes(part)


def _csv_value(value: msgspec.Raw) -> str:
    text = bytes(value).decode()
    if text == "null":
        return ""
    if text.startswith('"'):
        text = _text(text)
    elif not text.startswith(("[", "{")):
        return text
    return '"' + text.replace('"', '""') + '"'


def _arrow_type(name: str) -> pyarrow.DataType:
    """The type in Arrow; text for types that Arrow lacks."""
    if decimal := DECIMAL.fullmatch(name):
        return pyarrow.decimal128(int(decimal[1]), int(decimal[2]))
    return _ARROW_TYPES.get(name, pyarrow.string())
