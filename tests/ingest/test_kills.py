"""SIGKILL of the API and the shipper, again and again, under load: every acknowledged event lands exactly once."""

import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from eventmart.ports import free_ports
from eventmart.settings import PREFIX
from ingest_api.spool.layout import SpoolDir
from local_stack.services import DATANODE, NAMENODE
from tests.ingest.conftest import Hdfs
from tests.processes import Process, module
from tests.stack.client import marker, wait_until
from tests.stack.hdfs import read_folder

SENDERS = 4


@pytest.fixture
def spool_dir(tmp_path: Path) -> SpoolDir:
    return SpoolDir(tmp_path / "spool")


@pytest.fixture
def api_url() -> str:
    return f"http://127.0.0.1:{free_ports(1)[0]}"


@pytest.fixture
def segment_seconds() -> str:
    """Segments are sealed so often that the kills find the shipper at work."""
    return "0.1"


@pytest.fixture
def servers(
    hdfs: Hdfs, spool_dir: SpoolDir, api_url: str, segment_seconds: str, tmp_path: Path
) -> Iterator[dict[str, Process]]:
    """An API and a shipper with a spool of their own."""
    variables = {
        **hdfs.environment,
        f"{PREFIX}SPOOL_DIR": str(spool_dir.root),
        f"{PREFIX}API_PORT": api_url.rpartition(":")[2],
        f"{PREFIX}SEGMENT_MAX_SECONDS": segment_seconds,
    }
    servers = {
        "api": Process(variables, tmp_path / "api.log", *module("ingest_api")),
        "shipper": Process(variables, tmp_path / "shipper.log", *module("ingest_api.shipping")),
    }
    yield servers
    for server in servers.values():
        server.end(signal.SIGKILL)


class Sender(threading.Thread):
    """Posts events until it is told to stop, and keeps the ids of those that were acknowledged."""

    def __init__(self, api_url: str, event_type: str) -> None:
        super().__init__(daemon=True)
        self._api_url, self._event_type = api_url, event_type
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            ids = [uuid4().hex for _ in range(random.choice((1, 1, 50)))]
            events = [{"type": self._event_type, "id": event_id} for event_id in ids]
            try:
                answer = requests.post(f"{self._api_url}/event", json=events, timeout=10)
            except requests.RequestException:
                time.sleep(0.02)
                continue
            if answer.status_code == 202:
                assert answer.json()["event_ids"] == ids
                self.acknowledged += ids


@contextmanager
def sending(api_url: str, event_type: str) -> Iterator[list[Sender]]:
    """Senders at work; when the context ends, they have stopped."""
    senders = [Sender(api_url, event_type) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    wait_until(lambda: all(sender.acknowledged for sender in senders), "the first acknowledgements")
    yield senders
    for sender in senders:
        sender.stopping.set()
    for sender in senders:
        sender.join(30)


def assert_landed_once(hdfs: Hdfs, event_type: str, senders: list[Sender], at_least: int) -> None:
    acknowledged = [event_id for sender in senders for event_id in sender.acknowledged]
    assert len(acknowledged) > at_least
    records = map(json.loads, filter(None, read_folder(hdfs.settings, "/lake/raw/events").split(b"\n")))
    landed = Counter(record["event_id"] for record in records if record["event"].get("type") == event_type)
    assert set(acknowledged) <= set(landed)
    assert max(landed.values()) == 1


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.thorough)])
def test_every_acknowledged_event_lands_once_whatever_is_killed(
    servers: dict[str, Process], spool_dir: SpoolDir, api_url: str, hdfs: Hdfs, kills: int
) -> None:
    name = marker()
    chance = random.Random(7)
    with sending(api_url, name) as senders:
        for _ in range(kills):
            before = sum(len(sender.acknowledged) for sender in senders)
            time.sleep(chance.uniform(0, 0.3))
            victim = servers[chance.choice(("api", "shipper"))]
            victim.end(signal.SIGKILL)
            victim.start()
            wait_until(lambda: sum(len(s.acknowledged) for s in senders) > before, "events taken again")  # noqa: B023
    # a server that is asked to end seals its segments
    servers["api"].end(signal.SIGTERM)
    servers["api"].start()
    wait_until(lambda: spool_dir.depth().segments == 0, "an empty spool", 300)
    assert_landed_once(hdfs, name, senders, at_least=kills)


# the time to ship what has piled up while HDFS was away depends on the number of segments
@pytest.mark.parametrize("segment_seconds", ["1"])
@pytest.mark.usefixtures("servers")
def test_hdfs_may_go_and_come_back_under_load(hdfs: Hdfs, spool_dir: SpoolDir, api_url: str) -> None:
    name = marker()
    with sending(api_url, name) as senders:
        for part in (DATANODE, NAMENODE):
            hdfs.stop(part)
            held = spool_dir.depth().segments
            wait_until(lambda: spool_dir.depth().segments > held + 3, "segments that wait for HDFS")  # noqa: B023
            before = sum(len(sender.acknowledged) for sender in senders)
            wait_until(lambda: sum(len(s.acknowledged) for s in senders) > before, "events taken meanwhile")  # noqa: B023
            hdfs.start(part)
    wait_until(lambda: spool_dir.depth().segments == 0, "an empty spool", 300)
    assert_landed_once(hdfs, name, senders, at_least=100)
