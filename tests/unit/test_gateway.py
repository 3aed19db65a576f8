"""The gateway: requests that share a group commit, some of which are cancelled, and bodies that wait for a thread."""

import asyncio
import threading
from collections.abc import Generator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

from ingest_api.gateway.rsgi import Gateway
from ingest_api.problems import Answer


class Protocol:
    """A fake of granian's protocol: a request whose client stays.

    Args:
        body: its body, which is small.
    """

    def __init__(self, body: bytes = b"") -> None:
        self._body = body
        self.responses: list[Answer] = []

    async def __call__(self) -> bytes:
        return self._body

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()

    def response_bytes(self, *answer: Any) -> None:
        self.responses.append(answer)


def test_a_cancelled_request_holds_its_reception_and_does_not_block_others() -> None:
    written: Future[str] = Future()
    released: list[bool] = []

    def post_event(scope: Any, body: bytes) -> Generator[Future[str], None, Answer]:
        try:
            yield written
        finally:
            released.append(written.done())
        return 202, [], b""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise AssertionError("the event loop handles every request of this test")

    async def serve() -> list[list[Answer]]:
        gateway = Gateway(application, post_event, lambda _: None, 1, 1000, 5, lambda: None)
        protocols = [Protocol(), Protocol(), Protocol()]
        scope = SimpleNamespace(headers={})
        tasks = [asyncio.ensure_future(gateway.__rsgi__(scope, protocol)) for protocol in protocols]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.wait([tasks[0]])
        assert tasks[0].cancelled()
        # its records may still reach the disk
        assert released == []
        written.set_result("segment")
        await asyncio.wait_for(asyncio.gather(*tasks[1:]), 10)
        return [protocol.responses for protocol in protocols]

    responses = asyncio.run(serve())
    assert [[answer[0] for answer in answers] for answers in responses] == [[], [202], [202]]
    assert released == [True] * 3


def test_small_bodies_that_wait_for_a_thread_are_limited() -> None:
    may_end = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        assert may_end.wait(30)
        start_response("202 ACCEPTED", [("content-length", "0")])
        return [b""]

    async def serve() -> list[int]:
        gateway = Gateway(application, lambda *_: None, lambda _: None, 1, 2**30, 5, lambda: None)
        body = bytes(2**20)
        headers = {"content-length": str(len(body))}
        scope = SimpleNamespace(
            headers=headers, path="/event", method="POST", query_string="", http_version="1.1", scheme="http",
            client="127.0.0.1:1", server="127.0.0.1:2",
        )  # fmt: skip
        protocols = [Protocol(body) for _ in range(70)]
        tasks = [asyncio.ensure_future(gateway.__rsgi__(scope, protocol)) for protocol in protocols]
        await asyncio.wait(tasks, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        may_end.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 30)
        again = Protocol(body)
        await gateway.__rsgi__(scope, again)
        return [protocol.responses[0][0] for protocol in [*protocols, again]]

    # 64 MiB of them, and all again when those are answered
    assert asyncio.run(serve()) == [202] * 64 + [503] * 6 + [202]
