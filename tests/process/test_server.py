"""The API as the process that it is in production: its real HTTP server, workers and disk."""

import resource
import signal
import socket
import threading
import time
from contextlib import ExitStack

import pytest
import requests

from ingest_api.spool.layout import SpoolDir
from tests.process.conftest import BODY_SECONDS, MAX_BODY_BYTES, event_ids
from tests.processes import Process

HEAD = b"POST /event HTTP/1.1\r\nHost: eventmart\r\nContent-Type: application/json\r\n"


def answer_of(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    connection.settimeout(BODY_SECONDS + 20)
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    return answer


@pytest.mark.usefixtures("api")
def test_clients_that_hold_back_their_bodies_are_cut_off_and_hold_up_nobody(
    address: tuple[str, int], url: str, spool_dir: SpoolDir
) -> None:
    # many more than there are threads
    slow = [socket.create_connection(address) for _ in range(50)]
    for connection in slow:
        connection.sendall(HEAD + b'Content-Length: 100\r\n\r\n{"id": "never"')
    for number in range(20):
        assert requests.post(url, json={"id": f"quick-{number}"}, timeout=BODY_SECONDS).status_code == 202
    assert requests.post(url + "?wait=never", json={}, timeout=BODY_SECONDS).status_code == 400
    for connection in slow:
        answer = answer_of(connection)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in answer
        connection.close()
    assert event_ids(spool_dir) == [f"quick-{number}" for number in range(20)]


@pytest.mark.usefixtures("api")
def test_a_body_may_come_in_pieces(address: tuple[str, int], spool_dir: SpoolDir) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b'{"id"', b': "in-', b'pieces"}', b""):
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        assert answer_of(connection).startswith(b"HTTP/1.1 202 ")
    assert event_ids(spool_dir) == ["in-pieces"]


@pytest.mark.usefixtures("api")
def test_a_large_body_is_taken_as_a_small_one(url: str, spool_dir: SpoolDir) -> None:
    lines = [b'{"id": "%d", "text": "%b"}' % (number, b"x" * 1_000) for number in range(1_250)]
    headers = {"Content-Type": "application/x-ndjson"}
    assert requests.post(url, data=b"\n".join(lines), headers=headers, timeout=10).status_code == 202
    assert event_ids(spool_dir) == [str(number) for number in range(1_250)]


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("rest", [b"", b'6\r\n{"id', b"no length\r\n"])
def test_a_body_that_breaks_off_after_a_whole_piece_is_not_taken(
    address: tuple[str, int], url: str, spool_dir: SpoolDir, rest: bytes
) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b'c\r\n{"id":"cut"}\r\n' + rest)
        connection.shutdown(socket.SHUT_WR)
        assert answer_of(connection).startswith(b"HTTP/1.1 400 ")
    assert requests.post(url, json={"id": "after"}, timeout=10).status_code == 202
    assert event_ids(spool_dir) == ["after"]


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("target", ["/health/live?x=€", "/event?wait=€", "/€", "/docs/€?€"])
def test_bytes_beyond_ascii_in_a_url_cost_no_thread(address: tuple[str, int], target: str) -> None:
    # more than there are threads
    for _ in range(6):
        with socket.create_connection(address) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: eventmart\r\nConnection: close\r\n\r\n".encode())
            assert answer_of(connection)[:11] in (b"HTTP/1.1 20", b"HTTP/1.1 40")
    assert requests.get("http://{}:{}/health/live".format(*address), timeout=10).status_code == 200


@pytest.mark.usefixtures("api")
def test_large_bodies_that_come_in_at_once_have_a_bound(address: tuple[str, int], url: str) -> None:
    piece = b"%x\r\n%b\r\n" % (MAX_BODY_BYTES - 1, b" " * (MAX_BODY_BYTES - 1))
    slow = [socket.create_connection(address) for _ in range(10)]
    for connection in slow:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + piece)
    answers = [answer_of(connection) for connection in slow]
    assert sum(answer.startswith(b"HTTP/1.1 503 ") for answer in answers) == 2
    assert sum(answer.startswith(b"HTTP/1.1 408 ") for answer in answers) == 8
    assert all(b"retry-after: 5" in answer.lower() for answer in answers if b" 503 " in answer)
    assert requests.post(url, data=b'{"id": "1"}' + b" " * (MAX_BODY_BYTES - 100), timeout=10).status_code == 415


@pytest.mark.usefixtures("api")
def test_clients_that_say_nothing_hold_up_nobody(address: tuple[str, int], url: str) -> None:
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, most), most))
    with ExitStack() as ending:
        ending.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, most))
        for _ in range(1_500):
            ending.enter_context(socket.create_connection(address))
        assert requests.post(url, json={"id": "1"}, timeout=10).status_code == 202


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        # the client says less than it sends, or more, or what is no length at all
        (b"Content-Length: 5\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: 1000\r\n", b'{"id": "cut"}', b""),
        (b"Content-Length: 1400000\r\n", b'{"id": "cut"}' + b" " * 1_200_000, b"4"),
        (b"Content-Length: many\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: -1\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1), b"{", b"413"),
        (b"Transfer-Encoding: chunked\r\n", b"200000\r\n" + b" " * 0x200000, b"413"),
        (b"Transfer-Encoding: chunked\r\n", b"not a length\r\n{}", b""),
        (b"", b"", b"400"),
    ],
)
def test_a_client_that_lies_gets_nothing_accepted(
    address: tuple[str, int], url: str, spool_dir: SpoolDir, headers: bytes, body: bytes, status: bytes
) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b"Connection: close\r\n" + headers + b"\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = answer_of(connection)
        except ConnectionResetError:
            answer = b""
    assert answer.startswith(b"HTTP/1.1 " + status if answer else b"")
    assert b" 202 " not in answer
    assert requests.post(url, json={"id": "after"}, timeout=10).status_code == 202
    assert event_ids(spool_dir) == ["after"]


def test_asked_to_end_it_answers_what_it_took_and_seals_its_segments(
    api: Process, url: str, spool_dir: SpoolDir
) -> None:
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
    # nothing is left for others to seal, and nothing is there that was not acknowledged, but for one of each sender
    assert list(spool_dir.open("events").iterdir()) == []
    landed = event_ids(spool_dir)
    assert len(landed) == len(set(landed))
    assert set(acknowledged) <= set(landed)
    assert len(landed) <= len(acknowledged) + len(senders)
