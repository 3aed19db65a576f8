"""The Thrift server of update runs: it writes the lake, and publishes to the mart."""

from eventmart.postgres import password, user
from eventmart.settings import Settings
from spark_thrift.configuration import BUFFERED_ROWS, COMPILE_LARGE_METHODS, Server, jdbc_url

_LARGE_ROWS = {
    # rows between two checks of the size of a page and of a row group
    "spark.hadoop.parquet.page.size.row.check.min": 1,
    "spark.hadoop.parquet.page.size.row.check.max": BUFFERED_ROWS,
}


def update_server(settings: Settings) -> Server:
    """The server that update runs use."""
    return Server(
        name="spark",
        host=settings.thrift_host,
        port=settings.thrift_port,
        hdfs_user=settings.hdfs_user,
        metastore_role="metastore",
        master=settings.spark_master,
        memory=settings.spark_driver_memory,
        # The parallel collector takes the least CPU time: statements have to finish early, and pauses within them do
        # not matter. The default room for compiled code, 240 MB, was found full after some dozens of runs; then code is
        # thrown away, and compiled again.
        java_options=f"-XX:+UseParallelGC -XX:ReservedCodeCacheSize=512m {COMPILE_LARGE_METHODS}",
        properties={
            # In a rebuild, a date of the lake up to this size becomes one file. The number of files matters because
            # every run opens all of them to look for repeats.
            "spark.sql.adaptive.advisoryPartitionSizeInBytes": "512m",
            "spark.sql.sources.partitionOverwriteMode": "dynamic",
            # With version 1, the commit of a job also moves what an earlier job has left behind when it was killed, and
            # events would be doubled. With version 2 each task moves its own files, and nobody else's.
            "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": 2,
            **_LARGE_ROWS,
            # a run generates more classes than the 100 that are cached by default, and the next run needs the same ones
            "spark.sql.codegen.cache.maxEntries": 1_000,
            **_mart_catalog(settings),
        },
    )


def _mart_catalog(settings: Settings) -> dict[str, object]:
    """The catalog by which operation publish writes to PostgreSQL's schema landing, as mart.landing."""
    if settings.mart_engine == "clickhouse":
        # it writes files, see pipeline.mart.landing
        return {}
    return {
        "spark.sql.catalog.mart": "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
        "spark.sql.catalog.mart.driver": "org.postgresql.Driver",
        "spark.sql.catalog.mart.url": jdbc_url(settings, "publisher", settings.postgres_database)
        + "?reWriteBatchedInserts=true",
        # otherwise the JDBC driver holds all rows of a result in memory
        "spark.sql.catalog.mart.fetchsize": 10_000,
        # rows that the JDBC driver sends at once
        "spark.sql.catalog.mart.batchsize": BUFFERED_ROWS,
        "spark.sql.catalog.mart.user": user(settings, "publisher"),
        "spark.sql.catalog.mart.password": password(settings, "publisher"),
    }
