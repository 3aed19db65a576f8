"""The configuration folder of the Spark Thrift server."""

from collections.abc import Sequence
from pathlib import Path

from eventmart.hadoop_conf import HDFS_CLIENT, write_logging, write_properties, write_site
from eventmart.postgres import password, user
from eventmart.settings import Settings

# folder in HDFS of the tables that Spark manages
WAREHOUSE = "/lake/warehouse"


def metastore_properties(settings: Settings) -> dict[str, str]:
    """How to reach the database of the Hive metastore, as JDO properties."""
    return {
        "javax.jdo.option.ConnectionURL": _jdbc_url(settings, settings.metastore_database),
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": user(settings, "metastore"),
        "javax.jdo.option.ConnectionPassword": password(settings, "metastore"),
    }


def write_configuration(settings: Settings, conf_dir: Path, scratch_dir: Path, jars: Sequence[Path]) -> None:
    """Write `spark-defaults.conf`, `hive-site.xml`, `core-site.xml` and the logging into `conf_dir`.

    Passwords stand in these files (mode 0600) and not on a command line, where every user could read them.

    Args:
        settings: where everything is.
        conf_dir: the folder that Spark is told to read.
        scratch_dir: an existing one, for what Spark writes and forgets.
        jars: what it needs besides its own.
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
            # a schema made lazily deadlocks with itself on PostgreSQL; spark_thrift.metastore makes it ahead
            "datanucleus.schema.autoCreateAll": "false",
            "hive.metastore.schema.verification": "false",
            "hive.server2.thrift.bind.host": settings.bind_host,
            "hive.server2.thrift.port": settings.thrift_port,
            # every session acts in HDFS as the server's own user
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
        # on the driver's own class path: with spark.jars the second session does not find the driver
        "spark.driver.extraClassPath": ":".join(map(str, jars)),
        # not as an environment variable: of that one Hive makes a proxy user, who would need leave to be itself
        # statements are to end early, and nobody minds a pause in them: the collector that takes the least of the cores
        "spark.driver.extraJavaOptions": (
            f'-DHADOOP_USER_NAME={settings.hdfs_user} -XX:+UseParallelGC "-Djava.io.tmpdir={scratch_dir}"'
        ),
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": f"{settings.hdfs_url}{WAREHOUSE}",
        "spark.sql.session.timeZone": "UTC",
        # one machine's worth; adaptive execution merges what is still too small
        "spark.sql.shuffle.partitions": 8,
        # a date of the lake up to that size becomes one file: every run opens all files, to look for repeats in them
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": "512m",
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
        # a job with a task for each folder takes longer than to list thousands of them one by one
        "spark.sql.sources.parallelPartitionDiscovery.threshold": 10_000,
        # a run has more generated classes than the 100 that are kept by default, and the next run has the same again
        "spark.sql.codegen.cache.maxEntries": 1_000,
        # publish writes schema landing of PostgreSQL as mart.landing
        "spark.sql.catalog.mart": "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog",
        "spark.sql.catalog.mart.driver": "org.postgresql.Driver",
        "spark.sql.catalog.mart.url": _jdbc_url(settings, settings.postgres_database) + "?reWriteBatchedInserts=true",
        # the driver would hold all rows of an answer otherwise
        "spark.sql.catalog.mart.fetchsize": 10_000,
        "spark.sql.catalog.mart.user": user(settings, "publisher"),
        "spark.sql.catalog.mart.password": password(settings, "publisher"),
    }


def _jdbc_url(settings: Settings, database: str) -> str:
    return f"jdbc:postgresql://{settings.postgres_host}:{settings.postgres_port}/{database}"
