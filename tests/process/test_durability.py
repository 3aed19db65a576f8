"""The API's system calls, traced with strace: no event is acknowledged before it is on disk."""

import re
import shutil
import signal
import threading
from pathlib import Path

import pytest
import requests

from ingest_api.spool.layout import SpoolDir
from tests.process.conftest import event_ids, wait_until_up
from tests.processes import Process, module

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

SENDERS = 8
EVENTS = 25
_SYSTEM_CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)")


def traced(environment: dict[str, str], folder: Path, *options: str) -> Process:
    """Start the API under strace, which writes to the file `calls`."""
    strace = ("strace", "-f", "-y", "-s", "4000", "-o", str(folder / "calls"), *options)
    return Process(environment, folder / "api.log", *strace, *module("ingest_api"))


def post_all(url: str) -> dict[str, int]:
    """Post events from several senders concurrently; return the status of each event."""
    statuses: dict[str, int] = {}

    def send(sender: int) -> None:
        with requests.Session() as session:
            for number in range(EVENTS):
                event_id = f"event-{sender}-{number}."
                statuses[event_id] = session.post(url, json={"id": event_id}, timeout=30).status_code

    senders = [threading.Thread(target=send, args=(sender,)) for sender in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(statuses) == SENDERS * EVENTS
    return statuses


class Trace:
    """System calls, in the order in which they completed."""

    def __init__(self, path: Path) -> None:
        unfinished: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        for line in path.read_text(errors="replace").splitlines():
            match = _SYSTEM_CALL.match(line)
            if match is None:
                continue
            if line.endswith("<unfinished ...>"):
                unfinished[match[1], match[2]] = line
            else:
                self.calls.append(unfinished.pop((match[1], match[2]), "") + line if " resumed>" in line else line)

    def after(self, start: int, *words: str) -> int:
        """Index of the first call, at or after `start`, that contains all words."""
        for index, call in enumerate(self.calls[start:], start):
            if all(word in call for word in words):
                return index
        raise AssertionError(f"no call contains {words} at or after call {start}")


def test_each_acknowledgement_comes_after_its_sync(
    environment: dict[str, str], tmp_path: Path, url: str, spool_dir: SpoolDir
) -> None:
    api = traced(environment, tmp_path, "-e", "trace=write,fdatasync,fsync,writev,sendto")
    wait_until_up(url)
    statuses = post_all(url)
    api.end(signal.SIGTERM)
    assert set(statuses.values()) == {202}
    assert sorted(event_ids(spool_dir)) == sorted(statuses)

    trace = Trace(tmp_path / "calls")
    for event_id in statuses:
        written = trace.after(0, "writev(", "/events/open/", event_id)
        segment = re.search(r"/events/open/([^>]+)>", trace.calls[written])
        assert segment is not None
        synced = trace.after(written, "fdatasync(", segment[1])
        assert trace.calls[synced].endswith("= 0")
        answered = trace.after(0, "HTTP/1.1 202", event_id)
        assert written < synced < answered
        # the folder is synced before the first write to the file
        folder_synced = trace.after(0, "fsync(", "/events/open>")
        assert trace.calls[folder_synced].endswith("= 0")
        assert folder_synced < trace.after(0, "writev(", segment[1])


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_failed_sync_loses_its_own_events_only(
    environment: dict[str, str], tmp_path: Path, url: str, spool_dir: SpoolDir, error: str
) -> None:
    # simulates a disk that fails for a while
    api = traced(environment, tmp_path, "-e", "trace=fdatasync", "-e", f"inject=fdatasync:error={error}:when=3..6")
    wait_until_up(url)
    statuses = post_all(url)
    api.end(signal.SIGTERM)
    # a refused event must not be in the spool, because the sender may send it again
    acknowledged = [event_id for event_id, status in statuses.items() if status == 202]
    assert {status for status in statuses.values() if status != 202} == {503}
    assert len(acknowledged) > EVENTS
    assert sorted(event_ids(spool_dir)) == sorted(acknowledged)
    # no descriptor is synced again after a failed sync
    calls = Trace(tmp_path / "calls").calls
    for index, call in enumerate(calls):
        if error in call and (segment := re.search(r"/open/([^>]+)>", call)):
            assert not any(segment[1] in later for later in calls[index + 1 :])
