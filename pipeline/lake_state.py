"""What the lake says of itself: how complete it is, and what it received again."""

from collections import Counter
from datetime import UTC, datetime

from pyhive import hive

from eventmart.settings import Settings
from spark_thrift.client import connect


def table_properties(cursor: hive.Cursor, table: str) -> dict[str, str]:
    """Properties of a table, by name."""
    cursor.execute(f"show tblproperties {table}")
    return dict(cursor.fetchall())


def lake_watermark(cursor: hive.Cursor) -> datetime | None:
    """The time up to which the lake holds every received event; None if there is no lake yet."""
    for statement in ("show databases like 'lake'", "show tables in lake like 'fct_events'"):
        cursor.execute(statement)
        if not cursor.fetchall():
            return None
    # macro note_state of the lake's project records it
    watermark = table_properties(cursor, "lake.fct_events").get("eventmart.complete_through")
    return datetime.fromisoformat(watermark).astimezone(UTC) if watermark else None


def received_again(settings: Settings) -> Counter[str]:
    """How many events of the last batch had been received before, by reason: `repeat` or `id_conflict`.

    Raises:
        thrift.transport.TTransport.TTransportException: the Thrift server cannot be reached.
        pyhive.exc.Error: the Thrift server answers with an error.
    """
    with connect(settings) as connection:
        cursor = connection.cursor()
        batch_id = table_properties(cursor, "lake.fct_events")["eventmart.batch_id"]
        cursor.execute(
            "select reason, count(*) from lake.int_repeated_events where changed_in = %s group by reason",
            [int(batch_id)],
        )
        return Counter(dict(cursor.fetchall()))
