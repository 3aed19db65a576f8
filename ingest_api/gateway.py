"""Between granian and Flask: a request reaches the application, and takes one of its threads, once it is all there.

Over WSGI, granian would hand a request on as soon as its head is in, and wait for its body without end: as many clients
as there are threads, each holding back the last byte of its body, and nobody else would be served. So it is served
over RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md), where waiting costs no thread.
"""

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any

import msgspec

from ingest_api.problems import Problem

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gateway:
    """An RSGI application that serves a WSGI application.

    Args:
        application: the WSGI application.
        threads: requests that it serves at a time.
        max_body_bytes: the largest body; a larger one is refused unread.
        body_seconds: the longest that a client may take to send one.
    """

    def __init__(self, application: WsgiApplication, threads: int, max_body_bytes: int, body_seconds: float) -> None:
        self._application = application
        # as an executor, without the cost of its futures
        self._requests: SimpleQueue[tuple[Any, bytes, asyncio.Future[Answer]]] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()
        self._max_body_bytes = max_body_bytes
        self._body_seconds = body_seconds

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        """Serve one request."""
        try:
            body = await self._body(scope, protocol)
        except Problem as problem:
            headers = [("content-type", "application/problem+json"), ("connection", "close")]
            protocol.response_bytes(int(problem.status), headers, msgspec.json.encode(problem.body()) + b"\n")
            return
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._requests.put((scope, body, answer))
        protocol.response_bytes(*await answer)

    def _work(self) -> None:
        while True:
            scope, body, answer = self._requests.get()
            served = self._serve(scope, body)
            answer.get_loop().call_soon_threadsafe(answer.set_result, served)

    async def _body(self, scope: Any, protocol: Any) -> bytes:  # noqa: ANN401
        length = scope.headers.get("content-length")
        if length == "0" or (length is None and "transfer-encoding" not in scope.headers):
            return b""
        if length is not None and int(length) > self._max_body_bytes:
            raise self._too_large()
        chunks = []
        size = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                if length is not None:
                    return bytes(await protocol())
                async for chunk in protocol:
                    size += len(chunk)
                    if size > self._max_body_bytes:
                        raise self._too_large()
                    chunks.append(chunk)
        except TimeoutError:
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT,
                f"The body was not there after {self._body_seconds:g} s: send it faster, or in smaller batches.",
            ) from None
        return b"".join(chunks)

    def _too_large(self) -> Problem:
        return Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is larger than {self._max_body_bytes} bytes: send it in smaller batches.",
        )

    def _serve(self, scope: Any, body: bytes) -> Answer:  # noqa: ANN401
        started: list[tuple[str, Headers]] = []
        answer = self._application(
            _environ(scope, body), lambda status, headers, _=None: started.append((status, headers))
        )
        try:
            content = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, headers = started[-1]
        return int(status[:3]), headers, content


def _environ(scope: Any, body: bytes) -> dict[str, Any]:  # noqa: ANN401
    """A request as PEP 3333 has it."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope.headers.items():
        environ[f"HTTP_{key.upper().replace('-', '_')}"] = value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    # the body is here in full, however it came
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
