"""Cleanup of folders that a killed Spark server leaves in the warehouse."""

from eventmart.settings import Settings
from raw_zone.client import hdfs_client
from raw_zone.layout import names_in
from spark_thrift.client import connect
from spark_thrift.configuration import WAREHOUSE

_SCHEMA = "lake"
# folder of the lake's tables
LAKE_FOLDER = f"{WAREHOUSE}/{_SCHEMA}.db"


def remove_leftovers(settings: Settings) -> None:
    """Delete orphaned folders: those of tables that do not exist.

    Spark writes the files of a table first and registers the table in the metastore last. If it is killed in between,
    the next attempt fails because the folder is not empty.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
        thrift.transport.TTransport.TTransportException: the Thrift server cannot be reached.
        pyhive.exc.Error: the Thrift server answers with an error.
    """
    client = hdfs_client(settings)
    if client.status(LAKE_FOLDER, strict=False) is None:
        return
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute(f"show databases like '{_SCHEMA}'")
        tables = set()
        # a metastore that is new knows nothing of the tables whose files are there
        if cursor.fetchall():
            cursor.execute(f"show tables in {_SCHEMA}")
            tables = {name for _, name, _ in cursor.fetchall()}
    for name in set(client.list(LAKE_FOLDER)) - tables:
        client.delete(f"{LAKE_FOLDER}/{name}", recursive=True)


def remove_unfinished(settings: Settings) -> None:
    """Delete what a killed Spark server has written for tables that exist, but not put in its place.

    Nobody reads it. Nothing may be writing to the lake.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    client = hdfs_client(settings)
    for table in names_in(client, LAKE_FOLDER):
        for name in names_in(client, f"{LAKE_FOLDER}/{table}"):
            if name.startswith((".spark-staging", "_temporary")):
                client.delete(f"{LAKE_FOLDER}/{table}/{name}", recursive=True)
