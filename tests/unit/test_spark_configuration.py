"""Spark's configuration: its buffers hold the largest events, and its executors get what they need."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from spark_thrift.configuration import Jars, Server, write_configuration
from spark_thrift.update_server import update_server

MIB = 2**20
# a text beyond Latin-1 takes two bytes a character in memory; a copy is encoded, and a buffer that grows is copied
COPIES = 4
TASKS = 2
JARS = Jars(Path("/jars/jdbc.jar"), Path("/jars/llap.jar"))


def properties_of(server: Server, settings: Settings, conf_dir: Path) -> dict[str, str]:
    write_configuration(settings, server, conf_dir, conf_dir, JARS)
    lines = (conf_dir / "spark-defaults.conf").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def properties(tmp_path: Path) -> dict[str, str]:
    settings = Settings(metastore_password="m", publisher_password="p")
    return properties_of(update_server(settings), settings, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "spark.hadoop.parquet.page.size.row.check.max",
        "spark.sql.parquet.columnarReaderBatchSize",
        "spark.sql.windowExec.buffer.in.memory.threshold",
        "spark.sql.catalog.mart.batchsize",
    ],
)
def test_a_buffer_of_the_largest_events_takes_an_eighth_of_the_heap_at_most(
    properties: dict[str, str], name: str
) -> None:
    assert properties["spark.driver.memory"] == "1g"
    largest = Settings.model_fields["max_event_bytes"].default
    assert int(properties[name]) * largest * COPIES * TASKS <= 1024 * MIB / 8


def test_the_size_of_a_page_is_checked_from_its_first_row(properties: dict[str, str]) -> None:
    assert properties["spark.hadoop.parquet.page.size.row.check.min"] == "1"


def test_no_query_reads_a_file_by_its_path(properties: dict[str, str]) -> None:
    assert properties["spark.sql.runSQLOnFiles"] == "false"


def on_cluster(**settings: Any) -> Settings:
    passwords = {"metastore_password": "of-metastore", "publisher_password": "p", "spark_password": "of-cluster"}
    return Settings.model_validate(passwords | settings)


def test_only_hive_reads_the_password_of_the_metastore(tmp_path: Path) -> None:
    """Spark sends all other files of its configuration to its executors; tests/cluster looks there."""
    settings = on_cluster(spark_workers=1)
    properties_of(update_server(settings), settings, tmp_path)
    files = {path.name for path in tmp_path.iterdir() if "of-metastore" in path.read_text()}
    assert files == {"hivemetastore-site.xml"}


def test_an_executor_has_the_jdbc_driver_and_knows_the_driver_by_the_password(tmp_path: Path) -> None:
    settings = on_cluster(spark_workers=1, spark_executor_memory="3g")
    found = properties_of(update_server(settings), settings, tmp_path)
    assert found["spark.master"] == "spark://127.0.0.1:7077"
    assert found["spark.executor.memory"] == "3g"
    assert found["spark.executor.extraClassPath"] == str(JARS.jdbc_driver)
    assert (found["spark.authenticate"], found["spark.authenticate.secret"]) == ("true", "of-cluster")
    assert found["spark.network.crypto.enabled"] == "true"


def test_another_cluster_makes_its_own_secret(tmp_path: Path) -> None:
    settings = on_cluster(spark_master="yarn")
    assert "of-cluster" not in str(properties_of(update_server(settings), settings, tmp_path))


def test_without_a_cluster_there_is_nothing_for_executors(properties: dict[str, str]) -> None:
    assert properties["spark.master"] == "local[2]"
    assert not [name for name in properties if name.startswith(("spark.executor.", "spark.authenticate"))]


def test_properties_of_ones_own_come_last(tmp_path: Path) -> None:
    file = tmp_path / "spark.properties"
    file.write_text("spark.cores.max=4\nspark.sql.shuffle.partitions=64\n")
    settings = on_cluster(spark_workers=1, spark_properties=file)
    found = properties_of(update_server(settings), settings, tmp_path)
    assert (found["spark.cores.max"], found["spark.sql.shuffle.partitions"]) == ("4", "64")
    with pytest.raises(OperatorError, match="which EVENTMART_SPARK_PROPERTIES names, cannot be read"):
        properties_of(update_server(settings), on_cluster(spark_properties=tmp_path / "missing"), tmp_path)


def test_what_is_written_to_hdfs_has_as_many_copies_as_the_settings_say(tmp_path: Path) -> None:
    settings = on_cluster(hdfs_replication=3)
    properties_of(update_server(settings), settings, tmp_path)
    site = ElementTree.parse(tmp_path / "core-site.xml")
    copies = {node.findtext("name"): node.findtext("value") for node in site.iter("property")}
    assert copies["dfs.replication"] == "3"
