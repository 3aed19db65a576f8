"""Responses that are sent while they are made: at the speed of their reader, and never complete after an error.

granian queues what is given to it without a limit, and ends a response well whatever happens. What it lacks, the socket
of the connection gives: a part of a response is given to granian only once the socket has taken those before and takes
more, and a response that fails is broken off there, so that no client takes it for a whole one.
"""

import fcntl
import os
import select
import socket
import stat
import struct
import sys
import termios
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

# longest time without progress; a part has 256 KiB or so, so this is the slowest reader too
_STALLED_SECONDS = 30.0
# bytes that granian may have queued
_QUEUED_BYTES = 2**20
_POLL_SECONDS = 0.001
_BROKEN = select.POLLHUP | select.POLLERR | select.POLLNVAL

_End = tuple[IPv4Address | IPv6Address, int]


class ReaderGone(Exception):
    """The reader of a response has closed its connection, or does not read."""


def send(scope: Any, protocol: Any, status: int, headers: list[tuple[str, str]], parts: Iterable[bytes]) -> None:  # noqa: ANN401
    """Send a response in parts, each when the client has read enough of those before.

    Args:
        scope: the RSGI scope of the request.
        protocol: granian's protocol. It may be used on any thread.
        status: status code.
        headers: headers of the response.
        parts: content of the response. If they raise an error, the connection breaks.

    Raises:
        ReaderGone: not everything was sent.
        Exception: of the parts.
    """
    with closing(_socket(scope)) as connection, _broken_off_on_error(connection):
        transport = protocol.response_stream(status, headers)
        may_be_written = _written(connection)
        for part in parts:
            _wait_until_writable(connection, may_be_written - _QUEUED_BYTES)
            transport.send_bytes(part)
            may_be_written += len(part)


@contextmanager
def _broken_off_on_error(connection: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):  # it is broken already
            connection.shutdown(socket.SHUT_RDWR)
        raise


def _wait_until_writable(connection: socket.socket, written: int) -> None:
    """Wait until the socket has taken so many bytes, and takes more."""
    poll = select.poll()
    poll.register(connection, select.POLLOUT)
    end_at = time.monotonic() + _STALLED_SECONDS
    while time.monotonic() < end_at:
        events = poll.poll(_STALLED_SECONDS * 1000)
        if not events or events[0][1] & _BROKEN:
            break
        if _written(connection) >= written:
            return
        # granian's thread is about to write what it has
        time.sleep(_POLL_SECONDS)
    raise ReaderGone


def _written(connection: socket.socket) -> int:
    """How many bytes a socket has taken since it was opened; more than enough where the system does not tell."""
    if sys.platform != "linux":
        return sys.maxsize
    acknowledged = struct.unpack_from("Q", connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 128), 120)[0]
    waiting = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0]
    return int(acknowledged + waiting)


def _socket(scope: Any) -> socket.socket:  # noqa: ANN401
    """A duplicate of the socket of a request's connection, which granian does not tell.

    granian tells the client's address, but of its own only that on which it listens. Of that, the port is certain.

    Raises:
        ReaderGone: there is none, because the connection is closed.
        RuntimeError: there are several, so the right one is not known.
    """
    ends = _end_of(scope.client), _end_of(scope.server)[1]
    found: dict[int, socket.socket] = {}
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        with suppress(OSError):  # closed meanwhile
            inode = os.fstat(int(name))
            # another thread may have a duplicate too
            if not stat.S_ISSOCK(inode.st_mode) or inode.st_ino in found:
                continue
            candidate = _duplicate(int(name))
            if _ends(candidate) == ends:
                found[inode.st_ino] = candidate
            else:
                candidate.close()
    if len(found) == 1:
        return found.popitem()[1]
    for candidate in found.values():
        candidate.close()
    if found:
        raise RuntimeError(f"{len(found)} connections come from {scope.client}.")
    raise ReaderGone


def _duplicate(descriptor: int) -> socket.socket:
    duplicate = os.dup(descriptor)
    try:
        return socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        raise


def _ends(connection: socket.socket) -> tuple[_End, int] | None:
    """The end of the client, and the port of the server; None if the socket is not a connection over IP."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return None
    try:
        host, port = connection.getpeername()[:2]
    except OSError:
        return None
    return (_ip(host), port), connection.getsockname()[1]


def _end_of(text: str) -> _End:
    """`127.0.0.1:80` or `[::1%2]:80`, parsed."""
    host, _, port = text.rpartition(":")
    return _ip(host.strip("[]")), int(port)


def _ip(host: str) -> IPv4Address | IPv6Address:
    """An address without its scope. A socket for both versions of IP has IPv4 addresses within IPv6."""
    address = ip_address(host.partition("%")[0])
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
