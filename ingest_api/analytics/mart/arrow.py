"""PostgreSQL's types in Arrow."""

import psycopg
import pyarrow

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
