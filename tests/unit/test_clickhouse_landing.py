"""Publishing to ClickHouse: files of HDFS become tables, and the commit record comes last."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from pipeline.dbt import Dbt, DbtError
from pipeline.mart.landing import Landing
from pipeline.projects import LAKE
from raw_zone.layout import PUBLISHED

HELD = [("events", 7, "sent_as", "")]
COLUMNS = {
    "event_id": {"type": "text", "landing_type": "text"},
    "amount": {"type": "inet", "landing_type": "numeric(10,2)"},
    "event_at": {"type": "timestamp with time zone", "landing_type": "timestamp with time zone"},
}
TABLES = {"events": {"is_sent": True, "columns": COLUMNS}, "orders": {"is_sent": False}}
COMMIT = {"run_id": "r", "tables": json.dumps(TABLES)}


class Hdfs:
    """Files in memory, by path."""

    def __init__(self) -> None:
        self.files = {f"{PUBLISHED}/events/part-of-a-run-that-was-killed": b"old"}

    def delete(self, folder: str, *, recursive: bool) -> None:
        assert recursive
        self.files = {path: content for path, content in self.files.items() if not path.startswith(f"{folder}/")}

    def list(self, folder: str) -> list[str]:
        return [path.rpartition("/")[2] for path in self.files if path.startswith(f"{folder}/")]

    def status(self, folder: str, *, strict: bool) -> object:
        assert not strict
        return self.list(folder) or None

    @contextmanager
    def read(self, path: str, chunk_size: int) -> Iterator[Iterator[bytes]]:
        assert chunk_size > 0
        half = len(self.files[path]) // 2
        yield iter([self.files[path][:half], self.files[path][half:]])


class Spark:
    """The lake's operation `publish`."""

    def __init__(self, hdfs: Hdfs, *, erases: bool = False, fails: bool = False) -> None:
        self._hdfs, self._erases, self._fails = hdfs, erases, fails
        self.arguments: list[str] = []

    def invoke(self, _: object, *arguments: str) -> str:
        assert self._hdfs.files == {}
        self.arguments = [*arguments]
        if self._fails:
            raise DbtError("the lake is half-built")
        self._hdfs.files |= {
            f"{PUBLISHED}/events/_SUCCESS": b"",
            f"{PUBLISHED}/events/part-1": b'{"event_id":"a"}\n',
            f"{PUBLISHED}/events/part-2": b'{"event_id":"b"}\n',
            f"{PUBLISHED}/commits/part-1": json.dumps(COMMIT).encode() + b"\n",
        }
        if self._erases:
            self._hdfs.files[f"{PUBLISHED}/erased_events/part-1"] = b'{"event_id":"c"}\n'
        return "done"


class ClickHouse:
    """What was asked of it, in order."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.tables: dict[str, bytes] = {}

    def command(self, statement: str) -> None:
        self.commands.append(statement)

    def raw_insert(self, table: str, insert_block: Iterable[bytes], fmt: str) -> None:
        assert fmt == "JSONEachRow"
        self.tables[table] = b"".join(insert_block)


def landing(hdfs: Hdfs, clickhouse: ClickHouse) -> Landing:
    return Landing(cast("Any", hdfs), cast("Any", clickhouse))


def test_the_rows_that_spark_has_written_become_tables_and_the_commit_is_the_last() -> None:
    hdfs, clickhouse = Hdfs(), ClickHouse()
    spark = Spark(hdfs)
    assert landing(hdfs, clickhouse).publish(cast("Dbt", spark), LAKE, "a-run", HELD) == "done"
    assert json.loads(spark.arguments[-1]) == {"held": [["events", 7, "sent_as", ""]], "run_id": "a-run"}
    assert clickhouse.commands[:2] == [
        "drop table if exists landing.commits",
        "create or replace table landing.`events` (`run_id` Nullable(String), `event_id` Nullable(String), "
        "`amount` Nullable(Decimal(10,2)), `event_at` Nullable(Int64)) engine = MergeTree order by ()",
    ]
    assert clickhouse.tables["landing.`events`"] == b'{"event_id":"a"}\n{"event_id":"b"}\n'
    assert [*clickhouse.tables] == ["landing.`events`", "landing.`commits`"]
    assert hdfs.files == {}


def test_the_events_of_a_person_to_forget_are_told() -> None:
    hdfs, clickhouse = Hdfs(), ClickHouse()
    landing(hdfs, clickhouse).publish(cast("Dbt", Spark(hdfs, erases=True)), LAKE, "a-run", HELD)
    assert [*clickhouse.tables] == ["landing.`events`", "landing.`erased_events`", "landing.`commits`"]


def test_a_publish_that_fails_commits_nothing() -> None:
    hdfs, clickhouse = Hdfs(), ClickHouse()
    with pytest.raises(DbtError, match="half-built"):
        landing(hdfs, clickhouse).publish(cast("Dbt", Spark(hdfs, fails=True)), LAKE, "a-run", HELD)
    assert clickhouse.commands == ["drop table if exists landing.commits"]
    assert clickhouse.tables == {}
