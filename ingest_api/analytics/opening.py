"""The engine `mart`, its totals, and what saves results, on the database that the settings choose."""

from collections.abc import Callable
from functools import partial

from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from ingest_api.analytics.clickhouse.client import open_client
from ingest_api.analytics.clickhouse.engine import open_clickhouse_mart
from ingest_api.analytics.clickhouse.state import read_totals
from ingest_api.analytics.engine import Engine
from ingest_api.analytics.mart.engine import open_postgres_mart
from ingest_api.analytics.saving.clickhouse import clickhouse_relation
from ingest_api.analytics.saving.postgres import postgres_relation
from ingest_api.analytics.saving.relation import Relations
from ingest_api.analytics.totals import Totals, totals


def open_mart(settings: Settings) -> Engine:
    """The engine `mart`."""
    return open_clickhouse_mart(settings) if settings.mart_engine == "clickhouse" else open_postgres_mart(settings)


def open_totals(settings: Settings) -> Callable[[], Totals | None]:
    """What returns the totals of the mart; None before the first update run.

    It raises psycopg.Error or EngineUnavailable if the database cannot be reached.
    """
    if settings.mart_engine == "clickhouse":
        # connections of its own, because queries may occupy all those of the engine
        return partial(read_totals, open_client(settings, connections=1))
    return partial(totals, connection_parameters(settings, "reader"))


def relations_of(settings: Settings) -> Relations:
    """What makes the tables and views that results are saved as."""
    return partial(clickhouse_relation, settings) if settings.mart_engine == "clickhouse" else postgres_relation
