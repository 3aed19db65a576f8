"""Writer for the configuration folder of a Spark Thrift server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eventmart.errors import OperatorError
from eventmart.hadoop_conf import hdfs_client, write_logging, write_properties, write_site
from eventmart.postgres import Role, password, server_of, user
from eventmart.settings import Settings

# HDFS folder of the tables that Spark manages
WAREHOUSE = "/lake/warehouse"

# Spark, Parquet and the JDBC driver bound these buffers by rows and not by bytes. With their defaults, of 100 to 4,096
# rows, events of 1 MiB, the largest that the API accepts, end a server with a heap of 1 GB. This many rows of any size
# fit, in each of two tasks. What that costs for small events is in benchmarks/README.md.
BUFFERED_ROWS = 16
# more than a run of dbt, or the API, has statements at a time
_STATEMENT_THREADS = 16
_LARGE_ROWS = {
    # rows that the vectorized reader decodes at once
    "spark.sql.parquet.columnarReaderBatchSize": BUFFERED_ROWS,
    # rows of one window partition, such as the events of one user, that are held in memory before they may spill
    "spark.sql.windowExec.buffer.in.memory.threshold": BUFFERED_ROWS,
}
# Spark generates a method of 20 KB to parse events. The JVM only interprets methods above 8 KB unless told otherwise:
# 163,000 events took 7.0 s instead of 5.0 s.
COMPILE_LARGE_METHODS = "-XX:-DontCompileHugeMethods"


@dataclass(frozen=True)
class Server:
    """What one Thrift server has of its own.

    Attributes:
        name: name of its folders for configuration and for temporary files, in the state directory.
        host: host by which clients reach it.
        port: port on which it listens.
        hdfs_user: the user as which it reads and writes HDFS.
        metastore_role: the role as which it reads and writes the Hive metastore.
        master: Spark master.
        memory: heap size.
        java_options: further options of its JVM.
        properties: further properties of Spark.
        hive: further properties of Hive.
        silent: Java classes that log nothing.
    """

    name: str
    host: str
    port: int
    hdfs_user: str
    metastore_role: Role
    master: str
    memory: str
    java_options: str
    properties: Mapping[str, object] = field(default_factory=dict)
    hive: Mapping[str, object] = field(default_factory=dict)
    silent: Sequence[str] = ()


@dataclass(frozen=True)
class Jars:
    """Jars that Spark needs besides its own.

    Attributes:
        jdbc_driver: PostgreSQL's JDBC driver, for the Hive metastore and to publish.
        hive_llap: for sessions that close.
    """

    jdbc_driver: Path
    hive_llap: Path


def metastore_properties(settings: Settings, role: Role) -> dict[str, str]:
    """JDO properties of the connection to the Hive metastore's database."""
    return {
        "javax.jdo.option.ConnectionURL": jdbc_url(settings, role, settings.metastore_database),
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": user(settings, role),
        "javax.jdo.option.ConnectionPassword": password(settings, role),
    }


def jdbc_url(settings: Settings, role: Role, database: str) -> str:
    """JDBC URL of a database on the server of a role."""
    host, port = server_of(settings, role)
    return f"jdbc:postgresql://{host}:{port}/{database}"


def write_configuration(settings: Settings, server: Server, conf_dir: Path, scratch_dir: Path, jars: Jars) -> None:
    """Write the configuration of Spark, Hive, Hadoop and log4j into `conf_dir`.

    Passwords are in these files (mode 0600) and not on the command line, where every user could read them.

    Args:
        settings: hosts, ports and passwords.
        server: the server to configure.
        conf_dir: the folder that SPARK_CONF_DIR names.
        scratch_dir: an existing folder for Spark's temporary files.
        jars: jars that Spark needs besides its own.

    Raises:
        OperatorError: the file that EVENTMART_SPARK_PROPERTIES names cannot be read.
    """
    write_logging(conf_dir, server.silent)
    write_site(
        conf_dir / "core-site.xml",
        {
            "fs.defaultFS": settings.hdfs_url,
            **hdfs_client(settings.hdfs_replication),
            "dfs.client.use.datanode.hostname": "true",
        },
    )
    # Only Hive reads this file. What is in hive-site.xml, Spark sends to its executors, which need no metastore.
    write_site(conf_dir / "hivemetastore-site.xml", metastore_properties(settings, server.metastore_role))
    write_site(
        conf_dir / "hive-site.xml",
        {
            # lazy creation deadlocks with itself on PostgreSQL; spark_thrift.metastore creates the schema in advance
            "datanucleus.schema.autoCreateAll": "false",
            "hive.metastore.schema.verification": "false",
            "hive.server2.thrift.bind.host": settings.bind_host,
            "hive.server2.thrift.port": server.port,
            # Between two answers to its polls, the server notices that a client is gone, and closes its session. That
            # cancels its statement and the statement's jobs: a run that is killed stops within about this time.
            "hive.server2.long.polling.timeout": "1000ms",
            # A thread that begins reads the whole configuration for its access to the metastore. By default, each
            # statement gets a new one.
            "hive.server2.async.exec.threads": _STATEMENT_THREADS,
            "hive.server2.async.exec.keepalive.time": "1d",
            # every session uses HDFS as the server's own user
            "hive.server2.enable.doAs": "false",
            # of each session; by default in a folder of HDFS that everybody may write
            "hive.exec.scratchdir": (scratch_dir / "sessions").as_uri(),
            **server.hive,
        },
    )
    properties = _spark_properties(settings, server, scratch_dir, jars)
    write_properties(conf_dir / "spark-defaults.conf", properties, _further_properties(settings))


def cluster_password(settings: Settings) -> dict[str, object]:
    """Properties by which the parts of a standalone cluster know one another, and encrypt what they say."""
    return {
        "spark.authenticate": "true",
        "spark.authenticate.secret": settings.secret("spark_password"),
        "spark.network.crypto.enabled": "true",
    }


def _further_properties(settings: Settings) -> str:
    if settings.spark_properties is None:
        return ""
    try:
        return settings.spark_properties.read_text()
    except OSError as error:
        raise OperatorError(
            f"{settings.spark_properties}, which EVENTMART_SPARK_PROPERTIES names, cannot be read ({error.strerror})."
        ) from None


def _executor_properties(settings: Settings, server: Server, jars: Jars) -> dict[str, object]:
    """What executors need if they are processes of their own."""
    if server.master.startswith("local"):
        return {}
    return {
        "spark.executor.memory": settings.spark_executor_memory,
        # at the same path on each machine; to publish
        "spark.executor.extraClassPath": jars.jdbc_driver,
        # the folder in which it runs is its own; libraries are unpacked there, and /tmp may forbid to execute them
        "spark.executor.extraJavaOptions": f"-Djava.io.tmpdir=. {COMPILE_LARGE_METHODS}",
        **(cluster_password(settings) if server.master.startswith("spark:") else {}),
    }


def _spark_properties(settings: Settings, server: Server, scratch_dir: Path, jars: Jars) -> dict[str, object]:
    return {
        "spark.master": server.master,
        "spark.driver.memory": server.memory,
        "spark.driver.bindAddress": settings.bind_host,
        "spark.driver.host": server.host,
        # on the driver's class path and not in spark.jars, from which the second session cannot load the JDBC driver
        "spark.driver.extraClassPath": f"{jars.jdbc_driver}:{jars.hive_llap}",
        # HADOOP_USER_NAME is a property because Hive turns the environment variable into a proxy user, which would have
        # to impersonate itself.
        "spark.driver.extraJavaOptions": (
            f'-DHADOOP_USER_NAME={server.hdfs_user} {server.java_options} "-Djava.io.tmpdir={scratch_dir}"'
        ),
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": f"{settings.hdfs_url}{WAREHOUSE}",
        "spark.sql.session.timeZone": "UTC",
        # If a query filters a table by date, the metastore's SQL casts values of partitions to dates. PostgreSQL may do
        # so before it joins them with the table, and fails if another table has partitions that are no dates. Spark
        # then filters the names of the table's partitions.
        "spark.sql.hive.metastorePartitionPruningFallbackOnException": "true",
        "spark.sql.hive.metastorePartitionPruningFastFallback": "true",
        # no query reads a file by its path
        "spark.sql.runSQLOnFiles": "false",
        # sized for one machine; adaptive execution coalesces partitions that are still too small
        "spark.sql.shuffle.partitions": 8,
        # listing thousands of folders one by one is faster than a Spark job with one task per folder
        "spark.sql.sources.parallelPartitionDiscovery.threshold": 10_000,
        **_LARGE_ROWS,
        **_executor_properties(settings, server, jars),
        **server.properties,
    }
