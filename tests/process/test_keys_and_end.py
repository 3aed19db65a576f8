"""An API that gets a key, and one that is asked to end."""

import signal
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from eventmart.keys import KeyFile
from ingest_api.spool.layout import SpoolDir
from tests.process.conftest import HEAD, MAX_BODY_BYTES, answer_of, api_address, event_ids
from tests.processes import Process
from tests.stack.client import wait_until


@pytest.mark.usefixtures("api")
def test_a_body_is_read_only_if_its_head_has_a_key(url: str, environment: dict[str, str], tmp_path: Path) -> None:
    address = api_address(environment)
    key = KeyFile(tmp_path / "api_keys.json").create("shop", ["write"])
    head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES - 1) + b" " * 100_000
    wait_until(lambda: requests.get(f"{url}/status", timeout=10).status_code == 401, "keys in force")
    # many more bytes than may be in memory; none of these clients sends the rest
    for _ in range(30):
        with socket.create_connection(address) as connection:
            connection.sendall(head)
            assert answer_of(connection).startswith(b"HTTP/1.1 401 ")
    # no other route takes a body
    with socket.create_connection(address) as connection:
        connection.sendall(head.replace(b"/event", b"/data/update"))
        assert answer_of(connection).startswith(b"HTTP/1.1 413 ")
    assert requests.post(url, json={}, headers={"Authorization": f"Bearer {key}"}, timeout=10).status_code == 202


def test_sigterm_answers_accepted_requests_and_seals_the_segments(api: Process, url: str, spool_dir: SpoolDir) -> None:
    acknowledged: list[str] = []
    refused = threading.Event()

    def send(sender: int) -> None:
        with requests.Session() as session:
            for number in range(100_000):
                try:
                    answer = session.post(url, json={"id": f"{sender}-{number}"}, timeout=10)
                except requests.RequestException:
                    refused.set()
                    return
                if answer.status_code == 202:
                    acknowledged.append(f"{sender}-{number}")

    senders = [threading.Thread(target=send, args=(sender,)) for sender in range(4)]
    for sender in senders:
        sender.start()
    while len(acknowledged) < 50:
        time.sleep(0.01)
    api.end(signal.SIGTERM)
    for sender in senders:
        sender.join(30)
    assert refused.is_set()
    # no segment is left open; each sender may have one unacknowledged event in the spool, whose response was lost
    assert list(spool_dir.open("events").iterdir()) == []
    landed = event_ids(spool_dir)
    assert len(landed) == len(set(landed))
    assert set(acknowledged) <= set(landed)
    assert len(landed) <= len(acknowledged) + len(senders)
