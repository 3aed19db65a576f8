"""What a killed Spark left behind in the warehouse."""

from pyhive import hive

from eventmart.settings import Settings
from pipeline.hdfs_client import hdfs_client

_SCHEMA = "lake"
_WAREHOUSE = f"/lake/warehouse/{_SCHEMA}.db"


def remove_leftovers(settings: Settings) -> list[str]:
    """Delete the folders of tables that do not exist.

    Spark writes a table's files first and makes it known last. Where it is killed in between, the next attempt would
    refuse the folder, because it is not empty.

    Returns:
        The names of the folders.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
        pyhive.exc.Error: the Thrift server does not.
    """
    client = hdfs_client(settings)
    if client.status(_WAREHOUSE, strict=False) is None:
        return []
    with hive.connect(settings.thrift_host, settings.thrift_port, username=settings.hdfs_user) as connection:
        cursor = connection.cursor()
        cursor.execute(f"show tables in {_SCHEMA}")
        tables = {name for _, name, _ in cursor.fetchall()}
    leftovers = [name for name in client.list(_WAREHOUSE) if name not in tables]
    for name in leftovers:
        client.delete(f"{_WAREHOUSE}/{name}", recursive=True)
    return leftovers
