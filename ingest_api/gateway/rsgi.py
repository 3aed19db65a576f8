"""Between granian and Flask: a request reaches the application, and takes one of its threads, once it is all there.

Over WSGI, granian would hand a request on as soon as its head is in, and wait for its body without end: as many clients
as there are threads, each holding back the last byte of its body, and nobody else would be served. So it is served
over RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md), where waiting costs no thread.

A quick request, one that waits for nothing but a future, does without a thread altogether: the event loop serves it in
a greenlet of its own, and goes on to the next while it waits. Threads would take turns at the interpreter's lock for
each of thousands of small requests a second.
"""

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any, TypeVar

import msgspec
from greenlet import getcurrent, greenlet

from ingest_api.problems import Problem, too_large, unavailable, unexpected

log = logging.getLogger("eventmart.api")

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# larger ones are counted while they come in, for which nobody needs a key
_SMALL_BODY_BYTES = 2**20
# as many of the largest as that
_ARRIVING_BODIES = 8

_Result = TypeVar("_Result")


def wait(future: "Future[_Result]") -> _Result:
    """The result of a future, for code that the gateway serves: in a thread as in a greenlet."""
    loop = getcurrent().parent
    if loop is not None and not future.done():
        loop.switch(future)
    return future.result()


class Gateway:
    """An RSGI application that serves a WSGI application.

    Args:
        application: the WSGI application.
        is_quick: whether a request, of which it is given the scope and the body, takes little time, and waits for
            nothing but by `wait`.
        threads: requests that are served at a time, of those that are not quick.
        max_body_bytes: the largest body; a larger one is refused unread.
        body_seconds: the longest that a client may take to send one.
        close: called when the process ends and no request will come any more.
    """

    def __init__(
        self,
        application: WsgiApplication,
        is_quick: Callable[[Any, bytes], bool],
        threads: int,
        max_body_bytes: int,
        body_seconds: float,
        close: Callable[[], None],
    ) -> None:
        self._application = application
        self._close = close
        self._is_quick = is_quick
        # a greenlet is used again: the stack that it comes with costs more than all else of it
        self._idle: list[greenlet] = []
        self._waiting: dict[Future[Any], list[asyncio.Future[None]]] = {}
        # as an executor, without the cost of its futures
        self._requests: SimpleQueue[tuple[Any, bytes, asyncio.Future[Answer]]] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()
        self._max_body_bytes = max_body_bytes
        self._arriving_bytes = 0
        self._body_seconds = body_seconds

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """The server has ended."""
        self._close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        """Serve one request."""
        try:
            body = await self._body(scope, protocol)
        except Problem as problem:
            protocol.response_bytes(*_problem_answer(problem))
            return
        if self._is_quick(scope, body):
            protocol.response_bytes(*await self._serve_here(scope, body))
        else:
            answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._requests.put((scope, body, answer))
            protocol.response_bytes(*await answer)

    async def _serve_here(self, scope: Any, body: bytes) -> Answer:  # noqa: ANN401
        worker = self._idle.pop() if self._idle else greenlet(self._work_here)
        outcome = worker.switch(scope, body)
        while isinstance(outcome, Future):
            await self._done(outcome)
            outcome = worker.switch()
        self._idle.append(worker)
        return outcome  # type: ignore[no-any-return]

    def _work_here(self, scope: Any, body: bytes) -> None:  # noqa: ANN401
        loop = getcurrent().parent
        while loop is not None:
            scope, body = loop.switch(self._serve(scope, body))

    def _done(self, future: "Future[Any]") -> "asyncio.Future[None]":
        """Many requests may wait for one future, and are woken together."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        if future in self._waiting:
            self._waiting[future].append(done)
        else:
            self._waiting[future] = [done]
            future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._wake, future))
        return done

    def _wake(self, future: "Future[Any]") -> None:
        for done in self._waiting.pop(future):
            done.set_result(None)

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
            raise too_large(f"more than {self._max_body_bytes} bytes")
        chunks = []
        size = ends = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                if length is not None and int(length) <= _SMALL_BODY_BYTES:
                    return bytes(await protocol())
                async for chunk in protocol:
                    # one tells of the end, and a second that the connection broke; or of trailers, which nobody sends
                    ends += not chunk
                    size += len(chunk)
                    self._arriving_bytes += len(chunk)
                    if size > self._max_body_bytes:
                        raise too_large(f"more than {self._max_body_bytes} bytes")
                    if self._arriving_bytes > _ARRIVING_BODIES * self._max_body_bytes:
                        raise unavailable(
                            "Too many large bodies come in at once: send it again, or in smaller batches."
                        )
                    chunks.append(chunk)
        except TimeoutError:
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT,
                f"The body was not there after {self._body_seconds:g} s: send it faster, or in smaller batches.",
            ) from None
        finally:
            self._arriving_bytes -= size
        if ends > 1:
            raise Problem(HTTPStatus.BAD_REQUEST, "The body did not come to its end: send it again.")
        return b"".join(chunks)

    def _serve(self, scope: Any, body: bytes) -> Answer:  # noqa: ANN401
        try:
            return self._served(scope, body)
        except Exception:
            # beyond the application's own care: the one request fails, and not the thread that serves many more
            log.exception("unexpected error")
            return _problem_answer(unexpected())

    def _served(self, scope: Any, body: bytes) -> Answer:  # noqa: ANN401
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


def _problem_answer(problem: Problem) -> Answer:
    headers = [("content-type", "application/problem+json"), ("connection", "close"), *problem.headers.items()]
    return int(problem.status), headers, msgspec.json.encode(problem.body()) + b"\n"


def _environ(scope: Any, body: bytes) -> dict[str, Any]:  # noqa: ANN401
    """A request as PEP 3333 has it."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
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
