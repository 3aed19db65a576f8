"""Answers that come from memory: only right ones, and only for those who may have them."""

import threading
import weakref
from collections.abc import Mapping
from concurrent import futures
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Semaphore
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from eventmart.keys import KeyFile
from eventmart.named_queries import NamedQueries
from ingest_api.analytics import query_guard
from ingest_api.analytics.engine import Binding, Column, EngineUnavailable, Page, QueryForbidden, State, Statement
from ingest_api.analytics.restless import bind
from ingest_api.analytics.shared_states import SharedStates
from ingest_api.problems import Answer
from ingest_api.web.answer_cache import EXPIRE_SECONDS, KEPT_SECONDS, AnswerCache, CachedAnswer
from ingest_api.web.app import create_app
from ingest_api.web.cached_query import CachedQuery
from ingest_api.web.query_response import QueryResponses
from ingest_api.web.rate_limit import RateLimit
from ingest_api.web.services import Services
from tests.stack.client import wait_until

THROUGH = datetime(2026, 1, 1, tzinfo=UTC)
SQL = "select n from numbers"
HIT = ("cache-status", "eventmart; hit")
NOT_SAME = {"x-query-id", "cache-status", "content-length"}


EVENTS = frozenset({"events"})


class Numbers:
    """An engine with a table of one row, the number of the data's version."""

    name = "mart"

    def __init__(self) -> None:
        self.number = 1
        self.runs = 0
        self.is_down = self.is_refused = False

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        return bind(query_guard.check(sql, bindings.keys()), bindings)

    def state(self, _: frozenset[str]) -> State:
        if self.is_down:
            raise EngineUnavailable("The engine is down.")
        return State(THROUGH, "run", str(self.number))

    def page(self, statement: Statement, *_: object) -> Page:
        self.runs += 1
        state = self.state(statement.tables)
        if self.is_refused:
            raise QueryForbidden("permission denied")
        return Page([Column("n", "int4")], [(self.number,)], True, state)


class Api:
    """The routes, and the handler before them."""

    def __init__(self, services: Services) -> None:
        self.flask: FlaskClient = create_app(services).test_client()
        self._handler = CachedQuery(services)

    def from_memory(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: Any) -> Answer | None:
        """The answer of the handler; None if Flask has to handle the request."""
        path, _, query_string = path.partition("?")
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        scope = SimpleNamespace(
            method=method, path=path, query_string=query_string, headers=names, client="127.0.0.1:5000"
        )
        steps = self._handler(scope, body)
        if steps is None:
            return None
        try:
            while True:
                futures.wait([next(steps)], timeout=10)
        except StopIteration as end:
            answer: Answer | None = end.value
            return answer


@pytest.fixture
def engine() -> Numbers:
    return Numbers()


@pytest.fixture
def services(services: Services, engine: Numbers) -> Services:
    engines: Any = {"mart": engine}
    responses = QueryResponses(engines, lambda: "query", 100, 1000, Semaphore(1), AnswerCache(2**20))
    return replace(services, query_responses=responses)


@pytest.fixture
def api(services: Services) -> Api:
    return Api(services)


def path_of(sql: str = SQL, options: str = "") -> str:
    return f"/analytics/query?sql={quote(sql)}{options}"


def test_an_answer_is_kept_until_the_data_changes(api: Api, engine: Numbers) -> None:
    assert api.from_memory(path_of()) is None
    first = api.flask.get(path_of())
    for _ in range(3):
        found = api.from_memory(path_of())
        assert found is not None
        status, headers, body = found
        assert (status, body) == (200, first.data)
        assert HIT in headers
        names = {name.lower(): value for name, value in headers}
        for name, value in first.headers:
            assert names[name.lower()] == value
    assert engine.runs == 1
    engine.number = 2
    assert api.from_memory(path_of()) is None
    assert api.flask.get(path_of()).get_json()["rows"] == [[2]]
    found = api.from_memory(path_of())
    assert found is not None
    assert b'"rows":[[2]]' in found[2]


def test_whoever_has_the_answer_is_told_that_it_has_not_changed(api: Api) -> None:
    first = api.flask.get(path_of())
    etag = first.headers["ETag"]
    flask = api.flask.get(path_of(), headers={"If-None-Match": etag})
    for tag in (etag, f'"other", W/{etag}', "*"):
        found = api.from_memory(path_of(), if_none_match=tag)
        assert found is not None
        status, headers, body = found
        assert (status, body) == (304, b"")
        assert {name.lower(): value for name, value in headers} == {
            **{name.lower(): value for name, value in flask.headers}, "cache-status": "eventmart; hit"
        }  # fmt: skip
    other = api.from_memory(path_of(), if_none_match='"other"')
    assert other is not None
    assert other[0] == 200


def test_whoever_asks_for_a_new_answer_gets_one(api: Api, engine: Numbers) -> None:
    etag = api.flask.get(path_of()).headers["ETag"]
    headers = {"If-None-Match": etag, "Cache-Control": "no-cache"}
    assert api.flask.get(path_of(), headers=headers).status_code == 200
    assert engine.runs == 2


def test_only_the_same_request_gets_it(api: Api) -> None:
    api.flask.get(path_of(), headers={"Accept-Encoding": "gzip"})
    same: dict[str, Any] = {"accept_encoding": "gzip"}
    assert api.from_memory(path_of(), **same) is not None
    for path, changed in (
        (path_of(), {}),
        (path_of(), {"accept_encoding": "gzip", "accept": "text/csv"}),
        (path_of(f"{SQL} "), same),
        (path_of(options="&limit=5"), same),
        (path_of(options="&format=csv"), same),
        ("/analytics/query", same),
        # a page of another site needs headers that Flask adds, and may not ask everything
        (path_of(), {**same, "origin": "https://shop.example"}),
        (path_of(), {**same, "sec_fetch_site": "cross-site"}),
        # as a browser sends it to load a page anew
        (path_of(), {**same, "cache_control": "no-cache"}),
    ):
        assert api.from_memory(path, **changed) is None, (path, changed)
    assert api.from_memory(path_of(), method="HEAD", **same) is None
    assert api.from_memory(path_of(), method="POST", **same) is None
    assert api.from_memory(path_of(), body=b"{}", **same) is None


@pytest.mark.parametrize(
    "path",
    [
        path_of("select n, now() from numbers"),
        path_of(options="&format=csv"),
        path_of(options="&format=ndjson"),
        path_of("delete from numbers"),
    ],
)
def test_what_may_differ_and_what_is_streamed_is_not_kept(api: Api, path: str) -> None:
    api.flask.get(path)
    assert api.from_memory(path) is None


def test_other_methods_leave_nothing_behind(api: Api) -> None:
    api.flask.head(path_of())
    api.flask.post("/analytics/query", json={"sql": SQL})
    api.flask.post(path_of(), json={"sql": SQL})
    assert api.from_memory(path_of()) is None


def test_a_key_with_the_scope_is_required(api: Api, services: Services) -> None:
    api.flask.get(path_of())
    assert isinstance(services.keys, KeyFile)
    reader, writer = services.keys.create("analyst", ["read"]), services.keys.create("shop", ["write"])
    assert api.from_memory(path_of()) is None
    assert api.flask.get(path_of()).status_code == 401
    assert api.from_memory(path_of(), authorization=f"Bearer {writer}") is None
    found = api.from_memory(path_of(), authorization=f"Bearer {reader}")
    assert found is not None
    assert found[0] == 200


def test_a_host_name_of_another_site_is_refused_without_keys(api: Api) -> None:
    api.flask.get(path_of())
    assert api.from_memory(path_of(), host="rebound.example") is None
    assert api.from_memory(path_of(), host="localhost:8000") is not None


def test_the_rate_limit_counts_each_request_once(services: Services, engine: Numbers) -> None:
    api = Api(replace(services, rate_limit=RateLimit("3/minute")))
    assert api.flask.get(path_of()).headers["X-RateLimit-Remaining"] == "2"
    found = api.from_memory(path_of())
    assert found is not None
    assert dict(found[1])["X-RateLimit-Remaining"] == "1"
    engine.number = 2
    # Flask counts it
    assert api.from_memory(path_of()) is None
    assert api.flask.get(path_of()).headers["X-RateLimit-Remaining"] == "0"
    # who may ask nothing more does not make the engine work
    engine.is_down = True
    assert api.from_memory(path_of()) is None
    assert api.flask.get(path_of()).status_code == 429


def test_an_engine_that_is_down_has_no_answers(api: Api, engine: Numbers) -> None:
    api.flask.get(path_of())
    engine.is_down = True
    assert api.from_memory(path_of()) is None
    assert api.flask.get(path_of()).status_code == 503
    engine.is_down = False
    assert api.flask.get(path_of()).status_code == 200
    assert api.from_memory(path_of()) is not None


def test_whoever_is_refused_an_answer_does_not_get_an_earlier_one(api: Api, engine: Numbers) -> None:
    api.flask.get(path_of())
    engine.is_refused = True
    assert api.flask.get(path_of(), headers={"Cache-Control": "no-cache"}).status_code == 403
    assert api.from_memory(path_of()) is None


def test_a_named_query_whose_file_changes_runs_again(services: Services, tmp_path: Path, engine: Numbers) -> None:
    def write(sql: str) -> None:
        head = "/*\ndescription: Numbers.\nparameters: {least: {type: integer, description: Least.}}\n*/\n"
        (tmp_path / "numbers.sql").write_text(head + sql)

    api = Api(replace(services, named_queries=NamedQueries(tmp_path)))
    write("select n from numbers where n >= :least")
    path = "/analytics/query/numbers?least=1"
    assert api.flask.get(path).status_code == 200
    assert api.from_memory(path) is not None
    assert api.from_memory("/analytics/query/numbers?least=2") is None
    write("select n from numbers where n >= :least or true")
    assert api.from_memory(path) is None
    api.flask.get(path)
    assert engine.runs == 2
    assert api.from_memory(path) is not None
    (tmp_path / "numbers.sql").unlink()
    assert api.from_memory(path) is None
    assert api.flask.get(path).status_code == 404


def test_responses_are_counted(api: Api, services: Services) -> None:
    def count(status: int) -> float:
        return float(services.metrics.responses.labels("analytics.query", status)._value.get())

    etag = api.flask.get(path_of()).headers["ETag"]
    api.from_memory(path_of())
    api.from_memory(path_of(), if_none_match=etag)
    assert (count(200), count(304)) == (2, 1)
    assert services.metrics.cached_answers._value.get() == 2


def ask(states: SharedStates, tables: frozenset[str]) -> futures.Future[State]:
    future = states.ask(tables)
    assert future is not None
    return future


def answer_of(body: bytes) -> CachedAnswer:
    return CachedAnswer("mart", frozenset({"users"}), State(version="1"), None, "etag", [], body)


def key_of(name: str) -> Any:
    return ("/analytics/query", name, None, None)


def test_the_memory_is_bounded() -> None:
    cache = AnswerCache(320_000)
    for number in range(100):
        cache.put(key_of(str(number)), answer_of(bytes(5_000)))
        assert cache.get(key_of("0")) is not None, "asked for again and again"
    kept = [number for number in range(100) if cache.get(key_of(str(number)))]
    assert kept == [0, *range(100 - len(kept) + 1, 100)]
    assert 30 < len(kept) < 60
    # what is large would take the place of many
    cache.put(key_of("large"), answer_of(bytes(10_000)))
    assert cache.get(key_of("large")) is None
    cache.put(key_of("a" * 10_000), answer_of(b""))
    assert cache.get(key_of("a" * 10_000)) is None
    # four bytes for each character
    cache.put(key_of("\U0001f600" * 2_000), answer_of(b""))
    assert cache.get(key_of("\U0001f600" * 2_000)) is None
    many = replace(answer_of(b""), tables=frozenset(f"table_{number}" for number in range(200)))
    cache.put(key_of("many"), many)
    assert cache.get(key_of("many")) is None


def test_an_answer_leaves_the_memory_in_the_end() -> None:
    now = 0.0
    cache = AnswerCache(320_000, lambda: now)
    answer = answer_of(b"a")
    cache.put(key_of("a"), answer)
    now = KEPT_SECONDS - 1
    cache.expire()
    assert cache.get(key_of("a")) is answer
    now = KEPT_SECONDS + 1
    assert cache.get(key_of("a")) is None
    forgotten = weakref.ref(answer)
    del answer
    assert forgotten() is not None
    cache.expire()
    assert forgotten() is None
    assert KEPT_SECONDS + EXPIRE_SECONDS <= 600


def test_without_memory_nothing_is_kept() -> None:
    cache = AnswerCache(0)
    cache.put(key_of("a"), answer_of(b""))
    assert cache.get(key_of("a")) is None


def test_requests_that_wait_share_a_question_that_begins_after_them() -> None:
    asked: list[frozenset[str]] = []
    begun, may_end = threading.Semaphore(0), threading.Semaphore(0)

    def state(tables: frozenset[str]) -> State:
        asked.append(tables)
        begun.release()
        assert may_end.acquire(timeout=30)
        return State(version=str(len(asked)))

    engine: Any = SimpleNamespace(name="mart", state=state)
    states = SharedStates(engine, 30)
    events, users = frozenset({"events"}), frozenset({"users"})
    first = ask(states, events)
    assert begun.acquire(timeout=30)
    # the first question may have been answered already
    second, third, other = ask(states, events), ask(states, events), ask(states, users)
    assert second is third
    assert len({first, second, other}) == 3
    for _ in range(3):
        may_end.release()
    assert [future.result(30).version for future in (first, second, other)] == ["1", "2", "3"]
    assert asked == [events, events, users]


def test_an_error_reaches_all_that_wait_and_the_next_question_is_asked() -> None:
    results: list[Any] = [EngineUnavailable("down"), State(version="1")]

    def state(_: frozenset[str]) -> State:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    engine: Any = SimpleNamespace(name="mart", state=state)
    states = SharedStates(engine, 30)
    with pytest.raises(EngineUnavailable):
        ask(states, EVENTS).result(30)
    assert ask(states, EVENTS).result(30) == State(version="1")


def test_nobody_waits_for_long_for_an_engine_that_does_not_answer() -> None:
    begun: list[frozenset[str]] = []
    may_end = threading.Event()

    def state(tables: frozenset[str]) -> State:
        begun.append(tables)
        assert may_end.wait(30)
        return State(version="1")

    engine: Any = SimpleNamespace(name="mart", state=state)
    states = SharedStates(engine, 0.1)
    # another thread asks after each one that does not come back
    while (future := states.ask(EVENTS)) is not None:
        with pytest.raises(EngineUnavailable, match=r"not there after 0\.1 s"):
            future.result(30)
    assert len(begun) == 4
    may_end.set()
    wait_until(lambda: states.ask(EVENTS) is not None, "a thread that asks again", 10)
    assert ask(states, EVENTS).result(30) == State(version="1")


def test_a_request_goes_on_to_flask_if_nobody_asks_any_more(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.flask.get(path_of())
    monkeypatch.setattr(SharedStates, "ask", lambda *_: None)
    assert api.from_memory(path_of()) is None
