"""Update runs: whatever comes in whatever order, whatever is killed, the mart is what a full refresh makes of it."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from eventmart.settings import Settings
from local_stack.stack import Stack
from raw_zone.client import hdfs_client
from raw_zone.layout import NAME_HOUR, NAME_TIME, hour_folder
from spark_thrift.client import connect
from tests.stack.client import Client, marker, wait_until

pytestmark = pytest.mark.usefixtures("stack")

RUNS = 10
SLICE = 60
# every fourth event is of one session that goes on for days
WALK = RUNS * SLICE // 4
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)
# one statement sees one state of the mart; of events without a user there are no sessions
CONSISTENT = """
    select
        (select count(*) from events) as events,
        (select event_count from watermark) as lake_events,
        (select sum(event_count) from events_hourly) as by_hour,
        (select count(*) from events where user_id is not null) as of_users,
        (select sum(event_count) from sessions) as of_sessions,
        (select sum(event_count) from users) as by_user
"""


def slices(name: str, seed: int) -> list[list[bytes]]:
    """Events of a few users, most of them around two midnights; each slice repeats some that came before."""
    chance = random.Random(seed)
    steps = chance.sample(range(WALK), WALK)

    def event(number: int) -> dict[str, Any]:
        if number % 4 == 0:
            at = MIDNIGHT + timedelta(minutes=25 * (steps[number // 4] - WALK // 2))
            walker = {"event_type": "a", "occurred_at": at.isoformat(), "user_id": f"{name}-walker"}
            return {"event_id": f"{name}-{number}", **walker}
        spread = chance.choice((30, 90, 2880))
        at = MIDNIGHT + timedelta(days=chance.choice((0, 1)), minutes=chance.uniform(-spread, spread))
        made = {"event_id": f"{name}-{number}", "event_type": chance.choice("abc"), "occurred_at": at.isoformat()}
        if chance.random() < 0.9:
            made["user_id"] = f"{name}-u{chance.randrange(6)}"
        if chance.random() < 0.3:
            made["referrer"] = f"r{chance.randrange(4)}"
        if chance.random() < 0.05:
            del made["occurred_at"]
        return made

    events = [event(number) for number in range(RUNS * SLICE)]
    made = []
    for begin in range(0, len(events), SLICE):
        repeats = [{**chance.choice(events[: begin + SLICE]), "event_type": "repeat"} for _ in range(SLICE // 6)]
        made.append([json.dumps(each).encode() for each in events[begin : begin + SLICE] + repeats])
    return made


def test_ten_runs_with_late_events_and_repeats(client: Client) -> None:
    name = marker()
    for lines in slices(name, seed=11):
        client.send(lines)
        client.update()
    rows = client.query(
        f"select count(*), count(*) filter (where event_type = 'repeat') from events where event_id like '{name}-%'"
    )
    assert rows == [(RUNS * SLICE, 0)]
    walks = client.query(f"select event_count, duration_seconds from sessions where user_id = '{name}-walker'")
    assert walks == [(WALK, (WALK - 1) * 25 * 60)]


class Reader(threading.Thread):
    """Looks at the mart again and again, and keeps what contradicts itself."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self.stopping = threading.Event()
        self.looks = 0
        self.contradictions: list[tuple[Any, ...]] = []

    def run(self) -> None:
        while not self.stopping.wait(0.05):
            try:
                with self._client.connect("reader") as connection:
                    row = connection.execute(CONSISTENT).fetchone()
            except psycopg.OperationalError:
                # it is being killed
                continue
            self.looks += 1
            if row is None or len(set(row[:3])) != 1 or len(set(row[3:])) != 1:
                self.contradictions.append(tuple(row or ()))


@contextmanager
def reading(client: Client) -> Iterator[Reader]:
    reader = Reader(client)
    reader.start()
    yield reader
    reader.stopping.set()
    reader.join(30)


@pytest.mark.parametrize(("victim", "step"), [("spark-thrift", "lake"), ("worker", "publish"), ("postgres", "mart")])
def test_a_run_that_is_killed_shows_readers_the_old_mart_and_is_made_good_by_the_next(
    client: Client, stack: Stack, victim: str, step: str
) -> None:
    name = marker()
    client.send(slices(name, seed=12)[0])
    with reading(client) as reader:
        run_id = client.get("/data/update").json()["run_id"]

        def has_come_to_step() -> bool:
            run = client.get(f"/data/update/{run_id}").json()
            assert run["state"] != "failed", run
            return any(done["name"] == step for done in run["steps"])

        wait_until(has_come_to_step, f"step {step}")
        # anywhere in the step
        time.sleep(random.uniform(0, {"lake": 5.0, "publish": 2.0, "mart": 0.7}[step]))
        stack.supervisor.kill(victim)
        stack.up()
        client.finished_run(run_id)
        client.update()
    assert reader.looks > 0
    assert reader.contradictions == []
    assert client.query(f"select count(*) from events where event_id like '{name}-%'") == [(SLICE,)]


def test_all_of_it_is_what_a_full_refresh_makes_of_the_raw_events(client: Client) -> None:
    before = client.mart_checksums()
    run = client.update(full="true")
    assert run["is_full"]
    assert client.mart_checksums() == before


def test_a_range_that_the_lake_lost_is_replayed_from_the_raw_events(client: Client, settings: Settings) -> None:
    client.send(slices(marker(), seed=13)[0])
    client.update()
    before = client.mart_checksums()
    now = datetime.now(UTC)
    day = {"from": (now - timedelta(days=1)).isoformat(), "to": now.isoformat()}
    # put there by hand, of a day on which nothing else happened, and taken away again
    name = marker()
    received_at = now - timedelta(hours=1)
    line = f'{{"event_id":"{name}","received_at":"{received_at:%FT%TZ}","event":{{"time":"1999-12-31T12:00:00Z"}}}}\n'
    hdfs = hdfs_client(settings)
    by_hand = f"{hour_folder('events', received_at.strftime(NAME_HOUR))}/by-hand.jsonl"
    hdfs.write(by_hand, data=line.encode())
    client.update(**day)
    assert client.query("select event_id from events where event_at < '2000-01-01'") == [(name,)]
    hdfs.delete(by_hand)
    with connect(settings) as connection:
        # as an accident would have it
        connection.cursor().execute("alter table lake.fct_events drop partition (event_date = '2026-01-02')")
    run = client.update(**day)
    assert not run["is_full"]
    assert client.mart_checksums() == before
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("show partitions lake.fct_events partition (event_date = '1999-12-31')")
        assert cursor.fetchall() == []


def test_a_spool_that_joined_late_is_counted_in(client: Client, settings: Settings) -> None:
    name = marker()
    client.settle()
    # it took the event before the last watermark, which did not know of it
    now = datetime.now(UTC)
    begin = now - timedelta(hours=5)
    received_at = begin.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    line = f'{{"event_id":"{name}","received_at":"{received_at}","source":"other","event":{{"type":"{name}"}}}}\n'
    hdfs = hdfs_client(settings)
    folder = hour_folder("events", begin.strftime(NAME_HOUR))
    hdfs.write(f"{folder}/{begin.strftime(NAME_TIME)}-{name}.jsonl", data=line.encode())
    spool_id = f"{begin.strftime(NAME_TIME)}-{name}"
    # it holds nobody back from now on
    hdfs.makedirs(f"/lake/watermark/{spool_id}/9999-12-31T000000.000000Z")
    client.update()
    assert client.query(f"select count(*) from events where event_type = '{name}'") == [(1,)]
    hdfs.delete(f"/lake/watermark/{spool_id}", recursive=True)
    client.update()
    assert client.query(f"select count(*) from events where event_type = '{name}'") == [(1,)]


@pytest.mark.parametrize(
    "query", ["full=yes", "from=2026-01-01", "from=x&to=2026-01-01", "from=2026-01-02&to=2026-01-01"]
)
def test_a_run_that_makes_no_sense_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/data/update?{query}")
    assert answer.status_code == 400
    assert "from" in answer.json()["detail"] or "full" in answer.json()["detail"]
