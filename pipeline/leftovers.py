"""What a killed Spark left behind in the warehouse."""

from eventmart.settings import Settings
from raw_zone.client import hdfs_client
from spark_thrift.client import connect
from spark_thrift.configuration import WAREHOUSE

_SCHEMA = "lake"
_WAREHOUSE = f"{WAREHOUSE}/{_SCHEMA}.db"


def remove_leftovers(settings: Settings) -> None:
    """Delete the folders of tables that do not exist.

    Spark writes a table's files first and makes it known last. Where it is killed in between, the next attempt would
    refuse the folder, because it is not empty.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
        pyhive.exc.Error: the Thrift server does not.
    """
    client = hdfs_client(settings)
    if client.status(_WAREHOUSE, strict=False) is None:
        return
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute(f"show tables in {_SCHEMA}")
        tables = {name for _, name, _ in cursor.fetchall()}
    for name in set(client.list(_WAREHOUSE)) - tables:
        client.delete(f"{_WAREHOUSE}/{name}", recursive=True)
