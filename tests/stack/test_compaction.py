"""Small files are joined, and nobody who reads them meanwhile sees a line twice or misses one."""

import json
import re
import threading
from collections.abc import Iterator

import pytest
import requests
from pyhive.exc import DatabaseError

from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.compaction import compact
from spark_thrift.client import connect
from tests.stack.client import Client, marker

FOLDER = "/lake/raw/events/ingest_date=2020-02-03/ingest_hour=04"
FILES = 100
# put there by hand, and so not received since any update
BY_HAND = {"from": "2020-02-03T00:00Z", "to": "2020-02-04T00:00Z"}


@pytest.fixture
def hdfs(settings: Settings) -> HdfsClient:
    return hdfs_client(settings)


@pytest.fixture
def name() -> str:
    return marker()


@pytest.fixture
def small_files(client: Client, hdfs: HdfsClient, name: str) -> list[bytes]:
    """An hour long ago, as a steady trickle of events leaves it; its files in their order."""
    # so that all hours up to now are looked at already
    client.settle()
    contents = []
    for number in range(FILES):
        lines = [
            {
                "event_id": f"{name}-{number}-{place}",
                "received_at": f"2020-02-03T04:{number // 2:02}:00.000000Z",
                "source": "anonymous",
                "event": {"type": name, "n": str(number)},
            }
            for place in range(number % 3 + 1)
        ]
        contents.append(b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines))
        hdfs.write(f"{FOLDER}/2020-02-03T04{number // 2:02}00.000000Z-{name}-{number:04}.jsonl", data=contents[-1])
    return contents


class Reader(threading.Thread):
    """Counts the lines of the hour, again and again."""

    def __init__(self, settings: Settings, name: str) -> None:
        super().__init__(daemon=True)
        self._settings, self._name = settings, name
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
def reader(settings: Settings, name: str) -> Iterator[Reader]:
    reader = Reader(settings, name)
    yield reader
    reader.stopping.set()
    reader.join(60)


def test_joined_under_the_eyes_of_a_reader(
    client: Client, settings: Settings, hdfs: HdfsClient, name: str, small_files: list[bytes], reader: Reader
) -> None:
    lines = b"".join(small_files).count(b"\n")
    client.update(**BY_HAND)
    before = client.mart_checksums()
    # the hour is past since long: nobody would look at it any more
    assert len(hdfs.list(FOLDER)) == FILES
    assert hdfs.delete("/lake/compacted", recursive=True)

    reader.start()
    while len(reader.counts) < 2:
        assert reader.is_alive()
    assert "files joined into" in compact(settings)
    counted = len(reader.counts)
    while len(reader.counts) < counted + 2:
        assert reader.is_alive()
    assert set(reader.counts) == {(lines, lines)}
    assert all("FileNotFoundException" in error for error in reader.errors)

    (joined,) = hdfs.list(FOLDER)
    with hdfs.read(f"{FOLDER}/{joined}") as file:
        content = file.read()
    *others, last = small_files
    # what a reader meets past the length that it knew is a blank line
    assert content.startswith(last + b"\n" + others[0])
    assert sorted(filter(None, content.split(b"\n"))) == sorted(b"".join(small_files).split(b"\n")[:-1])
    client.update()
    assert client.mart_checksums() == before
    assert client.query(f"select count(*), count(distinct event_id) from events where event_type = '{name}'") == [
        (lines, lines)
    ]


def test_what_hdfs_does_not_join_stays_and_the_run_goes_on(
    client: Client, settings: Settings, hdfs: HdfsClient, small_files: list[bytes]
) -> None:
    names = sorted(hdfs.list(FOLDER))
    snapshots = f"{settings.webhdfs_url}/webhdfs/v1/lake/raw"
    user = {"user.name": settings.hdfs_user}
    requests.put(snapshots, params={"op": "ALLOWSNAPSHOT", **user}, timeout=30).raise_for_status()
    requests.put(
        snapshots, params={"op": "CREATESNAPSHOT", "snapshotname": "backup", **user}, timeout=30
    ).raise_for_status()
    try:
        assert hdfs.delete("/lake/compacted", recursive=True)
        run = client.update()
        (detail,) = (step["detail"] for step in run["steps"] if step["name"] == "compact")
        refused = re.search(r"HDFS refuses to join (\d+)", detail)
        assert refused is not None, detail
        assert int(refused[1]) >= FILES
    finally:
        requests.delete(
            snapshots, params={"op": "DELETESNAPSHOT", "snapshotname": "backup", **user}, timeout=30
        ).raise_for_status()
        requests.put(snapshots, params={"op": "DISALLOWSNAPSHOT", **user}, timeout=30).raise_for_status()
    assert sorted(name for name in hdfs.list(FOLDER) if not name.startswith("_")) == names


def test_files_of_others_are_not_joined(client: Client, settings: Settings, hdfs: HdfsClient) -> None:
    folder = "/lake/raw/events/ingest_date=2020-02-03/ingest_hour=05"
    line = b'{"event_id":"%b","received_at":"2020-02-03T05:00:00.000000Z","source":"hand","event":{"n":%d}}'
    word = marker()
    for number in range(3):
        # without a line break at the end
        hdfs.write(f"{folder}/2020-02-03-{number}.jsonl", data=line % (f"{word}-{number}".encode(), number))
    if "compacted" in hdfs.list("/lake"):
        assert hdfs.delete("/lake/compacted", recursive=True)
    compact(settings)
    assert len(hdfs.list(folder)) == 3
    client.update(**BY_HAND)
    assert client.query(f"select event_id from events where event_id like '{word}-%' order by 1") == [
        (f"{word}-{number}",) for number in range(3)
    ]


def test_what_has_landed_since_the_last_update_is_joined_by_the_next(client: Client, hdfs: HdfsClient) -> None:
    for _ in range(3):
        assert client.post_and_wait(b"{}").status_code == 200
    before = hdfs.content("/lake/raw/events")["fileCount"]
    run = client.update()
    assert "files joined into" in next(step["detail"] for step in run["steps"] if step["name"] == "compact")
    # at the turn of an hour they come into two folders
    assert hdfs.content("/lake/raw/events")["fileCount"] <= before - 1


def test_a_join_that_was_cut_off_is_finished_the_next_time(
    client: Client, settings: Settings, hdfs: HdfsClient, name: str, small_files: list[bytes]
) -> None:
    # killed after the first request of several, with the next one's blank line in place
    *sources, last = sorted(hdfs.list(FOLDER))
    hdfs.write(f"{FOLDER}/_blank", data=b"\n")
    hdfs.concat(f"{FOLDER}/{last}", sources=",".join(f"{FOLDER}/{source}" for source in ["_blank", *sources[:10]]))
    hdfs.write(f"{FOLDER}/_blank", data=b"\n")
    hdfs.delete("/lake/compacted", recursive=True)
    assert "files joined into" in compact(settings)
    (joined,) = hdfs.list(FOLDER)
    with hdfs.read(f"{FOLDER}/{joined}") as file:
        found = [line for line in file.read().split(b"\n") if name.encode() in line]
    assert sorted(found) == sorted(b"".join(small_files).split(b"\n")[:-1])
    assert compact(settings) == "nothing to join"
    client.update(**BY_HAND)
    assert client.query(f"select count(*), count(distinct event_id) from events where event_type = '{name}'") == [
        (len(found), len(found))
    ]
