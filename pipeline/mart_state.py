"""What the mart says of itself: how complete it is, and what was published to it."""

from datetime import UTC, datetime

import psycopg
from psycopg import sql

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings


def mart_watermark(settings: Settings) -> datetime | None:
    """The time up to which the mart holds every received event; None if there is no mart yet.

    Raises:
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        if connection.execute("select to_regclass('mart.watermark')").fetchone() == (None,):
            return None
        row = connection.execute("select complete_through from mart.watermark").fetchone()
    # in the time zone of PostgreSQL
    return row[0].astimezone(UTC) if row and row[0] else None


def published_rows(settings: Settings) -> int:
    """How many rows the last publish sent, of all tables. They are in schema `landing` until the next one.

    Raises:
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        (tables,) = connection.execute("select tables::jsonb from landing.commits").fetchone() or ({},)
        counts = [
            connection.execute(sql.SQL("select count(*) from landing.{}").format(sql.Identifier(name))).fetchone()
            for name, table in tables.items()
            if table["is_sent"]
        ]
    return sum(row[0] for row in counts if row)
