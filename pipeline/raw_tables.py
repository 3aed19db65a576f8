"""The external Hive tables over the landed files, and their partitions."""

import hashlib
from datetime import UTC, datetime, timedelta

from pyhive import hive

from eventmart.settings import Settings
from pipeline.hdfs_client import HdfsClient, hdfs_client
from pipeline.raw_folders import NAME_HOUR, hours, stream_folder
from pipeline.watermark import landed
from spark_thrift.client import connect

_RAW = {
    "events": "Events as they were sent, each in its envelope.",
    "quarantine": "What could not be accepted, with the reason.",
}
# properties of both tables; the lake hands the watermark on with what it publishes
_WATERMARK = "eventmart.complete_through"
_SPOOLS = "eventmart.spools"
# a spool that has only just joined could not hold the watermark back
_MARGIN = timedelta(hours=1)


def register_partitions(settings: Settings, *, anew: bool = False) -> str:
    """Create the raw tables where they are missing, and make the partitions visible that have landed since last time.

    A table has one string column, the line: no malformed line can break its scan, and every engine that knows
    the Hive metastore can read it. Dropping it leaves the files.

    Args:
        anew: look at all that has landed, whenever that was.

    Returns:
        The watermark of what is visible now, in words.
    """
    # read before the files are looked at: what it vouches for is among them
    found = landed(settings)
    client = hdfs_client(settings)
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists raw")
        for name, comment in _RAW.items():
            cursor.execute(
                f"create external table if not exists raw.{name} (line string) comment '{comment}' "
                "partitioned by (ingest_date string, ingest_hour string) stored as textfile "
                f"location '{settings.hdfs_url}{stream_folder(name)}'"
            )
            since = None if anew else _stated_watermark(cursor, name)
            if since is None:
                cursor.execute(f"msck repair table raw.{name}")
            else:
                _add_partitions(cursor, client, name, since)
            if found is not None:
                # as a digest: a property has a bounded length
                spools = hashlib.sha256(" ".join(found.spool_ids).encode()).hexdigest()
                stated = f"'{_WATERMARK}' = '{found.complete_through.isoformat()}', '{_SPOOLS}' = '{spools}'"
                cursor.execute(f"alter table raw.{name} set tblproperties ({stated})")
    return f"complete through {found.complete_through.isoformat()}" if found else "nothing has landed yet"


def _stated_watermark(cursor: hive.Cursor, table: str) -> datetime | None:
    """Up to when partitions were made visible before; None where nobody has said so."""
    cursor.execute(f"show tblproperties raw.{table}")
    stated = dict(cursor.fetchall()).get(_WATERMARK)
    return datetime.fromisoformat(stated) if stated else None


def _add_partitions(cursor: hive.Cursor, client: HdfsClient, table: str, since: datetime) -> None:
    begin, end = (since - _MARGIN).strftime(NAME_HOUR), datetime.max.replace(tzinfo=UTC).strftime(NAME_HOUR)
    partitions = " ".join(
        f"partition (ingest_date = '{hour[:10]}', ingest_hour = '{hour[11:]}')"
        for hour in hours(client, table, begin, end)
    )
    if partitions:
        cursor.execute(f"alter table raw.{table} add if not exists {partitions}")
