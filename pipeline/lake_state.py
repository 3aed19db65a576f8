"""What the lake says of itself: how complete it is, and what it received again."""

import re
from datetime import UTC, date, datetime

from pyhive import hive

from eventmart.lake_names import table_of_state
from eventmart.settings import Settings
from spark_thrift.client import connect

# as in ((eventmart.batch_id,1), (eventmart.spools,2))
_PROPERTY = re.compile(r"\(eventmart\.([\w.]+),([^)]*)\)")


def table_properties(cursor: hive.Cursor, table: str) -> dict[str, str]:
    """Properties of a table, by name."""
    cursor.execute(f"show tblproperties {table}")
    return dict(cursor.fetchall())


def lake_watermark(cursor: hive.Cursor) -> datetime | None:
    """The time up to which the lake holds every received event; None if there is no lake yet."""
    return kept_range(cursor)[1]


def kept_range(cursor: hive.Cursor) -> tuple[date | None, datetime | None]:
    """The first date that the lake keeps, None if it keeps all; and its watermark, None if there is no lake yet."""
    properties = _lake_properties(cursor)
    first, watermark = properties.get("retained_from"), properties.get("complete_through")
    return (
        date.fromisoformat(first) if first else None,
        datetime.fromisoformat(watermark).astimezone(UTC) if watermark else None,
    )


def loaded_through(settings: Settings) -> datetime | None:
    """The time up to which the lake holds every received event, see lake_watermark(); None if there is no lake yet.

    Raises:
        thrift.transport.TTransport.TTransportException: the Thrift server cannot be reached.
        pyhive.exc.Error: the Thrift server answers with an error.
    """
    with connect(settings) as connection:
        return lake_watermark(connection.cursor())


def kept_tables(cursor: hive.Cursor) -> set[str]:
    """Names of the lake's tables that are kept from run to run, without those that the next run builds anew."""
    states = {table_of_state(name): state for name, state in _lake_properties(cursor).items()}
    return {table for table, state in states.items() if table is not None and state}


def brought_by_last_batch(settings: Settings) -> dict[str, int]:
    """How many receptions the last batch brought: `event`, and of no new event, `repeat`, `id_conflict`, `expired`.

    Raises:
        thrift.transport.TTransport.TTransportException: the Thrift server cannot be reached.
        pyhive.exc.Error: the Thrift server answers with an error.
    """
    with connect(settings) as connection:
        properties = _lake_properties(connection.cursor())
    kinds = ("event", "repeat", "id_conflict", "expired")
    return {kind: int(properties[f"brought_{kind}_count"]) for kind in kinds}


def _lake_properties(cursor: hive.Cursor) -> dict[str, str]:
    """What macro record_lake_state of the lake's project has recorded; empty if there is no lake yet."""
    cursor.execute("show databases like 'lake'")
    if not cursor.fetchall():
        return {}
    cursor.execute("describe database extended lake")
    return dict(_PROPERTY.findall(dict(cursor.fetchall()).get("Properties", "")))
