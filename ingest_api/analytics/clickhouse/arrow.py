"""ClickHouse's types in Arrow."""

import re

import pyarrow

_TYPES = {
    "Bool": pyarrow.bool_(),
    "Int8": pyarrow.int8(),
    "Int16": pyarrow.int16(),
    "Int32": pyarrow.int32(),
    "Int64": pyarrow.int64(),
    "UInt8": pyarrow.uint8(),
    "UInt16": pyarrow.uint16(),
    "UInt32": pyarrow.uint32(),
    "UInt64": pyarrow.uint64(),
    "Float32": pyarrow.float32(),
    "Float64": pyarrow.float64(),
    "Date": pyarrow.date32(),
    "Date32": pyarrow.date32(),
}
_WRAPPED = re.compile(r"(?:Nullable|LowCardinality)\((.*)\)")
_DECIMAL = re.compile(r"Decimal\((\d+), (\d+)\)")
_MAX_DECIMAL_DIGITS = 38


def arrow_type(name: str) -> pyarrow.DataType:
    """The type in Arrow of a type by its name; text for types that Arrow lacks."""
    while wrapped := _WRAPPED.fullmatch(name):
        name = wrapped[1]
    if name.startswith("DateTime"):
        return pyarrow.timestamp("us", "UTC")
    decimal = _DECIMAL.fullmatch(name)
    if decimal is not None and int(decimal[1]) <= _MAX_DECIMAL_DIGITS:
        return pyarrow.decimal128(int(decimal[1]), int(decimal[2]))
    return _TYPES.get(name, pyarrow.string())
