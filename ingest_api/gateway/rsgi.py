"""The RSGI application between granian and Flask. It reads a body in full before a request takes a thread.

Over WSGI, granian hands a request on as soon as its head is in and waits for the body without a limit: as many clients
as there are threads, each holding back one byte, would block the API. Over RSGI
(https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md) the wait costs no thread and has a limit.

The event loop handles some requests itself, without Flask and without a thread: small `POST /event` requests, which
wait for nothing but their group commit, and queries whose answer is in memory. All other requests go to Flask, each on
a thread of its own. See `wsgi`.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from ingest_api.cancellation import Cancellation
from ingest_api.gateway.wsgi import Request, WsgiApplication, answer_of, serve
from ingest_api.problems import Answer, Problem, too_large, unavailable, unexpected

log = logging.getLogger("eventmart.api")

# yields each future that it waits for, and returns the answer; None if Flask has to handle the request
Steps = Generator[Future[Any], None, Answer | None]

# larger bodies are read in chunks, and count against the limit below until their request is answered
_SMALL_BODY_BYTES = 2**20
# bytes of such bodies in memory, as a multiple of the largest body
_HELD_BODIES = 8
# bytes of the small bodies whose requests wait for a thread or have one
_WAITING_BYTES = 2**26


class Gateway:
    """An RSGI application that serves a WSGI application.

    Args:
        application: the WSGI application.
        handle_here: handles a request on the event loop, given its scope and body; None if Flask has to.
        check_head: raises a Problem if the body of a request need not be read, given its scope.
        threads: number of threads that serve all other requests.
        max_body_bytes: largest body; a larger one is refused unread.
        body_seconds: longest time that a client may take to send a body.
        close: called when the process ends, after the last request.
    """

    def __init__(
        self,
        application: WsgiApplication,
        handle_here: Callable[[Any, bytes], Steps | None],
        check_head: Callable[[Any], None],
        threads: int,
        max_body_bytes: int,
        body_seconds: float,
        close: Callable[[], None],
    ) -> None:
        self._application = application
        self._close = close
        self._handle_here = handle_here
        self._check_head = check_head
        self._waiting: dict[Future[Any], list[asyncio.Future[None]]] = {}
        # a thread pool without the cost of an executor's futures
        self._requests: SimpleQueue[Request] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()
        self._max_body_bytes = max_body_bytes
        self._held_bytes = 0
        self._waiting_bytes = 0
        self._body_seconds = body_seconds

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """Close when the server ends."""
        self._close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - granian's own types
        """Serve one request."""
        held = _Held()
        answer: Answer | None
        try:
            body = await self._body(scope, protocol, held)
            steps = self._handle_here(scope, body)
            answer = None if steps is None else await self._serve_here(steps)
            if answer is None:
                answer = await self._serve_on_a_thread(scope, body, protocol, held)
        except Problem as problem:
            answer = answer_of(problem)
        except Exception:  # such as keys that cannot be read
            log.exception("unexpected error")
            answer = answer_of(unexpected())
        finally:
            self._held_bytes -= held.bytes
            self._waiting_bytes -= held.waiting_bytes
        if answer is not None:
            protocol.response_bytes(*answer)

    async def _serve_on_a_thread(self, scope: Any, body: bytes, protocol: Any, held: "_Held") -> Answer | None:  # noqa: ANN401
        """The response; None if the thread has sent it."""
        # a large body has been counted while it was read
        if not held.bytes:
            self._waiting_bytes += len(body)
            held.waiting_bytes = len(body)
            if self._waiting_bytes > _WAITING_BYTES:
                raise unavailable("Too many requests wait for a thread. Send it again.")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer | None] = loop.create_future()
        cancellation = Cancellation()

        async def cancel_when_the_client_goes() -> None:
            await protocol.client_disconnect()
            await loop.run_in_executor(None, cancellation.cancel)

        watch = asyncio.ensure_future(cancel_when_the_client_goes())
        self._requests.put(Request(scope, body, protocol, cancellation, answer))
        try:
            return await answer
        finally:
            watch.cancel()

    async def _serve_here(self, steps: Steps) -> Answer | None:
        try:
            while True:
                future = next(steps)
                if not future.done():
                    await self._until_done(future)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except asyncio.CancelledError:
            # the reception may end only once its records are on disk, or the watermark would pass them
            future.add_done_callback(lambda _: steps.close())
            raise

    def _until_done(self, future: "Future[Any]") -> "asyncio.Future[None]":
        """Wait for a future. Requests that share a group commit share one callback."""
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
            # a cancelled request waits no longer
            if not done.done():
                done.set_result(None)

    def _work(self) -> None:
        while True:
            request = self._requests.get()
            served = serve(self._application, request)
            request.answer.get_loop().call_soon_threadsafe(request.answer.set_result, served)

    async def _body(self, scope: Any, protocol: Any, held: "_Held") -> bytes:  # noqa: ANN401
        length = scope.headers.get("content-length")
        if length == "0" or (length is None and "transfer-encoding" not in scope.headers):
            return b""
        if length is not None and int(length) > self._max_body_bytes:
            raise too_large(f"more than {self._max_body_bytes} bytes")
        self._check_head(scope)
        chunks = []
        ends = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                if length is not None and int(length) <= _SMALL_BODY_BYTES:
                    return bytes(await protocol())
                async for chunk in protocol:
                    # one empty chunk ends the body; a second means that the connection broke
                    ends += not chunk
                    self._hold(len(chunk), held)
                    chunks.append(chunk)
        except ProtocolClosed:
            raise _cut_off() from None
        except TimeoutError:
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT,
                f"The body did not arrive within {self._body_seconds:g} s. Send it faster, or send smaller batches.",
            ) from None
        if ends > 1:
            raise _cut_off()
        return b"".join(chunks)

    def _hold(self, more: int, held: "_Held") -> None:
        """Count bytes of a large body, which are in memory until its request is answered.

        Raises:
            Problem: 413 if the body is too large, 503 if all bodies together are.
        """
        held.bytes += more
        self._held_bytes += more
        if held.bytes > self._max_body_bytes:
            raise too_large(f"more than {self._max_body_bytes} bytes")
        if self._held_bytes > _HELD_BODIES * self._max_body_bytes:
            raise unavailable("Too many large bodies are in progress. Send it again, or send smaller batches.")


@dataclass
class _Held:
    """Bytes of one request's body that are in memory.

    Attributes:
        bytes: of a large body.
        waiting_bytes: of a small body whose request needs a thread.
    """

    bytes: int = 0
    waiting_bytes: int = 0


def _cut_off() -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "The connection broke before the end of the body. Send it again.")
