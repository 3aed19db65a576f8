"""Streamed responses on a real connection, with a fake of granian: slow readers, errors, broken connections."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from itertools import repeat
from types import SimpleNamespace
from typing import Any

import pytest

from ingest_api.gateway import streaming
from ingest_api.gateway.streaming import ReaderGone

PART = b"x" * 2**18


class Transport:
    """Queues what it is given without a limit, as granian does, and writes it to the socket on another thread."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._queue: list[bytes] = []
        self._more = threading.Semaphore(0)
        self.written = 0
        threading.Thread(target=self._write, daemon=True).start()

    def send_bytes(self, part: bytes) -> None:
        self._queue.append(part)
        self._more.release()

    @property
    def queued(self) -> int:
        return len(self._queue)

    def _write(self) -> None:
        with suppress(OSError):
            while self._more.acquire():
                self._server.sendall(self._queue[0])
                self.written += len(self._queue.pop(0))


class Connection:
    """A connection, and what granian tells of it: the client's address, and the one on which the server listens."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, 0), family=family, dualstack_ipv6=host.startswith("::ffff:")) as listening:
            listens_on = listening.getsockname()
            self.client = socket.create_connection(("::1" if host == "::1" else "127.0.0.1", listens_on[1]))
            self.server, peer = listening.accept()
        self.scope = SimpleNamespace(client=self._text(peer), server=self._text(listens_on))
        self.transport = Transport(self.server)

    @staticmethod
    def _text(address: tuple[Any, ...]) -> str:
        host, port = address[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Transport:
        return self.transport

    def send(self, parts: Any) -> None:
        streaming.send(self.scope, self, 200, [], parts)


@pytest.fixture
def connection() -> Iterator[Connection]:
    connection = Connection()
    yield connection
    for end in (connection.client, connection.server):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def test_a_response_waits_for_its_reader(connection: Connection) -> None:
    given = 0

    def parts() -> Iterator[bytes]:
        nonlocal given
        for part in repeat(PART, 200):
            given += 1
            yield part

    sending = threading.Thread(target=connection.send, args=(parts(),))
    sending.start()
    time.sleep(0.5)
    # the buffers of the sockets are full, and no more than 1 MiB is queued before a part
    assert given < 100
    assert connection.transport.queued <= 5
    received = 0
    while received < 200 * len(PART):
        received += len(connection.client.recv(2**20))
    sending.join(10)
    assert given == 200


def test_a_reader_that_stalls_is_given_up(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_STALLED_SECONDS", 0.2)
    with pytest.raises(ReaderGone):
        connection.send(repeat(PART))
    while connection.client.recv(2**20):
        pass


def test_a_reader_that_leaves_ends_the_response(connection: Connection) -> None:
    threading.Timer(0.2, connection.client.close).start()
    with pytest.raises(ReaderGone):
        connection.send(repeat(PART))


def test_an_error_breaks_the_connection(connection: Connection) -> None:
    def parts() -> Iterator[bytes]:
        yield b"first"
        raise ValueError("no second")

    with pytest.raises(ValueError, match="no second"):
        connection.send(parts())
    with suppress(ConnectionError):
        assert connection.client.recv(100) in (b"first", b"")
        assert connection.client.recv(100) == b""


def test_a_connection_that_is_gone_gets_nothing(connection: Connection) -> None:
    connection.scope.client = "127.0.0.1:1"
    with pytest.raises(ReaderGone):
        connection.send(iter([b"first"]))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1"])
def test_a_server_may_listen_on_any_address(host: str) -> None:
    connection = Connection(host)
    with closing(connection.client), closing(connection.server):
        for client in (connection.scope.client, connection.scope.client.replace("]", "%2]")):
            connection.scope.client = client
            connection.send(iter([b"whole"]))
            assert connection.client.recv(5, socket.MSG_WAITALL) == b"whole"


def test_no_part_goes_to_one_of_two_connections(connection: Connection) -> None:
    # the same client is connected to two addresses of the server
    with ExitStack() as opened:
        port = 0
        client = ("127.0.0.1", 0)
        for host in ("127.0.0.1", "127.0.0.2"):
            listening = opened.enter_context(socket.create_server((host, port)))
            port = listening.getsockname()[1]
            end = opened.enter_context(socket.socket())
            end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            end.bind(client)
            client = end.getsockname()
            end.connect(listening.getsockname())
            opened.enter_context(listening.accept()[0])
        connection.scope = SimpleNamespace(client=f"127.0.0.1:{client[1]}", server=f"0.0.0.0:{port}")
        with pytest.raises(RuntimeError, match="2 connections come from"):
            connection.send(iter([b"whole"]))


def test_the_search_for_a_connection_leaves_no_descriptor_open(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError("not a socket")

    before = set(os.listdir("/dev/fd"))  # noqa: PTH208
    monkeypatch.setattr(socket, "socket", fail)
    with pytest.raises(ReaderGone):
        connection.send(iter([b"first"]))
    assert set(os.listdir("/dev/fd")) == before  # noqa: PTH208
