"""Whether the models of the mart's tables are those that have made its rows."""

import psycopg

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from pipeline.dbt import MART, Dbt

# as macro tables_definition of the mart project has them
_TABLE_MODELS = ("ephemeral", "merged")


def has_mart_changed(settings: Settings, dbt: Dbt) -> bool:
    """Whether there is a mart, made by other models of its tables than there are now.

    Raises:
        DbtError: the mart project cannot be parsed.
        psycopg.Error: PostgreSQL does not answer.
    """
    with psycopg.connect(**connection_parameters(settings, "owner")) as connection:
        columns = connection.execute(
            "select attname from pg_attribute where attrelid = to_regclass('mart.watermark') and attnum > 0"
        ).fetchall()
        if not columns:
            return False
        if ("tables_definition",) not in columns:
            return True
        made_by = connection.execute("select tables_definition from mart.watermark").fetchone()
    return made_by is None or made_by[0] != dbt.definition(MART, _TABLE_MODELS)
