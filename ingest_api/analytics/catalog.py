"""What can be queried: tables and views with their columns, and the named queries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from eventmart.named_queries import NamedQuery
from eventmart.query_parameters import Parameter


class TableColumn(msgspec.Struct, frozen=True):
    """A column, with the engine's name of its type."""

    name: str
    type: str
    description: str


class Table(msgspec.Struct, frozen=True):
    """A table or view. It holds every event received up to `complete_through`; null if that is not known."""

    name: str
    engine: str
    kind: Literal["table", "view"]
    description: str
    complete_through: datetime | None
    columns: list[TableColumn]


class Query(msgspec.Struct, frozen=True):
    """A named query, for `GET /analytics/query/<name>`."""

    name: str
    description: str
    engine: str
    parameters: tuple[Parameter, ...]


class Catalog(msgspec.Struct, frozen=True):
    """What can be queried."""

    engines: list[str]
    tables: list[Table]
    queries: list[Query]


def catalog(engines: Sequence[str], tables: list[Table], queries: Iterable[NamedQuery]) -> Catalog:
    """The catalog of these engines, tables and named queries."""
    described = [Query(query.name, query.description, query.engine, query.parameters) for query in queries]
    return Catalog(list(engines), tables, described)
