"""Detection of changes to the models of the mart's tables."""

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.dbt import MART, Dbt

# must match macro tables_definition of the mart project
_TABLE_MODELS = ("ephemeral", "merged")


def has_mart_changed(settings: Settings, dbt: Dbt) -> bool:
    """Whether the mart exists and its rows were built by other models than the current ones.

    Raises:
        DbtError: the mart project cannot be parsed.
        psycopg.Error: PostgreSQL cannot be reached, or answers with an error.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        columns = connection.execute(
            "select attname from pg_attribute where attrelid = to_regclass('mart.watermark') and attnum > 0"
        ).fetchall()
        if not columns:
            return False
        if ("tables_definition",) not in columns:
            return True
        built_by = connection.execute("select tables_definition from mart.watermark").fetchone()
    return built_by is None or built_by[0] != dbt.definition(MART, _TABLE_MODELS)
