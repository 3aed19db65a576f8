"""What the mart says of itself: how complete it is, and by which models it was built."""

from datetime import UTC, datetime

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.dbt import MART, Dbt

# must match macro tables_definition of the mart project
_TABLE_MODELS = ("ephemeral", "merged")


def mart_watermark(settings: Settings) -> datetime | None:
    """The time up to which the mart holds every received event; None if there is no mart yet.

    Raises:
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        if not _watermark_columns(connection):
            return None
        row = connection.execute("select complete_through from mart.watermark").fetchone()
    # in the time zone of PostgreSQL
    return row[0].astimezone(UTC) if row and row[0] else None


def has_mart_changed(settings: Settings, dbt: Dbt) -> bool:
    """Whether the mart exists and its rows were built by other models than the current ones.

    Raises:
        DbtError: the mart project cannot be parsed.
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        columns = _watermark_columns(connection)
        if not columns:
            return False
        if "tables_definition" not in columns:
            return True
        built_by = connection.execute("select tables_definition from mart.watermark").fetchone()
    return built_by is None or built_by[0] != dbt.definition(MART, _TABLE_MODELS)


def _watermark_columns(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """Columns of mart.watermark; empty if there is no mart yet."""
    columns = "select attname from pg_attribute where attrelid = to_regclass('mart.watermark') and attnum > 0"
    return [name for (name,) in connection.execute(columns).fetchall()]
