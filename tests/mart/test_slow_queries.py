"""Many slow queries at a time, on the API as a process."""

import gzip
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from tests.mart.api_process import running_api
from tests.mart.lone_mart import LoneMart
from tests.mart.test_analytics import running
from tests.stack.client import wait_until

_SLOW = "select count(*) from generate_series(1, 1000000000)"
_CLIENTS = 80


@pytest.fixture
def api_url(read_only_mart: LoneMart, tmp_path: Path) -> Iterator[str]:
    """URL of an API with one worker process."""
    with running_api(read_only_mart, tmp_path) as settings:
        yield settings.api_url


def test_a_query_ends_when_its_client_closes_the_connection(api_url: str, read_only_mart: LoneMart) -> None:
    host, _, port = api_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(f"GET /analytics/query?sql={quote(_SLOW)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        wait_until(lambda: running(read_only_mart) == 1, "the query", 10)
    wait_until(lambda: running(read_only_mart) == 0, "the end of the query", 10)


def test_slow_queries_hold_up_nothing_else(api_url: str, read_only_mart: LoneMart) -> None:
    def ask(_: int) -> int:
        return requests.get(f"{api_url}/analytics/query", {"sql": _SLOW}, timeout=60).status_code

    with ThreadPoolExecutor(_CLIENTS) as clients:
        answers = [clients.submit(ask, number) for number in range(_CLIENTS)]
        try:
            wait_until(lambda: sum(answer.done() for answer in answers) == _CLIENTS - 8, "the refusals", 30)
            headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
            batch = gzip.compress(b'{"event_type": "ping"}\n' * 5000)
            others = [
                requests.get(f"{api_url}/health/live", timeout=30),
                requests.get(f"{api_url}/metrics", timeout=30),
                requests.post(f"{api_url}/event", json={"event_type": "ping"}, timeout=30),
                requests.post(f"{api_url}/event", batch, headers=headers, timeout=30),
            ]
            # all of them were answered while the eight queries ran
            assert running(read_only_mart) == 8
        finally:
            with read_only_mart.connect("admin") as admin:
                admin.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'eventmart_reader'"
                )
    assert [other.status_code for other in others] == [200, 200, 202, 202]
    assert Counter(answer.result() for answer in answers) == {429: _CLIENTS - 8, 503: 8}
