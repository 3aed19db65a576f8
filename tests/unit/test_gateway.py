"""The gateway's event loop: requests that share a group commit, some of which are cancelled."""

import asyncio
from collections.abc import Generator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

from ingest_api.gateway.rsgi import Gateway
from ingest_api.problems import Answer


class Protocol:
    """A fake of granian's protocol: a request without a body."""

    def __init__(self) -> None:
        self.responses: list[Answer] = []

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
        gateway = Gateway(application, post_event, lambda *_: True, lambda _: None, 1, 1000, 5, lambda: None)
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
