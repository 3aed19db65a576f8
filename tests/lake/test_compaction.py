"""Compaction of small files. A query that runs meanwhile sees each line once, or fails."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from pyhive.exc import DatabaseError

from ingest_api.records import envelopes, utc_text
from raw_zone.compaction import compact
from raw_zone.layout import COMPACTED, NAME_HOUR, NAME_TIME, file_path, hour_folder
from spark_thrift.client import connect
from tests.lake.conftest import Lake
from tests.stack.client import marker

# more than two requests of a join can name
FILES = 100
DAY = datetime(2020, 2, 3, tzinfo=UTC)
# the files of that day were put by hand, so no run would look for them
REPLAY = (DAY, DAY + timedelta(days=1))
TRICKLE, CUT_OFF, FOREIGN = (f"2020-02-03T{hour:02}" for hour in (4, 5, 6))


class Hour:
    """An hour long ago, as a steady trickle of events leaves it.

    Args:
        hour: in format `NAME_HOUR`.
        files: how many files.

    Attributes:
        name: event type, and prefix of the ids.
        files: contents of the files, in the order of their names.
    """

    def __init__(self, lake: Lake, hour: str, files: int) -> None:
        self.name = marker()
        self.folder = hour_folder("events", hour)
        self.files: list[bytes] = []
        for number in range(files):
            received_at = datetime.strptime(hour, NAME_HOUR).replace(tzinfo=UTC) + timedelta(minutes=number // 2)
            ids = [b'"%b-%d-%d"' % (self.name.encode(), number, place) for place in range(number % 3 + 1)]
            event = b'{"type":"%b","n":"%d"}' % (self.name.encode(), number)
            lines = envelopes(ids, [event] * len(ids), {}, utc_text(received_at), "anonymous")
            self.files.append(b"\n".join(lines) + b"\n")
            file_name = f"{received_at.strftime(NAME_TIME)}-{self.name}-{number:04}.jsonl"
            lake.hdfs.write(file_path("events", file_name), data=self.files[-1])

    @property
    def lines(self) -> list[bytes]:
        return b"".join(self.files).split(b"\n")[:-1]


def put_foreign_files(lake: Lake) -> list[str]:
    """Put files under names that no shipper uses, without a line break at the end, and return their events' ids."""
    name = marker()
    for number in range(3):
        (line,) = envelopes([b'"%b-%d"' % (name.encode(), number)], [b"{}"], {}, utc_text(DAY), "hand")
        lake.hdfs.write(f"{hour_folder('events', FOREIGN)}/2020-02-03-{number}.jsonl", data=line)
    return [f"{name}-{number}" for number in range(3)]


@pytest.fixture(scope="module")
def trickle(lake: Lake) -> Hour:
    return Hour(lake, TRICKLE, FILES)


@pytest.fixture(scope="module")
def cut_off(lake: Lake) -> Hour:
    return Hour(lake, CUT_OFF, 20)


@pytest.fixture(scope="module")
def foreign(lake: Lake) -> list[str]:
    return put_foreign_files(lake)


@pytest.fixture(scope="module", autouse=True)
def loaded(lake: Lake, trickle: Hour, cut_off: Hour, foreign: list[str]) -> list[tuple[object, ...]]:
    """The events of the three hours as the lake has loaded them, before any file was joined."""
    lake.load(replay=REPLAY)
    return events_of(lake, trickle, cut_off)


def events_of(lake: Lake, *hours: Hour) -> list[tuple[object, ...]]:
    """The lake's events of these hours, without the names of their files."""
    names = ", ".join(f"'{hour.name}'" for hour in hours)
    return sorted(lake.query(f"select event_id, received_at, event from lake.fct_events where event_type in ({names})"))


def look_at_all_hours(lake: Lake) -> None:
    """Make the next compaction look at all hours; it begins at the last one that was compacted."""
    lake.hdfs.delete(COMPACTED, recursive=True)


class Reader(threading.Thread):
    """Counts the lines of an hour in the raw table, again and again."""

    def __init__(self, lake: Lake, name: str) -> None:
        super().__init__(daemon=True)
        self._settings, self._name = lake.settings, name
        self.counts: list[tuple[int, int]] = []
        self.errors: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        with connect(self._settings) as connection:
            cursor = connection.cursor()
            while not self.stopping.is_set():
                try:
                    cursor.execute(
                        "select count(*), count(distinct line) from raw.events "
                        f"where ingest_date = '2020-02-03' and line like '%{self._name}%'"
                    )
                    self.counts.append(cursor.fetchone())
                except DatabaseError as error:
                    self.errors.append(str(error))


@pytest.fixture
def reader(lake: Lake, trickle: Hour) -> Iterator[Reader]:
    reader = Reader(lake, trickle.name)
    yield reader
    reader.stopping.set()
    reader.join(60)


def test_files_that_hdfs_refuses_to_join_stay_as_they_are(lake: Lake, trickle: Hour) -> None:
    names = sorted(lake.hdfs.list(trickle.folder))
    assert len(names) == FILES
    snapshots = f"{lake.settings.webhdfs_url}/webhdfs/v1/lake/raw"
    user = {"user.name": lake.settings.hdfs_user}
    backup = {"snapshotname": "backup", **user}
    requests.put(snapshots, params={"op": "ALLOWSNAPSHOT", **user}, timeout=30).raise_for_status()
    requests.put(snapshots, params={"op": "CREATESNAPSHOT", **backup}, timeout=30).raise_for_status()
    try:
        look_at_all_hours(lake)
        detail = lake.perform("compact")["compact"]
        refused = re.search(r"HDFS refuses to join (\d+)", detail)
        assert refused is not None, detail
        assert int(refused[1]) >= FILES
    finally:
        requests.delete(snapshots, params={"op": "DELETESNAPSHOT", **backup}, timeout=30).raise_for_status()
        requests.put(snapshots, params={"op": "DISALLOWSNAPSHOT", **user}, timeout=30).raise_for_status()
    assert sorted(name for name in lake.hdfs.list(trickle.folder) if not name.startswith("_")) == names


def test_a_join_that_was_cut_off_is_finished_the_next_time(lake: Lake, cut_off: Hour) -> None:
    # killed after the first request of several, when the blank line of the next one was written
    folder = cut_off.folder
    *sources, last = sorted(name for name in lake.hdfs.list(folder) if not name.startswith("_"))
    lake.hdfs.write(f"{folder}/_blank", data=b"\n", overwrite=True)
    lake.hdfs.concat(f"{folder}/{last}", sources=",".join(f"{folder}/{name}" for name in ["_blank", *sources[:10]]))
    lake.hdfs.write(f"{folder}/_blank", data=b"\n")
    # the other hours are tested by themselves
    lake.hdfs.delete(COMPACTED, recursive=True)
    lake.hdfs.makedirs(f"{COMPACTED}/{CUT_OFF}")
    assert "files joined into" in compact(lake.settings)
    (joined,) = lake.hdfs.list(folder)
    with lake.hdfs.read(f"{folder}/{joined}") as file:
        found = [line for line in file.read().split(b"\n") if cut_off.name.encode() in line]
    assert sorted(found) == sorted(cut_off.lines)
    assert compact(lake.settings) == "nothing to join"


def test_files_are_joined_while_a_reader_reads_them(
    lake: Lake, trickle: Hour, cut_off: Hour, loaded: list[tuple[object, ...]], reader: Reader
) -> None:
    # the hour is long past, so no compaction looks at it any more
    assert len([name for name in lake.hdfs.list(trickle.folder) if not name.startswith("_")]) == FILES
    reader.start()
    while len(reader.counts) < 2:
        assert reader.is_alive()
    look_at_all_hours(lake)
    assert "files joined into" in compact(lake.settings)
    counted = len(reader.counts)
    while len(reader.counts) < counted + 2:
        assert reader.is_alive()
    assert set(reader.counts) == {(len(trickle.lines), len(trickle.lines))}
    assert all("FileNotFoundException" in error for error in reader.errors)

    (joined,) = lake.hdfs.list(trickle.folder)
    with lake.hdfs.read(f"{trickle.folder}/{joined}") as file:
        content = file.read()
    *others, last = trickle.files
    # a reader that knows the old length reads on to the end of the next line, which is blank
    assert content.startswith(last + b"\n" + others[0])
    assert sorted(filter(None, content.split(b"\n"))) == sorted(trickle.lines)

    lake.load(replay=REPLAY)
    assert events_of(lake, trickle, cut_off) == loaded
    assert len(loaded) == len(trickle.lines) + len(cut_off.lines)


def test_files_of_others_are_not_joined(lake: Lake, foreign: list[str]) -> None:
    look_at_all_hours(lake)
    compact(lake.settings)
    assert len(lake.hdfs.list(hour_folder("events", FOREIGN))) == 3
    rows = lake.query("select event_id from lake.fct_events where source = 'hand' and received_at < '2021-01-01'")
    assert sorted(rows) == [(event_id,) for event_id in foreign]


def test_what_the_lake_has_loaded_is_not_joined_with_what_it_has_not(lake: Lake) -> None:
    begin = datetime(2019, 1, 2, 3, tzinfo=UTC)
    minutes = (0, 1, 9, 10, 11, 12)
    paths = [lake.put([("a", b"{}")], begin + timedelta(minutes=minute)) for minute in minutes]
    folder = hour_folder("events", begin.strftime(NAME_HOUR))
    look_at_all_hours(lake)
    # Up to two minutes before, all events of a file are loaded. The next two may hold some that are and some that are
    # not: they are neither.
    compact(lake.settings, loaded=begin + timedelta(minutes=11))
    joined = lake.hdfs.list(folder)
    lake.hdfs.delete(folder, recursive=True)
    assert [f"{folder}/{name}" for name in joined] == [paths[1], paths[2], paths[3], paths[5]]
    # the next compaction looks at this hour again, because of the two
    assert lake.hdfs.list(COMPACTED) == [begin.strftime(NAME_HOUR)]


def test_what_has_landed_since_the_last_compaction_is_joined_by_the_next(lake: Lake) -> None:
    lake.perform("landing", "compact")
    for number in range(3):
        lake.put([(f"{marker()}-{number}", b"{}")])
    before = lake.hdfs.content("/lake/raw/events")["fileCount"]
    assert "files joined into" in lake.perform("landing", "compact")["compact"]
    # at the turn of an hour they land in two folders
    assert lake.hdfs.content("/lake/raw/events")["fileCount"] <= before - 1
