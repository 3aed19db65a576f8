"""Spark's configuration: its buffers hold the largest events."""

from pathlib import Path

import pytest

from eventmart.settings import Settings
from spark_thrift.configuration import Jars, write_configuration
from spark_thrift.update_server import update_server

MIB = 2**20
# a text beyond Latin-1 takes two bytes a character in memory; a copy is encoded, and a buffer that grows is copied
COPIES = 4
TASKS = 2
JARS = Jars(Path("/jars/jdbc.jar"), Path("/jars/llap.jar"))


@pytest.fixture
def properties(tmp_path: Path) -> dict[str, str]:
    settings = Settings(metastore_password="m", publisher_password="p")
    write_configuration(settings, update_server(settings), tmp_path, tmp_path, JARS)
    lines = (tmp_path / "spark-defaults.conf").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


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
