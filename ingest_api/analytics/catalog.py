"""The tables and views that can be queried, with their columns."""

from datetime import datetime
from typing import Literal

import msgspec


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
