"""`eventmart send`: despite failures, each event arrives and counts once."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tenacity import wait_none

from cli.api import Api
from cli.event_file import Checkpoint, EventFile, Sent
from cli.send import send, with_ids
from eventmart.errors import OperatorError
from eventmart.settings import PREFIX
from tests.unit.conftest import IDS

# a faulty response of the server, or None to close the connection without a response
Answer = tuple[int, dict[str, str], bytes] | None


class Server(ThreadingHTTPServer):
    """A fake API that stores batches, and answers some requests with faults."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.batches: list[list[bytes]] = []
        self.faults: Iterator[Answer] = iter(())
        self.on_batch: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for batch in self.batches for line in batch]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"])))
        batch = body.split(b"\n")
        fault = next(self.server.faults, "none")
        if fault is None:
            # the batch is stored, but the response is lost
            self.server.batches.append(batch)
            self.connection.close()
            return
        if isinstance(fault, tuple):
            status, headers, content = fault
        else:
            self.server.batches.append(batch)
            status, headers = 202, {}
            ids = [json.loads(line)["event_id"] for line in batch]
            content = json.dumps({"accepted": len(ids), "rejected": 0, "event_ids": ids}).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.server.on_batch()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait only as long as the server tells them to."""
    monkeypatch.setattr("cli.send._backoff", wait_none())


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def events_file(path: Path, count: int) -> Path:
    path.write_bytes(gzip.compress(b"".join(b'{"n": %d}\n' % number for number in range(count))))
    return path


def test_events_without_id_get_a_stable_one_and_other_lines_are_unchanged() -> None:
    lines = [
        *(b'{"n": 1}', b"{}", b'{"event_id": "own"}', b'{"id": 7}', b'{"event_id": "", "n": 2} '),
        *(b"not json", b"[1]", b'{"n": 1', b'{"n": "\xff"}', b'{"n": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ]
    named = list(with_ids(lines, IDS, "file", first=10))
    assert [json.loads(line) for line in named[:2]] == [{"n": 1, "event_id": "file-10"}, {"event_id": "file-11"}]
    assert named[2:4] == lines[2:4]
    assert json.loads(named[4]) == {"n": 2, "event_id": "file-14"}
    assert named[5:8] == lines[5:8]
    assert named[9] == lines[9]
    assert list(with_ids(lines, IDS, "file", first=10)) == named
    # a cut emoji, which the API accepts
    assert list(with_ids([rb'{"n": "\ud83d"}'], IDS, "file")) == [rb'{"n": "\ud83d","event_id":"file-0"}']
    assert [json.loads(line) for line in with_ids([b"{ }"], IDS, "file")] == [{"event_id": "file-0"}]


def test_lost_responses_and_temporary_refusals_lose_no_events(server: Server, tmp_path: Path) -> None:
    server.faults = iter([None, (503, {"Retry-After": "1"}, b"{}"), (429, {}, b""), (502, {}, b"<html>"), None])
    file = EventFile(events_file(tmp_path / "events.json.gz", 2500))
    receipts = list(send(with_ids(file.lines(), IDS, file.digest()), server.url, None))
    assert [(receipt.lines, len(receipt.event_ids)) for receipt in receipts] == [(1000, 1000), (1000, 1000), (500, 500)]
    # a batch whose response was lost is stored twice, with the same ids, so it counts once
    numbers = {event["event_id"]: event["n"] for event in server.events()}
    assert sorted(numbers.values()) == list(range(2500))
    assert len(server.events()) == 4500


def test_it_gives_up_after_a_time_and_tells_the_remedy(server: Server) -> None:
    server.faults = iter(lambda: (503, {}, b"{}"), None)
    messages: list[str] = []
    with pytest.raises(OperatorError, match=r"does not accept events \(status 503\).*send the same events again"):
        list(send([b"{}"], server.url, None, give_up_seconds=1, tell=messages.append))
    # one message for all retries
    assert messages == [f"{server.url} does not accept events (status 503). Retrying for 1 s."]


def test_no_server() -> None:
    with pytest.raises(OperatorError, match=r"does not accept events \(no connection\)"):
        list(send([b"{}"], "http://127.0.0.1:9", None, give_up_seconds=0))
    with pytest.raises(OperatorError, match="is not a valid URL"):
        list(send([b"{}"], "127.0.0.1:9", None))
    with pytest.raises(OperatorError, match=r"does not answer \(no connection\). Check it with `make status`"):
        Api("http://127.0.0.1:9", None).get("/data/update")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((401, {}, b'{"detail": "This needs an API key."}'), "needs an API key"),
        ((404, {}, b"<html>"), "Check that it is eventmart's API"),
    ],
)
def test_a_permanent_error_is_not_retried(server: Server, answer: Answer, message: str) -> None:
    server.faults = iter([answer])
    with pytest.raises(OperatorError, match=message):
        list(send([b"{}"], server.url, None))
    assert server.batches == []


def test_a_checkpoint(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "send" / "file.json")
    assert checkpoint.load() == Sent()
    checkpoint.save(Sent(3, 2, 1))
    assert Checkpoint(tmp_path / "send" / "file.json").load() == Sent(3, 2, 1)
    checkpoint.clear()
    assert checkpoint.load() == Sent()


def command(server: Server, state_dir: Path, *arguments: object) -> list[str]:
    eventmart = Path(sys.executable).with_name("eventmart")
    return ["env", f"{PREFIX}STATE_DIR={state_dir}", str(eventmart), "send", *map(str, arguments), "--url", server.url]


def test_after_a_kill_it_resumes_from_the_checkpoint(server: Server, tmp_path: Path) -> None:
    file = events_file(tmp_path / "events.json.gz", 20_000)
    fifth = threading.Event()
    released = threading.Event()

    def hold_the_fifth() -> None:
        if len(server.batches) == 5:
            fifth.set()
            released.wait(120)

    server.on_batch = hold_the_fifth
    first = subprocess.Popen(command(server, tmp_path, file), stdout=subprocess.DEVNULL)
    assert fifth.wait(30)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    released.set()
    assert len(server.batches) == 5
    second = subprocess.run(command(server, tmp_path, file), capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert "Continuing from there" in second.stdout
    assert "20,000 accepted, 0 rejected" in second.stdout
    events = server.events()
    assert sorted({event["event_id"]: event["n"] for event in events}.values()) == list(range(20_000))
    # at most one batch arrives twice: the one whose receipt was not yet in the checkpoint
    assert len(events) <= 21_000
    # sending the same file again produces the same ids
    third = subprocess.run(command(server, tmp_path, file), capture_output=True, text=True, check=False)
    assert "20,000 accepted" in third.stdout
    assert "Continuing" not in third.stdout
    assert set(Counter(event["event_id"] for event in server.events()[-20_000:]).values()) == {1}
    assert len({event["event_id"] for event in server.events()}) == 20_000


def test_standard_input_is_sent(server: Server, tmp_path: Path) -> None:
    sent = subprocess.run(
        command(server, tmp_path, "-"), input=b'{"n": 1}\n\n{"n": 2}\r\n', capture_output=True, check=False
    )
    assert b"2 accepted, 0 rejected" in sent.stdout
    assert sorted(event["n"] for event in server.events()) == [1, 2]
