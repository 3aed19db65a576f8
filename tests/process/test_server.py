"""The API as a process, as in production: its real HTTP server, workers and disk. One serves all tests of this file."""

import gzip
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from eventmart.settings import PREFIX
from ingest_api.spool.layout import SpoolDir
from tests.process.conftest import (
    BODY_SECONDS,
    HEAD,
    MAX_BODY_BYTES,
    answer_of,
    api_address,
    api_environment,
    event_ids,
    event_url,
    running_api,
)
from tests.processes import Process

# returns the ids of the events that were taken since the test began
Taken = Callable[[], list[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return api_environment(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="module")
def url(environment: dict[str, str]) -> str:
    return event_url(environment)


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> tuple[str, int]:
    return api_address(environment)


@pytest.fixture(scope="module", autouse=True)
def api(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with running_api(environment, tmp_path_factory.mktemp("log")) as api:
        yield api


@pytest.fixture
def taken(environment: dict[str, str]) -> Taken:
    spool_dir = SpoolDir(Path(environment[f"{PREFIX}STATE_DIR"]) / "spool")
    before = len(event_ids(spool_dir))
    return lambda: event_ids(spool_dir)[before:]


def test_clients_that_withhold_their_body_time_out_and_do_not_block_others(
    address: tuple[str, int], url: str, taken: Taken
) -> None:
    # many more clients than threads
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
    assert taken() == [f"quick-{number}" for number in range(20)]


def test_a_chunked_body_is_accepted(address: tuple[str, int], taken: Taken) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b'{"id"', b': "in-', b'pieces"}', b""):
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        assert answer_of(connection).startswith(b"HTTP/1.1 202 ")
    assert taken() == ["in-pieces"]


def test_a_large_body_is_accepted(url: str, taken: Taken) -> None:
    lines = [b'{"id": "%d", "text": "%b"}' % (number, b"x" * 1_000) for number in range(1_250)]
    headers = {"Content-Type": "application/x-ndjson"}
    assert requests.post(url, data=b"\n".join(lines), headers=headers, timeout=10).status_code == 202
    assert taken() == [str(number) for number in range(1_250)]


@pytest.mark.parametrize("rest", [b"", b'6\r\n{"id', b"no length\r\n"])
def test_a_chunked_body_that_breaks_off_is_refused(
    address: tuple[str, int], url: str, taken: Taken, rest: bytes
) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b'c\r\n{"id":"cut"}\r\n' + rest)
        connection.shutdown(socket.SHUT_WR)
        assert answer_of(connection).startswith(b"HTTP/1.1 400 ")
    assert requests.post(url, json={"id": "after"}, timeout=10).status_code == 202
    assert taken() == ["after"]


@pytest.mark.parametrize("target", ["/health/live?x=€", "/event?wait=€", "/€", "/docs/€?€"])
def test_non_ascii_bytes_in_a_url_do_not_end_a_thread(address: tuple[str, int], target: str) -> None:
    # more requests than threads
    for _ in range(6):
        with socket.create_connection(address) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            assert answer_of(connection)[:11] in (b"HTTP/1.1 20", b"HTTP/1.1 40")
    assert requests.get("http://{}:{}/health/live".format(*address), timeout=10).status_code == 200


def test_concurrent_large_bodies_are_limited(address: tuple[str, int], url: str) -> None:
    piece = b"%x\r\n%b\r\n" % (MAX_BODY_BYTES - 1, b" " * (MAX_BODY_BYTES - 1))
    slow = [socket.create_connection(address) for _ in range(10)]
    for connection in slow:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + piece)
    answers = [answer_of(connection) for connection in slow]
    assert sum(answer.startswith(b"HTTP/1.1 503 ") for answer in answers) == 2
    assert sum(answer.startswith(b"HTTP/1.1 408 ") for answer in answers) == 8
    assert all(b"retry-after: 5" in answer.lower() for answer in answers if b" 503 " in answer)
    assert requests.post(url, data=b'{"id": "1"}' + b" " * (MAX_BODY_BYTES - 100), timeout=10).status_code == 415


def test_without_postgresql_spark_and_hdfs_it_is_ready_for_ingest(address: tuple[str, int], url: str) -> None:
    ready = "http://{}:{}/health/ready".format(*address)
    assert requests.get(f"{ready}?for=ingest", timeout=10).json() == {
        "status": "ready", "dependencies": ["spool"], "ready_for": ["ingest"]
    }  # fmt: skip
    for purpose in ("landing", "analytics", "updates"):
        assert requests.get(f"{ready}?for={purpose}", timeout=30).status_code == 503
    answer = requests.get(ready, timeout=30)
    assert answer.status_code == 503
    names = [error["dependency"] for error in answer.json()["errors"]]
    assert names == ["hdfs", "spark-thrift", "postgres", "worker"]
    assert answer.json()["detail"].endswith("Ready for: ingest.")
    assert requests.post(url, json={"id": "1"}, timeout=10).status_code == 202


def test_a_header_with_underscores_is_another_header(url: str, taken: Taken) -> None:
    for separator, status in (("-", 202), ("_", 400)):
        for body in (gzip.compress(b'{"id": "small"}'), gzip.compress(b'{"id": "large"}')):
            headers = {f"Content{separator}Encoding": "gzip", "Content-Type": "application/json"}
            answer = requests.post(url, data=body, headers=headers, timeout=10)
            assert (answer.status_code, separator) == (status, separator)
    assert taken() == ["small", "large"]


def test_a_body_whose_client_stops_sending_is_refused(api: Process, address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(HEAD + b'Connection: close\r\nContent-Length: 100\r\n\r\n{"id":')
        connection.shutdown(socket.SHUT_WR)
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"The connection broke before the end of the body" in answer
    assert "Traceback" not in api.log()


def test_silent_clients_do_not_block_others(address: tuple[str, int], url: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1_500):
            stack.enter_context(socket.create_connection(address))
        assert requests.post(url, json={"id": "1"}, timeout=10).status_code == 202


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        # the declared length is too small, too large, or not a length
        (b"Content-Length: 5\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: 1000\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: 1400000\r\n", b'{"id": "cut"}' + b" " * 1_200_000, b"4"),
        (b"Content-Length: many\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: -1\r\n", b'{"id": "cut"}', b"400"),
        (b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1), b"{", b"413"),
        (b"Transfer-Encoding: chunked\r\n", b"200000\r\n" + b" " * 0x200000, b"413"),
        (b"Transfer-Encoding: chunked\r\n", b"not a length\r\n{}", b""),
        (b"", b"", b"400"),
    ],
)
def test_a_wrong_declared_length_is_refused(
    api: Process, address: tuple[str, int], url: str, taken: Taken, headers: bytes, body: bytes, status: bytes
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
    assert "Traceback" not in api.log()
    assert requests.post(url, json={"id": "after"}, timeout=10).status_code == 202
    assert taken() == ["after"]
