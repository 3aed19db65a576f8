"""The Thrift server of queries on the lake: it reads, and has no right and no password to do more."""

from math import ceil

from eventmart.settings import Settings
from spark_thrift.configuration import Server

# results that the server collects for one query, compressed; an answer of the API is smaller
_MAX_RESULT = "32m"
# The API ends a statement when its time is over; Spark ends those that nobody has ended. It counts the time until the
# statement is finished, which for rows that are computed while they are fetched is when their last stage begins.
TIMEOUT = "spark.sql.thriftServer.queryTimeout"
_GRACE_SECONDS = 10


def timeout(seconds: float) -> str:
    """The value of `TIMEOUT` for statements that their client ends after so many seconds."""
    return f"{ceil(seconds + _GRACE_SECONDS)}s"


def query_server(settings: Settings) -> Server:
    """The server that queries of analysts use."""
    return Server(
        name="spark-query",
        host=settings.query_thrift_host,
        port=settings.query_thrift_port,
        hdfs_user=settings.query_hdfs_user,
        metastore_role="metastore_reader",
        master=settings.query_spark_master,
        memory=settings.query_spark_memory,
        # the least memory; after a query that takes all of it, the next one finds a new server
        java_options="-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError",
        properties={
            "spark.sql.catalogImplementation": "hive",
            "spark.ui.showConsoleProgress": "false",
            # the other server writes what this one reads, so this one keeps no lists of files and no definitions
            "spark.sql.hive.filesourcePartitionFileCacheSize": 0,
            "spark.sql.filesourceTableRelationCacheSize": 0,
            # in the text of a query, ${env:…} and ${system:…} stand for values of the server
            "spark.sql.variable.substitute": "false",
            "spark.driver.maxResultSize": _MAX_RESULT,
            # Queries share the slots: each has a pool of its own, see ingest_api/analytics/lake/engine.py. A task holds
            # its slot until it ends, so a query has few and short tasks: one per 16 MiB, and one if it reads less.
            "spark.scheduler.mode": "FAIR",
            "spark.sql.leafNodeDefaultParallelism": 1,
            "spark.sql.files.maxPartitionBytes": "16m",
            "spark.sql.thriftServer.interruptOnCancel": "true",
            TIMEOUT: timeout(settings.query_timeout_seconds),
        },
        hive={
            # the API polls for the end of a query, and looks between two polls whether its client is still there
            "hive.server2.long.polling.timeout": "100ms",
            # a statement that writes fails ten times before it fails, by default 2 s apart
            "hive.hmshandler.retry.interval": "100ms",
            "hive.server2.logging.operation.enabled": "false",
        },
        silent=(
            # each query and each mistake in one, which its sender is told
            "org.apache.spark.sql.hive.thriftserver.SparkExecuteStatementOperation",
            # files of a session that it never had
            "org.apache.hive.service.cli.session.HiveSessionImpl",
        ),
    )
