"""A backup of the running stack, restored after HDFS and PostgreSQL are lost. The spool survives.

It takes minutes, so it is one of the thorough tests. Its parts are tested alone: tests/unit, tests/ingest, tests/mart.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from backup.contents import RAW, read_manifest
from eventmart.settings import Settings
from local_stack.services import SHIPPER
from local_stack.stack import Stack
from tests.stack.client import Client, marker, wait_until
from tests.stack.hdfs import read_folder
from tests.stack.slices import SLICE, slices

pytestmark = pytest.mark.thorough


def eventmart(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and output of a command."""
    command = [Path(sys.executable).with_name("eventmart"), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


@contextmanager
def sending(client: Client, name: str) -> Iterator[list[str]]:
    """A sender at work; yields the ids of the events that are acknowledged."""
    acknowledged: list[str] = []
    stopping = threading.Event()

    def send() -> None:
        while not stopping.wait(0.05):
            event_id = f"{name}-{len(acknowledged)}"
            assert client.post(json.dumps({"type": name, "id": event_id}).encode()).status_code == 202
            acknowledged.append(event_id)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    yield acknowledged
    stopping.set()
    thread.join(30)


def raw_lines(settings: Settings) -> list[bytes]:
    return sorted(filter(None, read_folder(settings, "/lake/raw").split(b"\n")))


def ids_of(lines: list[bytes], event_type: str) -> list[str]:
    records = [json.loads(line) for line in lines if f'"{event_type}"'.encode() in line]
    return sorted(record["event_id"] for record in records)


def complete_through(client: Client) -> datetime:
    return datetime.fromisoformat(client.get("/event/status").json()["complete_through"])


def test_what_is_lost_comes_back_equal_and_goes_on(
    client: Client, settings: Settings, stack: Stack, tmp_path: Path
) -> None:
    name, held, late = marker(), marker(), marker()
    client.send(slices(name, seed=3)[0])
    client.settle()
    folder = tmp_path / "backup"
    # events arrive and an update runs, with a compaction
    with sending(Client(settings), f"{name}-load") as acknowledged:
        wait_until(lambda: len(acknowledged) > 5, "events")
        run_id = client.request_update()
        before = list(acknowledged)
        code, output = eventmart("backup", folder)
        assert code == 0, output
    client.succeeded_run(run_id)
    manifest = read_manifest(folder)
    saved = [line for file in manifest.below(RAW) for line in (folder / file.path).read_bytes().split(b"\n")]
    saved_ids = ids_of(saved, f"{name}-load")
    assert len(saved_ids) == len(set(saved_ids))
    assert set(before) <= set(saved_ids)
    # what of the load came after the backup will be lost; a second backup has all of it
    shutil.rmtree(folder)
    code, output = eventmart("backup", folder)
    assert code == 0, output
    manifest = read_manifest(folder)

    # events that were received after the backup are still in the spool when the rest is lost
    stack.supervisor.stop("shipper")
    for number in range(5):
        assert client.post(json.dumps({"type": held, "id": f"{held}-{number}"}).encode()).status_code == 202
    wait_until(lambda: list((settings.spool_dir / "events" / "sealed").iterdir()), "a sealed segment")
    stack.supervisor.stop("api")
    shutil.copytree(settings.spool_dir, tmp_path / "spool")
    stack.supervisor.start(SHIPPER)
    stack.up()
    client.update()
    checksums, lines = client.mart_checksums(), raw_lines(settings)
    assert ids_of(lines, held) == [f"{held}-{number}" for number in range(5)]
    runs = {run["run_id"]: run for run in client.get("/data/updates").json()["runs"]}

    assert stack.down()
    for lost in ("hdfs", "postgres", "spool", "docs"):
        shutil.rmtree(settings.state_dir / lost)
    (tmp_path / "spool").rename(settings.spool_dir)
    stack.up()

    client.wait_until_landed()
    code, output = eventmart("restore", folder)
    assert code == 1, output
    assert "HDFS holds events already" in output
    code, output = eventmart("restore", folder, "--keep-newer")
    assert code == 0, output
    assert raw_lines(settings) == lines
    assert client.mart_checksums() == checksums
    assert complete_through(client) >= manifest.complete_through
    answer = client.get("/analytics/query", sql="select complete_through from watermark")
    assert datetime.fromisoformat(answer.headers["X-Data-Complete-Through"]) >= manifest.complete_through
    restored = {run["run_id"]: run for run in client.get("/data/updates").json()["runs"]}
    assert restored[run_id] == runs[run_id]

    # it goes on: what is sent again is known, and what is new counts once
    client.send([*slices(name, seed=3)[0], json.dumps({"type": late, "id": late}).encode()])
    client.update()
    counts = "select count(*) from events where event_id like '{}-%' and event_type != '{}'"
    assert client.query(counts.format(name, f"{name}-load")) == [(SLICE,)]
    assert client.query(f"select count(*) from events where event_type = '{late}'") == [(1,)]
    assert client.query("select count(*) from events") == [(checksums["events"][0] + 1,)]
