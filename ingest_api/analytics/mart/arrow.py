"""PostgreSQL's CSV as Arrow, without a Python object for each value."""

import re
from collections.abc import Generator, Iterable

import psycopg
import pyarrow
from pyarrow import csv

from ingest_api.analytics.engine import QueryFailed

_NAMES = {info.oid: info.name for info in psycopg.postgres.types}
_TYPES = {
    "bool": pyarrow.bool_(),
    "int2": pyarrow.int16(),
    "int4": pyarrow.int32(),
    "int8": pyarrow.int64(),
    "oid": pyarrow.int64(),
    "float4": pyarrow.float32(),
    "float8": pyarrow.float64(),
    "date": pyarrow.date32(),
    "time": pyarrow.time64("us"),
    "timestamp": pyarrow.timestamp("us"),
    "timestamptz": pyarrow.timestamp("us", "UTC"),
}
_MAX_DECIMAL_DIGITS = 38
_REASON = re.compile(r"column #(\d+): .*(invalid value .*)", re.DOTALL)


def arrow_type(column: psycopg.Column) -> pyarrow.DataType:
    """The type of a column in Arrow; text for types that Arrow lacks."""
    name = _NAMES.get(column.type_code, "")
    if name == "numeric":
        precision, scale = column.precision, column.scale
        # without a precision, any number of digits may come
        if precision and scale is not None and 0 <= scale <= precision <= _MAX_DECIMAL_DIGITS:
            return pyarrow.decimal128(precision, scale)
        return pyarrow.float64()
    return _TYPES.get(name, pyarrow.string())


def batches(parts: Iterable[bytes], schema: pyarrow.Schema) -> Generator[pyarrow.RecordBatch]:
    """Batches of the rows of a CSV.

    Args:
        parts: the CSV as PostgreSQL writes it, without a header. Each part has whole rows.
        schema: of the batches.

    Raises:
        QueryFailed: a value is not one of its type in Arrow.
    """
    # names may repeat, but not those of the columns of a CSV
    types = {str(number): field.type for number, field in enumerate(schema)}
    conversion = csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    parsing = csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    for part in parts:
        reading = csv.ReadOptions(column_names=list(types), block_size=len(part) + 1, use_threads=False)
        try:
            table = csv.read_csv(pyarrow.py_buffer(part), reading, parsing, conversion)
        except pyarrow.ArrowInvalid as error:
            raise _failure(error, schema) from None
        for batch in table.to_batches():
            yield pyarrow.RecordBatch.from_arrays(batch.columns, schema=schema)


def _failure(error: pyarrow.ArrowInvalid, schema: pyarrow.Schema) -> QueryFailed:
    found = _REASON.search(str(error))
    reason = f"column {schema.names[int(found[1])]} has {found[2]}" if found else str(error)
    return QueryFailed(f"Arrow lacks a value of the result: {reason}. Cast the column to text.")
