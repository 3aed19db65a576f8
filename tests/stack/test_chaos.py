"""Load, updates and queries, while parts are killed, frozen or restarted at random.

The short form has one fault of each kind, the same ones each time. The long one is `make chaos`.
"""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import requests

from eventmart.settings import Settings
from local_stack.stack import Stack
from tests.stack.client import Client, marker, wait_until
from tests.stack.faults import Faults, everything_runs_again
from tests.stack.hdfs import read_folder
from tests.stack.reader import reading

SECONDS = int(os.environ.get("CHAOS_SECONDS", 600))
SEED = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
# freezes the worker, kills Spark and restarts the shipper
SHORT_SEED = 485
SENDERS = 3
_DAY = datetime(2026, 1, 2, tzinfo=UTC)
# what a client sees of a part that is away
AWAY = (requests.RequestException, psycopg.Error)


class Load(threading.Thread):
    """Sends events: single ones and batches, and each again until it is acknowledged, as a client should.

    Args:
        settings: of the stack.
        name: type of the events, and prefix of their ids.
        seed: of the random choices.
        pause_seconds: time between two requests.
    """

    def __init__(self, settings: Settings, name: str, seed: int, pause_seconds: float) -> None:
        super().__init__(daemon=True)
        self._client = Client(settings)
        self._name = name
        self._chance = random.Random(seed)
        self._pause_seconds = pause_seconds
        self.acknowledged: list[str] = []
        self.longest_pause = 0.0
        self.stopping = threading.Event()

    def run(self) -> None:
        number, users = 0, [f"{self._name}-u{user}" for user in range(200)]
        while not self.stopping.wait(self._pause_seconds):
            ids = [f"{self._name}-{number + index}" for index in range(self._chance.choice((1, 1, 1, 100)))]
            number += len(ids)
            at = (_DAY + timedelta(days=self._chance.uniform(0, 3))).isoformat()
            about = {"type": self._name, "user_id": self._chance.choice(users), "occurred_at": at}
            events = [{"id": event_id, **about} for event_id in ids]
            begun = time.monotonic()
            while not self._is_acknowledged(json.dumps(events).encode()):
                time.sleep(0.1)
            self.longest_pause = max(self.longest_pause, time.monotonic() - begun)
            # now and then an acknowledgement is lost, and the client sends again
            if self._chance.random() < 0.05:
                self._is_acknowledged(json.dumps(events).encode())
            self.acknowledged += ids

    def _is_acknowledged(self, body: bytes) -> bool:
        try:
            return self._client.post(body).status_code == 202
        except requests.RequestException:
            return False


class Observed:
    """A time that must never move back.

    Args:
        read: returns the time as text; None if there is none.
    """

    def __init__(self, read: Callable[[], str | None]) -> None:
        self._read = read
        self._last = datetime.min.replace(tzinfo=UTC)
        self.looks = 0
        self.went_back: list[tuple[datetime, datetime]] = []

    def look(self) -> None:
        text = self._read()
        if text is not None:
            now = datetime.fromisoformat(text).astimezone(UTC)
            if now < self._last:
                self.went_back.append((self._last, now))
            self._last = now
            self.looks += 1


@contextmanager
def repeating(action: Callable[[], object], seconds: float) -> Iterator[None]:
    """An action, performed again and again in a thread; what it cannot reach is tried again."""
    stopping = threading.Event()
    errors: list[Exception] = []

    def repeat() -> None:
        while not stopping.wait(seconds):
            try:
                action()
            except AWAY:
                continue
            except Exception as error:
                errors.append(error)
                raise

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    yield
    stopping.set()
    thread.join(60)
    assert not thread.is_alive()
    assert errors == []


def rows_of_events(client: Client) -> dict[str, dict[str, object]]:
    with client.connect("reader") as connection:
        rows = connection.execute(
            "select event_id, to_jsonb(events) - 'raw_file' from mart.events as events"
        ).fetchall()
    return dict(rows)


def for_long(faults: Faults) -> None:
    print(f"\nmake chaos SECONDS={SECONDS} SEED={SEED}")
    deadline, chance = time.monotonic() + SECONDS, random.Random(SEED)
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(0, 8))
        faults.inject()


@pytest.mark.parametrize(
    ("seed", "pause_seconds", "inject"),
    [
        pytest.param(SHORT_SEED, 0.3, Faults.inject_each_kind, id="short"),
        pytest.param(SEED, 0.2, for_long, id="long", marks=pytest.mark.chaos),
    ],
)
def test_no_fault_loses_or_doubles_an_event_or_shows_half_a_run(
    client: Client,
    settings: Settings,
    stack: Stack,
    seed: int,
    pause_seconds: float,
    inject: Callable[[Faults], None],
) -> None:
    # if the stack is a new one, this run finds no event
    client.settle()
    name, runs = marker(), Counter[str]()
    faults = Faults(stack, settings, seed, print)
    loads = [Load(settings, f"{name}-{number}", seed + number, pause_seconds) for number in range(SENDERS)]
    landing, mart, answers = (Client(settings) for _ in range(3))

    def mart_watermark() -> str | None:
        with mart.connect("reader") as connection:
            ((moment,),) = connection.execute("select complete_through from mart.watermark").fetchall()
        return str(moment.isoformat())

    def api_watermark() -> str | None:
        answer = answers.get("/analytics/query", sql="select count(*), max(received_at) from events")
        return answer.headers.get("X-Data-Complete-Through") if answer.ok else None

    watermarks = {
        "landing": Observed(lambda: landing.get("/event/status").json().get("complete_through")),
        "mart": Observed(mart_watermark),
        "answers": Observed(api_watermark),
    }
    with (
        everything_runs_again(stack),
        reading(client) as reader,
        repeating(lambda: Client(settings).get("/data/update"), 1),
        repeating(watermarks["landing"].look, 0.2),
        repeating(watermarks["mart"].look, 0.2),
        repeating(watermarks["answers"].look, 0.2),
    ):
        for load in loads:
            load.start()
        inject(faults)
        stack.up()
        for load in loads:
            load.stopping.set()
        for load in loads:
            load.join(120)
            assert not load.is_alive()
        client.wait_until_landed()
        # a run loads what has come meanwhile: in ten minutes some 200,000 events
        wait_until(lambda: client.finished_run(client.request_update(), 900)["state"] == "succeeded", "a good run", 900)

    acknowledged = [event_id for load in loads for event_id in load.acknowledged]
    listed = client.get("/data/updates", limit="100").json()["runs"]
    runs.update(run["state"] for run in listed)
    pause = max(load.longest_pause for load in loads)
    print(f"\n{len(acknowledged):,} events acknowledged; the longest pause {pause:.1f} s")
    print(f"the newest runs: {dict(runs)}; looks at the mart: {reader.looks:,}")
    print("looks at watermarks:", {each: watermark.looks for each, watermark in watermarks.items()})
    print("faults:", dict(sorted(faults.counts.items())))
    with client.connect("reader") as connection:
        stored = connection.execute(
            "select event_id, count(*) from mart.events where event_type like %s group by 1", [f"{name}%"]
        ).fetchall()
    assert dict(stored) == dict.fromkeys(acknowledged, 1)
    assert len(acknowledged) == len(set(acknowledged))
    raw = read_folder(settings, "/lake/raw/events").split(b"\n")
    landed = {json.loads(line)["event_id"] for line in raw if name.encode() in line}
    assert landed == set(acknowledged)
    assert reader.contradictions == []
    assert all(watermark.looks > 0 for watermark in watermarks.values())
    assert {each: watermark.went_back for each, watermark in watermarks.items()} == {each: [] for each in watermarks}
    # the mart that grew through all of this is the one that a rebuild makes
    grown, events = client.mart_checksums(), rows_of_events(client)
    client.succeeded_run(client.request_update(full="true"), 900)
    rebuilt = rows_of_events(client)
    differences = [(row, rebuilt.get(key)) for key, row in events.items() if row != rebuilt.get(key)]
    print(f"{len(differences):,} events differ after a rebuild", *differences[:5], sep="\n")
    assert client.mart_checksums() == grown
