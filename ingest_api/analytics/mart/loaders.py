"""Conversion of PostgreSQL values to JSON.

Booleans, numbers and json become what they are in JSON, dates and times ISO 8601 text, arrays JSON arrays. A value of
any other type is the text that PostgreSQL writes.
"""

from typing import Any

import msgspec
import psycopg
from psycopg.pq import Format
from psycopg.types.string import TextLoader

# session settings on which the text of a value depends
VALUE_OPTIONS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c bytea_output=hex"

# psycopg's own loaders give what msgspec encodes as JSON; bytes become base64
_OWN_LOADERS = {"bool", "int2", "int4", "int8", "oid", "bytea"}


class _Json(psycopg.adapt.Loader):
    """Keeps JSON as it is, on one line: in JSON, line breaks occur between values alone."""

    def load(self, data: psycopg.abc.Buffer) -> msgspec.Raw:
        return msgspec.Raw(bytes(data).replace(b"\n", b" ").replace(b"\r", b" "))


class _Numeric(psycopg.adapt.Loader):
    """Keeps a number exactly as PostgreSQL wrote it; NaN and infinities, which JSON lacks, become strings."""

    def load(self, data: psycopg.abc.Buffer) -> msgspec.Raw | str:
        text = bytes(data)
        return msgspec.Raw(text) if text[-1:].isdigit() else text.decode()


class _OrText(psycopg.adapt.Loader):
    """Loads dates and times as psycopg does, and what Python lacks as text: infinity, BC, and years past 9999."""

    def __init__(self, oid: int, context: psycopg.abc.AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        # in C, if psycopg has it
        loader = psycopg.adapters.get_loader(oid, Format.TEXT)
        self._load = loader(oid, context).load if loader else bytes

    def load(self, data: psycopg.abc.Buffer) -> Any:  # noqa: ANN401
        try:
            return self._load(data)
        except psycopg.DataError:
            return bytes(data).decode()


_LOADERS: dict[str, type[psycopg.adapt.Loader]] = {
    "json": _Json,
    "jsonb": _Json,
    "numeric": _Numeric,
    "float4": _Numeric,
    "float8": _Numeric,
    "date": _OrText,
    "timestamp": _OrText,
    "timestamptz": _OrText,
}


def register_loaders(connection: psycopg.Connection[Any]) -> None:
    """Make a connection load values as types that msgspec can encode as JSON."""
    for info in psycopg.postgres.types:
        if info.name not in _OWN_LOADERS:
            connection.adapters.register_loader(info.oid, _LOADERS.get(info.name, TextLoader))
