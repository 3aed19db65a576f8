"""The external Hive tables over the landed files, and their partitions."""

from pyhive import hive

from eventmart.settings import Settings

_RAW = {
    "events": "Events as they were sent, each in its envelope.",
    "quarantine": "What could not be accepted, with the reason.",
}


def register_partitions(settings: Settings) -> None:
    """Create the raw tables where they are missing, and make every landed partition visible.

    A table has one string column, the line: no malformed line can break its scan, and every engine that knows
    the Hive metastore can read it. Dropping it leaves the files.
    """
    with hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user) as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists raw")
        for name, comment in _RAW.items():
            cursor.execute(
                f"create external table if not exists raw.{name} (line string) comment '{comment}' "
                "partitioned by (ingest_date string, ingest_hour string) stored as textfile "
                f"location '{settings.hdfs_url}/lake/raw/{name}'"
            )
            cursor.execute(f"msck repair table raw.{name}")
