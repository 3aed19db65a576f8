"""Writer for the configuration folder of the Spark Thrift server."""

from collections.abc import Sequence
from pathlib import Path

from eventmart.hadoop_conf import HDFS_CLIENT, write_logging, write_properties, write_site
from eventmart.postgres import password, user
from eventmart.settings import Settings

# HDFS folder of the tables that Spark manages
WAREHOUSE = "/lake/warehouse"

# Spark, Parquet and the JDBC driver bound these buffers by rows and not by bytes. With their defaults, of 100 to 4,096
# rows, events of 1 MiB, the largest that the API accepts, end a server with a heap of 1 GB. This many rows of any size
# fit, in each of two tasks. What that costs for small events is in benchmarks/README.md.
_BUFFERED_ROWS = 16
_LARGE_ROWS = {
    # rows between two checks of the size of a page and of a row group
    "spark.hadoop.parquet.page.size.row.check.min": 1,
    "spark.hadoop.parquet.page.size.row.check.max": _BUFFERED_ROWS,
    # rows that the vectorized reader decodes at once
    "spark.sql.parquet.columnarReaderBatchSize": _BUFFERED_ROWS,
    # rows of one window partition, such as the events of one user, that are held in memory before they may spill
    "spark.sql.windowExec.buffer.in.memory.threshold": _BUFFERED_ROWS,
    # rows that the JDBC driver sends at once
    "spark.sql.catalog.mart.batchsize": _BUFFERED_ROWS,
}


def metastore_properties(settings: Settings) -> dict[str, str]:
    """JDO properties of the connection to the Hive metastore's database."""
    return {
        "javax.jdo.option.ConnectionURL": _jdbc_url(settings, settings.metastore_database),
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": user(settings, "metastore"),
        "javax.jdo.option.ConnectionPassword": password(settings, "metastore"),
    }


def write_configuration(settings: Settings, conf_dir: Path, scratch_dir: Path, jars: Sequence[Path]) -> None:
    """Write `spark-defaults.conf`, `hive-site.xml`, `core-site.xml` and the log4j configuration into `conf_dir`.

    Passwords are in these files (mode 0600) and not on the command line, where every user could read them.

    Args:
        settings: hosts, ports and passwords.
        conf_dir: the folder that SPARK_CONF_DIR names.
        scratch_dir: an existing folder for Spark's temporary files.
        jars: jars that Spark needs besides its own.
    """
    write_logging(conf_dir)
    write_site(
        conf_dir / "core-site.xml",
        {
            "fs.defaultFS": settings.hdfs_url,
            **HDFS_CLIENT,
            "dfs.client.use.datanode.hostname": "true",
        },
    )
    write_site(
        conf_dir / "hive-site.xml",
        {
            **metastore_properties(settings),
            # lazy creation deadlocks with itself on PostgreSQL; spark_thrift.metastore creates the schema in advance
            "datanucleus.schema.autoCreateAll": "false",
            "hive.metastore.schema.verification": "false",
            "hive.server2.thrift.bind.host": settings.bind_host,
            "hive.server2.thrift.port": settings.thrift_port,
            # Between two answers to its polls, the server notices that a client is gone, and closes its session. That
            # cancels its statement and the statement's jobs: a run that is killed stops within about this time.
            "hive.server2.long.polling.timeout": "1000ms",
            # every session uses HDFS as the server's own user
            "hive.server2.enable.doAs": "false",
        },
    )
    write_properties(conf_dir / "spark-defaults.conf", _spark_properties(settings, scratch_dir, jars))


def _spark_properties(settings: Settings, scratch_dir: Path, jars: Sequence[Path]) -> dict[str, object]:
    return {
        "spark.master": settings.spark_master,
        "spark.driver.memory": settings.spark_driver_memory,
        "spark.driver.bindAddress": settings.bind_host,
        "spark.driver.host": settings.thrift_host,
        # on the driver's class path and not in spark.jars, from which the second session cannot load the JDBC driver
        "spark.driver.extraClassPath": ":".join(map(str, jars)),
        # HADOOP_USER_NAME is a property because Hive turns the environment variable into a proxy user, which would have
        # to impersonate itself. The parallel collector takes the least CPU time: statements have to finish early, and
        # pauses within them do not matter.
        "spark.driver.extraJavaOptions": (
            f'-DHADOOP_USER_NAME={settings.hdfs_user} -XX:+UseParallelGC "-Djava.io.tmpdir={scratch_dir}"'
        ),
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": f"{settings.hdfs_url}{WAREHOUSE}",
        "spark.sql.session.timeZone": "UTC",
        # no query reads a file by its path
        "spark.sql.runSQLOnFiles": "false",
        # sized for one machine; adaptive execution coalesces partitions that are still too small
        "spark.sql.shuffle.partitions": 8,
        # In a rebuild, a date of the lake up to this size becomes one file. The number of files matters because every
        # run opens all of them to look for repeats.
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": "512m",
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
        # With version 1, the commit of a job also moves what an earlier job has left behind when it was killed, and
        # events would be doubled. With version 2 each task moves its own files, and nobody else's.
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": 2,
        # listing thousands of folders one by one is faster than a Spark job with one task per folder
        "spark.sql.sources.parallelPartitionDiscovery.threshold": 10_000,
        **_LARGE_ROWS,
        # a run generates more classes than the 100 that are cached by default, and the next run needs the same ones
        "spark.sql.codegen.cache.maxEntries": 1_000,
        # operation publish writes to PostgreSQL's schema landing as mart.landing
        "spark.sql.catalog.mart": "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
        "spark.sql.catalog.mart.driver": "org.postgresql.Driver",
        "spark.sql.catalog.mart.url": _jdbc_url(settings, settings.postgres_database) + "?reWriteBatchedInserts=true",
        # otherwise the JDBC driver holds all rows of a result in memory
        "spark.sql.catalog.mart.fetchsize": 10_000,
        "spark.sql.catalog.mart.user": user(settings, "publisher"),
        "spark.sql.catalog.mart.password": password(settings, "publisher"),
    }


def _jdbc_url(settings: Settings, database: str) -> str:
    return f"jdbc:postgresql://{settings.postgres_host}:{settings.postgres_port}/{database}"
