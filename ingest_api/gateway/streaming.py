"""Responses that are sent while they are made: at the speed of their reader, and never complete after an error.

granian queues what is given to it without a limit, and ends a response well whatever happens. What it lacks, the socket
of the connection gives: a part of a response is given to granian only once the socket takes more, and a response that
fails is broken off there, so that no client takes it for a whole one.
"""

import os
import select
import socket
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

# longest time without progress; a part has 256 KiB or so, so this is the slowest reader too
_STALLED_SECONDS = 30.0
_BROKEN = select.POLLHUP | select.POLLERR | select.POLLNVAL


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
        for part in parts:
            _wait_until_writable(connection)
            transport.send_bytes(part)


@contextmanager
def _broken_off_on_error(connection: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):  # it is broken already
            connection.shutdown(socket.SHUT_RDWR)
        raise


def _wait_until_writable(connection: socket.socket) -> None:
    poll = select.poll()
    poll.register(connection, select.POLLOUT)
    events = poll.poll(_STALLED_SECONDS * 1000)
    if not events or events[0][1] & _BROKEN:
        raise ReaderGone


def _socket(scope: Any) -> socket.socket:  # noqa: ANN401
    """A duplicate of the socket of a request's connection, which granian does not tell.

    Raises:
        ReaderGone: there is none, because the connection is closed.
    """
    ends = (scope.client, scope.server)
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        with suppress(OSError):  # closed meanwhile
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            found = socket.socket(fileno=os.dup(int(name)))
            with suppress(OSError):  # it is not connected
                if (_address(found.getpeername()), _address(found.getsockname())) == ends:
                    return found
            found.close()
    raise ReaderGone


def _address(address: Any) -> str:  # noqa: ANN401
    if not isinstance(address, tuple):
        return ""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
