"""What the mart holds, in numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

_CONNECT_SECONDS = 3


@dataclass(frozen=True)
class Totals:
    """The mart as of its last update.

    Attributes:
        complete_through: every event received up to this time is in the mart.
        events: number of events.
        repeats: how often an event was received again with the same content.
        id_conflicts: how often an event was received whose id another event of its source already had.
    """

    complete_through: datetime | None
    events: int
    repeats: int
    id_conflicts: int


def is_built(connection: psycopg.Connection[Any]) -> bool:
    """Whether an update run has built the mart."""
    return connection.execute("select to_regclass('mart.watermark') is not null").fetchone() == (True,)


def totals(connection: dict[str, Any]) -> Totals | None:
    """The totals of the mart; None before the first update run.

    Args:
        connection: psycopg connection parameters of the reader role.

    Raises:
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    # a connection of its own, because queries may occupy all those of the pool
    with psycopg.connect(**{**connection, "connect_timeout": _CONNECT_SECONDS}) as reader:
        if not is_built(reader):
            return None
        # as an object, because a mart that an earlier version has built lacks some of the columns
        row = reader.execute("select complete_through, to_jsonb(watermark) from mart.watermark").fetchone()
    if row is None:
        return None
    complete_through, values = row
    counts = (values.get(name) or 0 for name in ("event_count", "repeat_count", "id_conflict_count"))
    return Totals(complete_through, *counts)
