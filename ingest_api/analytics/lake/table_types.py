"""Spark's types in tables of the mart's database."""

import re
from collections.abc import Callable, Mapping

from eventmart.settings import Settings

_POSTGRES: Mapping[str, str] = {
    "boolean": "boolean",
    "tinyint": "smallint",
    "smallint": "smallint",
    "int": "integer",
    "bigint": "bigint",
    "float": "real",
    "double": "double precision",
    "date": "date",
    "timestamp": "timestamptz",
    "timestamp_ntz": "timestamp",
}
_CLICKHOUSE: Mapping[str, str] = {
    "boolean": "Bool",
    "tinyint": "Int8",
    "smallint": "Int16",
    "int": "Int32",
    "bigint": "Int64",
    "float": "Float32",
    "double": "Float64",
    "date": "Date32",
    "timestamp": "DateTime64(6, 'UTC')",
    "timestamp_ntz": "DateTime64(6, 'UTC')",
}
_NESTED = ("array<", "map<", "struct<")
# its digits, and those behind the point
DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")

TableType = Callable[[str], str]
"""Returns the type of a column into which CSV can be copied; text for types that the database lacks."""


def table_type_of(settings: Settings) -> TableType:
    """The types of the mart's database."""
    return _clickhouse_type if settings.mart_engine == "clickhouse" else _postgres_type


def _postgres_type(name: str) -> str:
    if decimal := DECIMAL.fullmatch(name):
        return f"numeric({decimal[1]}, {decimal[2]})"
    # jsonb would refuse some of the texts that the lake has
    return "json" if name.startswith(_NESTED) else _POSTGRES.get(name, "text")


def _clickhouse_type(name: str) -> str:
    if decimal := DECIMAL.fullmatch(name):
        return f"Nullable(Decimal({decimal[1]}, {decimal[2]}))"
    return f"Nullable({_CLICKHOUSE.get(name, 'String')})"
