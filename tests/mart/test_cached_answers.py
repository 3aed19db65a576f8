"""Answers of the running API that come from memory, on a real mart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from eventmart.settings import Settings
from tests.mart.api_process import running_api
from tests.mart.lone_mart import LoneMart

SQL = "select count(*) as n from users"


@pytest.fixture(scope="module")
def settings(read_only_mart: LoneMart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with running_api(read_only_mart, tmp_path_factory.mktemp("api")) as settings:
        yield settings


def ask(settings: Settings, sql: str = SQL, headers: dict[str, str] | None = None) -> requests.Response:
    return requests.get(f"{settings.api_url}/analytics/query", params={"sql": sql}, headers=headers, timeout=30)


def is_hit(answer: requests.Response) -> bool:
    assert answer.ok, answer.text
    return answer.headers.get("Cache-Status") == "eventmart; hit"


def test_an_answer_in_memory_needs_nothing_but_the_state_of_the_mart(
    settings: Settings, read_only_mart: LoneMart
) -> None:
    first = ask(settings)
    assert not is_hit(first)
    with read_only_mart.connect("owner") as owner:
        # a query would wait for the table
        owner.execute("begin; lock table mart.users in access exclusive mode")
        again = ask(settings)
        assert is_hit(again)
        assert again.json() == first.json()
        for name in ("ETag", "X-Data-Complete-Through", "X-Data-Run-Id", "Cache-Control", "Vary", "Content-Type"):
            assert again.headers[name] == first.headers[name]
        unchanged = ask(settings, headers={"If-None-Match": first.headers["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        with ThreadPoolExecutor(16) as clients:
            answers = list(clients.map(lambda _: ask(settings), range(200)))
        assert all(map(is_hit, answers))
        assert {answer.content for answer in answers} == {first.content}
        owner.execute("rollback")


def test_what_a_run_changes_is_seen_by_the_next_request(settings: Settings, read_only_mart: LoneMart) -> None:
    for number in range(30):
        with read_only_mart.connect("owner") as owner, owner.transaction():
            owner.execute(f"create or replace view mart.numbers as select {number} as n".encode())
            owner.execute("grant select on mart.numbers to eventmart_reader")
            owner.execute("update analytics.changes set number = number + 1")
        # the transaction has ended before the request begins
        answers = [ask(settings, "select n from numbers") for _ in range(3)]
        assert [answer.json()["rows"] for answer in answers] == [[[number]]] * 3
        assert [is_hit(answer) for answer in answers] == [False, True, True]
    with read_only_mart.connect("owner") as owner:
        owner.execute("drop view mart.numbers")


def test_a_named_query_is_kept_with_its_parameters(settings: Settings) -> None:
    url = f"{settings.api_url}/analytics/query/user_history"
    answers = [requests.get(url, params={"user_id": name}, timeout=30) for name in ("u-1", "u-2", "u-1", "u-2")]
    assert [is_hit(answer) for answer in answers] == [False, False, True, True]
    assert answers[0].json() == answers[2].json()
    assert answers[1].json() == answers[3].json()


def test_headers_that_are_sent_twice_count_as_one_with_both_values(settings: Settings) -> None:
    etag = ask(settings, headers={"Accept-Encoding": ""}).headers["ETag"]

    def status(*headers: tuple[str, str]) -> tuple[int, str | None]:
        connection = HTTPConnection(settings.api_host, settings.api_port, timeout=30)
        with closing(connection):
            url = f"/analytics/query?{urlencode({'sql': SQL})}"
            connection.putrequest("GET", url, skip_accept_encoding=True)
            for header in headers:
                connection.putheader(*header)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.headers["Cache-Status"]

    assert status(("Cache-Control", "max-age=0"), ("Cache-Control", "no-cache")) == (200, None)
    for tags in ((etag, '"other"'), ('"other"', etag)):
        assert status(*(("If-None-Match", tag) for tag in tags))[0] == 304
    assert status(("Accept", "application/json")) == (200, None)
    assert status(("Accept", "application/json")) == (200, "eventmart; hit")
    assert status(("Host", "127.0.0.1"), ("Host", "evil.example"))[0] == 403


def test_an_answer_that_reads_the_clock_runs_each_time(settings: Settings) -> None:
    answers = [ask(settings, "select clock_timestamp() as at") for _ in range(3)]
    assert not any(map(is_hit, answers))
    assert len({answer.text for answer in answers}) == 3


def test_no_memory_is_used_if_none_is_allowed(read_only_mart: LoneMart, tmp_path: Path) -> None:
    changed = read_only_mart.settings.model_copy(update={"query_cache_bytes": 0})
    with running_api(LoneMart(changed, read_only_mart.dbt), tmp_path) as running:
        assert [is_hit(ask(running)) for _ in range(3)] == [False] * 3
