"""Streamed answers of the API as a process: what clients see that read slowly, leave, or meet an error."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import pyarrow.compute
import pyarrow.csv
import pytest
import requests
from pyarrow import parquet

from eventmart.ports import free_ports
from tests.mart.lone_mart import LoneMart
from tests.mart.test_analytics import running
from tests.processes import Process, environment, module
from tests.stack.client import wait_until

# about 10 GB
_ENDLESS = "select generate_series(1, 100000000) as n, repeat('x', 100) as x"
_FAILS_LATE = "select n, 1 / (200000 - n) as x, repeat('x', 100) as y from generate_series(1, 300000) as n"


@pytest.fixture(scope="module")
def api_url(read_only_mart: LoneMart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an API with one worker process."""
    folder = tmp_path_factory.mktemp("api")
    (port,) = free_ports(1)
    settings = read_only_mart.settings.model_copy(update={"state_dir": folder, "api_port": port, "api_workers": 1})
    api = Process(environment(settings), folder / "api.log", *module("ingest_api"))
    wait_until(lambda: _answers(settings.api_url), "the API", 30)
    yield settings.api_url
    log = (folder / "api.log").read_text()
    assert "Traceback" not in log, log[-3000:]
    assert api.end(signal.SIGTERM) == 0, log[-2000:]


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/health/live", timeout=5).ok
    except requests.ConnectionError:
        return False


def _worker(url: str) -> psutil.Process:
    port = urlsplit(url).port
    connections = psutil.net_connections("tcp")
    listening = {found.pid for found in connections if found.pid and found.laddr and found.laddr.port == port}
    processes = [psutil.Process(pid) for pid in listening]
    return max(processes, key=lambda process: process.memory_info().rss)


def _connected(url: str, sql: str, name: str = "csv", version: str = "1.1") -> socket.socket:
    host, _, port = url.removeprefix("http://").partition(":")
    client = socket.create_connection((host, int(port)))
    path = f"/analytics/query?format={name}&sql={quote(sql)}"
    client.sendall(f"GET {path} HTTP/{version}\r\nHost: {host}\r\n\r\n".encode())
    return client


@pytest.mark.parametrize("name", ["csv", "ndjson", "parquet", "arrow"])
def test_an_answer_that_fails_is_broken_off(api_url: str, name: str) -> None:
    url = f"{api_url}/analytics/query"
    for encoding in ("gzip", "identity"):
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):  # noqa: PT012
            answer = requests.get(
                url, {"sql": _FAILS_LATE, "format": name}, headers={"Accept-Encoding": encoding}, timeout=60
            )
            raise AssertionError(f"{answer.status_code} with {len(answer.content)} bytes looks whole")
    whole = requests.get(url, {"sql": "select 1 as n", "format": name}, timeout=60)
    assert whole.status_code == 200
    early = requests.get(url, {"sql": "select 1 / (n - 1) from generate_series(1, 9) n", "format": name}, timeout=60)
    assert (early.status_code, early.json()["detail"]) == (400, "division by zero")


@pytest.mark.parametrize("name", ["csv", "ndjson", "parquet", "arrow"])
def test_the_query_of_a_client_that_leaves_ends_at_once(api_url: str, read_only_mart: LoneMart, name: str) -> None:
    with _connected(api_url, _ENDLESS, name) as client:
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert running(read_only_mart) == 1
    wait_until(lambda: running(read_only_mart) == 0, "the end of the query", 10)


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_a_million_rows_pass_through_a_small_memory(api_url: str, name: str, tmp_path: Path) -> None:
    # more than 100 MB in either format, if they were kept
    sql = "select n, repeat('x', 100) as x from generate_series(1, 1000000) as n"
    url, worker = f"{api_url}/analytics/query", _worker(api_url)
    # loads what the format needs
    requests.get(url, {"sql": sql, "format": name, "limit": "100000"}, timeout=60).raise_for_status()
    before = peak = worker.memory_info().rss
    plain = {"Accept-Encoding": "identity"}
    with requests.get(url, {"sql": sql, "format": name}, headers=plain, stream=True, timeout=60) as answer:
        answer.raise_for_status()
        with (tmp_path / name).open("wb") as file:
            for part in answer.iter_content(2**16):
                file.write(part)
                peak = max(peak, worker.memory_info().rss)
    read = {"csv": pyarrow.csv.read_csv, "parquet": parquet.read_table}[name]
    rows = read(tmp_path / name)
    assert (rows.num_rows, pyarrow.compute.sum(rows["n"]).as_py()) == (1_000_000, 500_000_500_000)
    assert peak - before < 50 * 2**20


def test_a_client_that_does_not_read_holds_up_nothing(api_url: str, read_only_mart: LoneMart) -> None:
    worker = _worker(api_url)
    requests.get(f"{api_url}/analytics/query", {"sql": _ENDLESS, "format": "csv", "limit": "100000"}, timeout=60)
    before = worker.memory_info().rss
    clients = [_connected(api_url, _ENDLESS) for _ in range(4)]
    wait_until(lambda: running(read_only_mart) == 4, "four queries", 20)
    time.sleep(3)
    assert worker.memory_info().rss - before < 50 * 2**20
    assert requests.get(f"{api_url}/analytics/query", {"sql": "select 1"}, timeout=10).json()["rows"] == [[1]]
    for client in clients:
        client.close()
    wait_until(lambda: running(read_only_mart) == 0, "the end of the queries", 10)


def test_http_1_0_cannot_tell_where_an_answer_ends(api_url: str) -> None:
    with closing(_connected(api_url, "select 1 as n", version="1.0")) as client:
        answer = client.makefile("rb").read()
    assert answer.split(b"\r\n")[0].endswith(b"505 HTTP Version Not Supported")
    assert b"between proxy and API" in answer
    with closing(_connected(api_url, "select 1 as n", "json", "1.0")) as client:
        _, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")
    assert json.loads(body)["rows"] == [[1]]


def test_head_has_the_headers_alone(api_url: str, read_only_mart: LoneMart) -> None:
    answer = requests.head(f"{api_url}/analytics/query", params={"sql": _ENDLESS, "format": "csv"}, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    wait_until(lambda: running(read_only_mart) == 0, "the end of the query", 10)


def test_an_unchanged_answer_is_304_on_the_same_connection(api_url: str) -> None:
    with requests.Session() as session:
        url = f"{api_url}/analytics/query/daily_active_users"
        for name in ("csv", "json"):
            first = session.get(url, params={"format": name}, timeout=30)
            again = session.get(
                url, params={"format": name}, headers={"If-None-Match": first.headers["ETag"]}, timeout=30
            )
            assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
