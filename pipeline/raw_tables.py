"""The external Hive tables over the landed files, and their partitions."""

from eventmart.settings import Settings
from pipeline.watermark import landed_watermark
from spark_thrift.client import connect

_RAW = {
    "events": "Events as they were sent, each in its envelope.",
    "quarantine": "What could not be accepted, with the reason.",
}
# property of raw.events; the lake hands it on with what it publishes
_WATERMARK = "eventmart.complete_through"


def register_partitions(settings: Settings) -> str:
    """Create the raw tables where they are missing, and make every landed partition visible.

    A table has one string column, the line: no malformed line can break its scan, and every engine that knows
    the Hive metastore can read it. Dropping it leaves the files.

    Returns:
        The watermark of what is visible now, in words.
    """
    # read before the files are looked at: what it vouches for is among them
    watermark = landed_watermark(settings)
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists raw")
        for name, comment in _RAW.items():
            cursor.execute(
                f"create external table if not exists raw.{name} (line string) comment '{comment}' "
                "partitioned by (ingest_date string, ingest_hour string) stored as textfile "
                f"location '{settings.hdfs_url}/lake/raw/{name}'"
            )
            cursor.execute(f"msck repair table raw.{name}")
        if watermark is None:
            return "nothing has landed yet"
        cursor.execute(f"alter table raw.events set tblproperties ('{_WATERMARK}' = '{watermark.isoformat()}')")
    return f"complete through {watermark.isoformat()}"
