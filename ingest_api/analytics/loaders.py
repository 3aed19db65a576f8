"""Conversion of PostgreSQL values to JSON."""

from typing import Any

import msgspec
import psycopg
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader


class _Json(psycopg.adapt.Loader):
    def load(self, data: psycopg.abc.Buffer) -> msgspec.Raw:
        return msgspec.Raw(bytes(data))


class _Numeric(psycopg.adapt.Loader):
    """Keeps a number exactly as PostgreSQL wrote it; NaN and infinities, which JSON lacks, become strings."""

    def load(self, data: psycopg.abc.Buffer) -> msgspec.Raw | str:
        text = bytes(data)
        return msgspec.Raw(text) if text[-1:].isdigit() else text.decode()


def _or_text(loader: type[psycopg.adapt.Loader]) -> type[psycopg.adapt.Loader]:
    """Wrap a loader to return text for values outside Python's datetime range (infinity, BC, years past 9999)."""

    class OrText(loader):  # type: ignore[valid-type, misc]
        def load(self, data: psycopg.abc.Buffer) -> Any:  # noqa: ANN401 - the wrapped loader's type
            try:
                return super().load(data)
            except psycopg.DataError:
                return bytes(data).decode()

    return OrText


def register_loaders(connection: psycopg.Connection[Any]) -> None:
    """Make a connection load values as types that msgspec can encode as JSON."""
    connection.adapters.register_loader("json", _Json)
    connection.adapters.register_loader("jsonb", _Json)
    for name in ("numeric", "float4", "float8"):
        connection.adapters.register_loader(name, _Numeric)
    for name, loader in (
        ("date", DateLoader),
        ("timestamp", TimestampLoader),
        ("timestamptz", TimestamptzLoader),
    ):
        connection.adapters.register_loader(name, _or_text(loader))
