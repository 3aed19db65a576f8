"""The small files of the lake are joined by whole partitions; a query finds the old files or the new ones."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from pyhive import hive

from eventmart.errors import OperatorError
from pipeline import rewriting
from pipeline.leftovers import LAKE_FOLDER
from spark_thrift.client import connect
from tests.lake.conftest import Lake
from tests.stack.client import marker

_DAY = "2004-04-04"
_FOLDER = f"{LAKE_FOLDER}/fct_events/event_date={_DAY}"
_REWRITTEN = f"{LAKE_FOLDER}/fct_events/_rewritten"


class Killed(Exception):
    """What a run does not survive."""


class Day:
    """A day of the lake that gets an event with each run."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self.name = marker()
        self.events: list[tuple[str, bytes]] = []

    def load(self, *, repeats: bool = False) -> None:
        """Load one more event, and one that was received before."""
        number = len(self.events)
        event = f'{{"type": "{self.name}", "time": "{_DAY}T12:00:{number:02}Z"}}'.encode()
        self.events.append((f"{self.name}-{number}", event))
        lines = [self.events[-1], self.events[0]] if repeats else [self.events[-1]]
        self._lake.put(lines, datetime.now(UTC) - timedelta(microseconds=10))
        self._lake.load()

    @property
    def rows(self) -> list[tuple[object, ...]]:
        return self._lake.query(f"select * from lake.fct_events where event_date = '{_DAY}' order by event_id")

    @property
    def files(self) -> set[str]:
        """The folders of its files, and how many there are in each."""
        paths = self._lake.query(f"select _metadata.file_path from lake.fct_events where event_date = '{_DAY}'")
        return {re.sub(r"^hdfs://[^/]+", "", str(path)) for (path,) in paths}

    @property
    def folders(self) -> set[str]:
        return {path.rpartition("/")[0] for path in self.files}


@pytest.fixture(scope="module")
def day(lake: Lake) -> Iterator[Day]:
    only_this_day = re.compile(rf"(\w+)=({_DAY})")
    with mock.patch.object(rewriting, "_MANY", 2), mock.patch.object(rewriting, "_PARTITION", only_this_day):
        day = Day(lake)
        for _ in range(2):
            day.load()
        yield day


def test_a_rewriting_that_is_killed_leaves_the_old_files(lake: Lake, day: Day) -> None:
    rows = day.rows
    assert [row[1] for row in rows] == [event_id for event_id, _ in day.events]
    assert (day.folders, len(day.files)) == ({_FOLDER}, 2)

    execute = hive.Cursor.execute

    def execute_until_the_end(cursor: hive.Cursor, statement: str) -> None:
        if "set location" in statement:
            raise Killed
        execute(cursor, statement)

    with mock.patch.object(hive.Cursor, "execute", execute_until_the_end), pytest.raises(Killed):
        lake.perform("rewrite")
    assert lake.hdfs.list(_REWRITTEN) == [f"event_date={_DAY}.1"]
    assert (day.rows, day.folders) == (rows, {_FOLDER})
    # what it has written is deleted, and the files that count are not
    assert lake.perform("compact")["compact"].endswith("1 replaced folders removed")
    assert lake.hdfs.list(_REWRITTEN) == []
    assert (day.rows, day.folders) == (rows, {_FOLDER})


def test_nothing_is_lost_if_somebody_writes_meanwhile(lake: Lake, day: Day) -> None:
    rows = day.rows
    execute = hive.Cursor.execute

    def execute_while_somebody_writes(cursor: hive.Cursor, statement: str) -> None:
        execute(cursor, statement)
        if "overwrite directory" in statement:
            lake.hdfs.write(f"{_FOLDER}/part-of-somebody", data=b"")

    with (
        mock.patch.object(hive.Cursor, "execute", execute_while_somebody_writes),
        pytest.raises(OperatorError, match=r"Somebody has written to table lake\.fct_events"),
    ):
        lake.perform("rewrite")
    assert lake.hdfs.delete(f"{_FOLDER}/part-of-somebody")
    assert (day.rows, day.folders) == (rows, {_FOLDER})


def test_a_rewritten_partition_is_one_like_any_other(lake: Lake, day: Day) -> None:
    rows = day.rows
    assert "fct_events event_date=2004-04-04 (2 files)" in lake.perform("rewrite")["rewrite"]
    first = f"{_REWRITTEN}/event_date={_DAY}.1"
    assert (day.rows, day.folders, len(day.files)) == (rows, {first}, 1)
    # a query that has listed the old files reads them
    assert len([name for name in lake.hdfs.list(_FOLDER) if name.endswith(".parquet")]) == 2
    assert lake.perform("rewrite")["rewrite"] == "nothing to rewrite"

    # the next run appends to it, and finds repeats in it
    assert "1 replaced folders removed" in lake.perform("compact")["compact"]
    assert lake.hdfs.status(_FOLDER, strict=False) is None
    day.load(repeats=True)
    assert (day.rows[:2], [row[1] for row in day.rows]) == (rows, [event_id for event_id, _ in day.events])
    assert lake.query(f"select event_id from lake.int_repeated_events where event_id like '{day.name}%'") == [
        (day.events[0][0],)
    ]
    assert (day.folders, len(day.files)) == ({first}, 2)

    # a run that was cut short looks for partitions that nobody has registered
    rows = day.rows
    lake.execute("msck repair table lake.fct_events")
    lake.perform("rewrite", "compact")
    assert (day.rows, day.folders, len(day.files)) == (rows, {f"{_REWRITTEN}/event_date={_DAY}.2"}, 1)
    assert lake.hdfs.list(_REWRITTEN) == [f"event_date={_DAY}.2"]


def test_dates_that_are_overwritten_or_removed_leave_no_file(lake: Lake, day: Day) -> None:
    kept = day.rows[1:]
    lake.execute(
        "insert overwrite lake.fct_events partition (event_date) by name "
        f"select * from lake.fct_events where event_date = '{_DAY}' and event_id != '{day.events[0][0]}'"
    )
    assert (day.rows, len(day.files)) == (kept, 1)
    assert len([name for name in lake.hdfs.list(day.folders.pop()) if name.endswith(".parquet")]) == 1
    lake.execute(f"alter table lake.fct_events drop partition (event_date = '{_DAY}')")
    assert lake.hdfs.list(_REWRITTEN) == []
    with connect(lake.settings) as connection:
        connection.cursor().execute("msck repair table lake.fct_events")
    assert day.rows == []
    # it comes back for the tests that compare all events, and the lake has counted it twice
    lake.load(replay=(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC)))
    assert [row[1] for row in day.rows] == [event_id for event_id, _ in day.events]
    ((count,),) = lake.query("select count(*) from lake.fct_events")
    lake.execute(f"alter database lake set dbproperties ('eventmart.event_count' = '{count}')")
