"""What the API's queries on the mart do, whichever database the mart is on: PostgreSQL, or ClickHouse with a copy."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from flask.testing import FlaskClient
from pyarrow import ipc, parquet
from pydantic import SecretStr
from werkzeug.test import TestResponse

from cli.queries import check_queries
from eventmart.named_queries import QUERIES
from eventmart.ports import free_ports
from ingest_api.analytics.engine import Bounds, Engine, EngineUnavailable, QueryEnded, QueryFailed, QueryTimedOut, State
from ingest_api.analytics.formats import CSV
from ingest_api.analytics.opening import open_mart, open_totals
from ingest_api.cancellation import Cancellation, Cancelled
from ingest_api.main import build, open_spool
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from tests.clickhouse_server import ClickHouse, running_clickhouse
from tests.mart.copied_mart import change
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until

EVENTS = """
    select event_id, event_type, user_id, event_at, event_date from events
    order by event_at, event_id, event_type, user_id, event_date
"""
MANY = "select generate_series as n from generate_series(1, 25000) order by n"
# runs for minutes
SLOW = "select count(*) from generate_series(1, 30000) as a cross join generate_series(1, 300000) as b where {} = 1"
SLOW_CONDITIONS = {
    "postgres": "hashint8(a.a * b.b)",
    "clickhouse": "sipHash64(a.generate_series * b.generate_series)",
}


@dataclass(frozen=True)
class Mart:
    """The API on a mart."""

    kind: str
    services: Services
    api: FlaskClient

    @property
    def engine(self) -> Engine:
        return self.services.query_responses.engines["mart"]

    @property
    def slow(self) -> str:
        return SLOW.format(SLOW_CONDITIONS[self.kind])

    def ask(self, sql: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        return self.api.get("/analytics/query", query_string={"sql": sql, **options}, headers=headers)

    def rows(self, sql: str, **parameters: Any) -> list[Any]:
        answer = self.api.post("/analytics/query", json={"sql": sql, "parameters": parameters})
        assert answer.status_code == 200, answer.text
        return list(answer.get_json()["rows"])


@pytest.fixture(scope="module")
def on_postgres(services: Services, read_only_mart: LoneMart) -> Mart:
    return Mart("postgres", services, create_app(services).test_client())


@pytest.fixture(scope="module")
def on_clickhouse(clickhouse: ClickHouse) -> Iterator[Mart]:
    spool = open_spool(clickhouse.settings)
    services = build(clickhouse.settings, spool)
    yield Mart("clickhouse", services, create_app(services).test_client())
    spool.close()


@pytest.fixture(params=["postgres", "clickhouse"])
def mart(request: pytest.FixtureRequest) -> Mart:
    found: Mart = request.getfixturevalue(f"on_{request.param}")
    return found


def test_an_answer_has_rows_and_limits(mart: Mart) -> None:
    many = mart.ask(MANY).get_json()
    assert (many["rows"], many["is_truncated"]) == ([[n] for n in range(1, 10_001)], True)
    exactly = mart.ask("select * from generate_series(1, 10000) order by 1").get_json()
    assert (len(exactly["rows"]), exactly["is_truncated"], exactly["next_cursor"]) == (10_000, False, None)
    none = mart.ask("select 1 as n, 'x' as word where 1 = 0").get_json()
    assert (none["rows"], [column["name"] for column in none["columns"]]) == ([], ["n", "word"])
    ordered = mart.ask("select event_id, user_id, event_id from events order by event_id limit 2").get_json()
    assert [column["name"] for column in ordered["columns"]] == ["event_id", "user_id", "event_id"]
    assert all(row[0] == row[2] for row in ordered["rows"])


def test_an_answer_is_bounded_row_by_row(mart: Mart) -> None:
    megabyte = "repeat('x', 1000000)"
    five, twenty = (" || ".join([megabyte] * count) for count in (5, 20))
    large = mart.ask(f"select {five} from generate_series(1, 20)").get_json()
    assert ([len(row[0]) for row in large["rows"]], large["is_truncated"]) == ([5_000_000] * 3, True)
    alone = mart.ask(f"select {twenty}")
    assert alone.status_code == 400
    assert "row is" in alone.get_json()["detail"]


def test_pages_are_the_result(mart: Mart) -> None:
    whole = mart.ask(EVENTS).get_json()["rows"]
    assert len(whole) == 300
    rows: list[Any] = []
    options: dict[str, Any] = {}
    while True:
        page = mart.ask(EVENTS, limit=70, **options).get_json()
        rows += page["rows"]
        if page["next_cursor"] is None:
            break
        options = {"cursor": page["next_cursor"]}
    assert rows == whole
    refused = mart.ask("select user_id from users order by user_id", **options)
    assert (refused.status_code, "belongs to another query" in refused.text) == (400, True)


def test_an_unchanged_answer_is_not_sent_again(mart: Mart) -> None:
    for sql in (EVENTS, "select count(*) from events"):
        first = mart.ask(sql)
        again = mart.ask(sql, {"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["X-Data-Complete-Through"] == first.headers["X-Data-Complete-Through"]
        assert again.headers["X-Data-Run-Id"] == first.headers["X-Data-Run-Id"]
    for sql in ("select now()", "select count(*) from events where event_at < now()"):
        assert "ETag" not in mart.ask(sql).headers


def test_on_clickhouse_a_change_of_the_mart_ends_pages_and_etags(on_clickhouse: Mart, clickhouse: ClickHouse) -> None:
    mart = on_clickhouse
    first = mart.ask(EVENTS, limit=10)
    change(clickhouse)
    changed = mart.ask(EVENTS, {"If-None-Match": first.headers["ETag"]}, limit=10)
    assert changed.status_code == 200
    assert mart.ask(EVENTS, limit=10, cursor=first.get_json()["next_cursor"]).status_code == 409
    # while dbt writes, any change of a table counts
    change(clickhouse, is_changing=True)
    during = mart.ask(EVENTS).headers["ETag"]
    assert mart.ask(EVENTS, {"If-None-Match": during}).status_code == 304
    clickhouse.value("owner", "create table mart.more (n Int32) engine = MergeTree order by n")
    assert mart.ask(EVENTS, {"If-None-Match": during}).status_code == 200
    clickhouse.value("owner", "drop table mart.more")
    # of both generations, that which readers see counts
    clickhouse.value("owner", "create database if not exists mart_b")
    for database, status in (("mart_b", 304), ("mart_a", 200)):
        during = mart.ask(EVENTS).headers["ETag"]
        clickhouse.value("owner", f"create table {database}.more (n Int32) engine = MergeTree order by n")
        assert mart.ask(EVENTS, {"If-None-Match": during}).status_code == status
        clickhouse.value("owner", f"drop table {database}.more")
    change(clickhouse)
    # without an order of its own, an answer stays right, although another one may have its rows in another order
    answer = mart.ask("select event_id from events", limit=1)
    assert answer.get_json()["next_cursor"] is None
    assert answer.headers["ETag"].startswith('W/"')
    again = mart.ask("select event_id from events", {"If-None-Match": answer.headers["ETag"]}, limit=1)
    assert again.status_code == 304
    # that of a view that reads the clock does not
    assert "ETag" not in mart.ask("select * from clock order by n").headers


def test_on_clickhouse_rows_have_no_version_if_the_mart_changes_while_they_are_found(
    on_clickhouse: Mart, clickhouse: ClickHouse
) -> None:
    engine = on_clickhouse.engine
    statement = engine.check(
        on_clickhouse.slow.replace("300000", "3000") + " and (select count(*) from events) > 0", {}
    )
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(engine.page, statement, "changes", Bounds(1, 100), Cancellation())
        while not answer.done():
            change(clickhouse)
    state = answer.result().state
    assert (state.version, state.run_id is None) == (None, False)


READERS: dict[str, Callable[[TestResponse], list[tuple[Any, ...]]]] = {
    "ndjson": lambda answer: [tuple(json.loads(line).values()) for line in answer.text.splitlines()],
    "csv": lambda answer: [tuple(row) for row in csv.reader(io.StringIO(answer.text))][1:],
    "parquet": lambda answer: _tuples(parquet.read_table(io.BytesIO(answer.data))),
    "arrow": lambda answer: _tuples(ipc.open_stream(answer.data).read_all()),
}


def _tuples(table: pyarrow.Table) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize("name", READERS)
def test_a_stream_has_all_rows(mart: Mart, name: str) -> None:
    answer = mart.ask(MANY, format=name)
    assert answer.status_code == 200, answer.text
    assert [int(n) for (n,) in READERS[name](answer)] == list(range(1, 25_001))
    assert len(READERS[name](mart.ask(MANY, format=name, limit=7))) == 7
    empty = mart.ask("select event_id, user_id from events where 1 = 0", format=name)
    assert READERS[name](empty) == []
    text = 'it\'s "quoted", with\nlines, \\ and émojis 🎉'
    odd = mart.api.post(
        f"/analytics/query?format={name}",
        json={"sql": "select :t as t, '' as e, cast(null as varchar(5)) as n", "parameters": {"t": text}},
    )
    if mart.kind == "postgres":
        assert READERS[name](odd)[0][0] == text


@pytest.mark.parametrize("name", READERS)
def test_formats_have_the_same_rows_on_both_engines(on_postgres: Mart, on_clickhouse: Mart, name: str) -> None:
    def rows(mart: Mart) -> list[list[str]]:
        found = READERS[name](mart.ask(EVENTS, format=name))
        return [[_plain(value) for value in row] for row in found]

    assert len(rows(on_postgres)) == 300
    assert rows(on_postgres) == rows(on_clickhouse)


def _plain(value: object) -> str:
    """A value as text that does not depend on how a time is written."""
    if isinstance(value, str):
        try:
            return _plain(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, date) else str(value)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("delete from events", "DELETE"),
        ("select 1; select 2", "2 statements"),
        ("select nonsense from events", "nonsense"),
        ("select 1 as a, nonsense", "(line 1, column 16)"),
        ("select *\nfrom nowhere", "(line 2, column 6)"),
        ("select '\0'", "NUL"),
        ("select 1 limit " + "(select 1 limit " * 30 + "1" + ")" * 30, "hard to parse"),
        ("select repeat('x', 2000000000)", ""),
        ("select :n", "The parameter :n has no value"),
    ],
)
def test_a_query_that_may_not_be_asked_gets_a_400_with_its_reason(mart: Mart, sql: str, words: str) -> None:
    answer = mart.ask(sql)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.get_json()["detail"]


def test_a_query_that_cannot_be_parsed_is_told_where(mart: Mart) -> None:
    answer = mart.ask("select 1 as one,\n  2 as two from )")
    problem = answer.get_json()
    assert (answer.status_code, problem["errors"][0]["line"], problem["errors"][0]["column"]) == (400, 2, 17)
    assert "cannot be parsed: Expected table name (line 2, column 17)" in problem["detail"]


def test_a_query_that_takes_too_long_gets_a_408(
    mart: Mart, read_only_mart: LoneMart, clickhouse: ClickHouse, tmp_path: Path
) -> None:
    settings = read_only_mart.settings if mart.kind == "postgres" else clickhouse.settings
    hasty = settings.model_copy(update={"query_timeout_seconds": 0.5, "spool_dir": tmp_path})
    with closing(open_spool(hasty)) as spool:
        api = create_app(build(hasty, spool)).test_client()
        for name in ("json", "csv"):
            answer = api.get("/analytics/query", query_string={"sql": mart.slow, "format": name})
            assert (answer.status_code, answer.mimetype) == (408, "application/problem+json")
            assert "The query was cancelled after 0.5 s" in answer.get_json()["detail"]
        # Chromium sends a request that gets 408 once more
        answer = api.get("/analytics/query", query_string={"sql": mart.slow}, headers={"Sec-Fetch-Mode": "cors"})
        assert (answer.status_code, answer.mimetype) == (504, "application/problem+json")


def test_parameters_are_bound(mart: Mart) -> None:
    odd = "it's \\ \n\t\r\b '); drop table events; -- é 🎉"
    assert mart.rows("select :a, :b, :c, :d", a=odd, b=2**62, c=True, d=1.5) == [[odd, 2**62, True, 1.5]]
    assert mart.rows("select count(*) from events where user_id = :user", user="nobody'") == [[0]]
    assert mart.rows("select count(*) from events where :user is null or user_id = :user", user=None) == [[300]]
    assert mart.rows("select :a", a=[odd, "b"]) == [[[odd, "b"]]]


def test_a_query_may_bring_views_along(mart: Mart) -> None:
    views = {"recent": "select event_type, user_id from events -- all", "buyers": "select distinct user_id from recent"}
    body = {"sql": "select count(*) as n, :n + 1 from recent join buyers using (user_id)", "views": views}
    answer = mart.api.post("/analytics/query", json={**body, "parameters": {"n": 1}})
    assert answer.status_code == 200, answer.text
    assert (answer.get_json()["rows"][0][0] > 0, answer.get_json()["rows"][0][1]) == (True, 2)
    views["buyers"] = "select 1 as one,\n  nonsense from recent"
    failed = mart.api.post("/analytics/query", json={"sql": "select * from buyers", "views": views})
    assert failed.get_json()["detail"].startswith("View buyers: ")
    assert failed.get_json()["errors"][0]["line"] == 2


def test_every_named_query_runs_and_gives_the_same_rows(on_postgres: Mart, on_clickhouse: Mart) -> None:
    faults = check_queries(QUERIES, on_clickhouse.services.query_responses.engines, "clickhouse")
    assert len(faults) >= 9
    assert not any(faults.values()), faults
    user_id = on_postgres.rows("select user_id from users order by event_count desc, user_id limit 1")[0][0]
    for name in on_clickhouse.services.named_queries.all():
        others: dict[str, list[dict[str, Any]]] = {
            "user_history": [{"user_id": user_id, "types": ["page_view", "purchase"], "from": "2020-01-01T00:00:00Z"}],
            "events_per_minute": [{"hours": 168, "types": ["purchase"]}, {"hours": 168}],
            "top_users": [{"by": "days", "count": 5}],
            "funnel": [{"from": "2015-01-01"}, {"from": "2100-01-01"}],
            "revenue_by_day": [{"currencies": ["EUR", "USD"]}],
        }
        for option in [{"user_id": user_id} if name == "user_history" else {}, *others.get(name, [])]:
            asked = {"path": f"/analytics/query/{name}", "query_string": option}
            both = [mart.api.get(**asked) for mart in (on_postgres, on_clickhouse)]
            assert [answer.status_code for answer in both] == [200, 200], (name, option, both[1].text)
            first, second = ([_comparable(row) for row in answer.get_json()["rows"]] for answer in both)
            assert first == second, (name, option)


def _comparable(row: list[Any]) -> list[Any]:
    """Times without zeros at their ends, jsonb as the text that ClickHouse keeps, and numbers of as many digits."""
    found = []
    for value in row:
        if isinstance(value, str) and value[:1] == "{":
            value = json.loads(value)
        found.append(
            _plain(value) if isinstance(value, str) else round(value, 9) if isinstance(value, float) else value
        )
    return found


def test_an_answer_tells_how_complete_it_is(mart: Mart) -> None:
    answer = mart.ask("select count(*) from events")
    complete_through = answer.get_json()["complete_through"]
    assert answer.headers["X-Data-Complete-Through"] == complete_through
    assert mart.rows("select count(*) from watermark where run_id = :id", id=answer.headers["X-Data-Run-Id"]) == [[1]]
    later = datetime.fromisoformat(complete_through) + timedelta(seconds=1)
    assert mart.ask("select 1", at_least=complete_through).status_code == 200
    assert mart.ask("select 1", at_least=later.isoformat(), wait=0.3).status_code == 409


def test_the_catalog_tells_what_can_be_queried(mart: Mart) -> None:
    tables = {table.name: table for table in mart.engine.tables()}
    assert {"events", "users", "watermark", "funnel"} <= tables.keys()
    assert "event_id" in [column.name for column in tables["events"].columns]
    assert tables["events"].description
    assert tables["events"].complete_through is not None
    assert tables["events"].kind == "table"
    if mart.kind == "clickhouse":
        assert (tables["shown"].kind, tables["clock"].kind) == ("table", "view")
    assert mart.services.mart_totals().events == 300  # type: ignore[union-attr]


def test_a_query_is_listed_and_can_be_ended(mart: Mart) -> None:
    def ids() -> list[str]:
        return [query["id"] for query in mart.api.get("/analytics/queries").get_json()["queries"]]

    with ThreadPoolExecutor() as threads:
        answer = threads.submit(mart.ask, mart.slow)
        wait_until(lambda: len(ids()) == 1, "the query", 10)
        (query,) = mart.api.get("/analytics/queries").get_json()["queries"]
        assert query["sql"].startswith("select count(*)")
        assert mart.api.delete(f"/analytics/queries/{query['id']}").status_code == 204
        ended = answer.result(10)
        assert (ended.status_code, "was ended" in ended.text) == (409, True)
    assert mart.api.delete(f"/analytics/queries/{query['id']}").status_code == 404


def test_a_query_ends_when_its_client_goes(mart: Mart) -> None:
    cancellation = Cancellation()
    statement = mart.engine.check(mart.slow, {})
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(mart.engine.page, statement, "gone", Bounds(1, 100), cancellation)
        wait_until(lambda: len(mart.engine.running()) == 1, "the query", 10)
        cancellation.cancel()
        with pytest.raises(QueryEnded):
            answer.result(10)
    wait_until(lambda: not mart.engine.running(), "its end", 10)
    with pytest.raises(Cancelled):
        mart.engine.page(statement, "gone", Bounds(1, 100), cancellation)


def test_queries_are_bounded_in_time_and_in_number(
    mart: Mart, read_only_mart: LoneMart, clickhouse: ClickHouse
) -> None:
    settings = read_only_mart.settings if mart.kind == "postgres" else clickhouse.settings
    quick = open_mart(settings.model_copy(update={"query_timeout_seconds": 0.5, "query_stream_seconds": 2.0}))
    statement = quick.check(mart.slow, {})
    with pytest.raises(QueryTimedOut, match=r"after 0\.5 s"):
        quick.page(statement, "slow", Bounds(1, 100), Cancellation())
    # the first row has this time, too
    with (
        pytest.raises(QueryTimedOut, match=r"after 0\.5 s"),
        quick.stream(statement, "slow", None, Cancellation()) as stream,
    ):
        list(stream.csv())
    cancellations = [Cancellation() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = [
            threads.submit(mart.engine.page, statement, f"slow{number}", Bounds(1, 100), cancellation)
            for number, cancellation in enumerate(cancellations)
        ]
        wait_until(lambda: len(mart.engine.running()) == 8, "eight queries", 20)
        assert mart.ask("select 1").status_code == 429
        for cancellation in cancellations:
            cancellation.cancel()
        for answer in answers:
            with pytest.raises(QueryEnded):
                answer.result(10)
    assert mart.ask("select 1").status_code == 200


def test_on_clickhouse_a_server_that_is_away_or_not_set_up_is_unavailable(
    clickhouse: ClickHouse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = clickhouse.settings.model_copy(update={"mart_port": free_ports(1)[0]})
    stranger = clickhouse.settings.model_copy(update={"reader_password": SecretStr("wrong")})
    for settings in (away, stranger):
        mart = open_mart(settings)
        with pytest.raises(EngineUnavailable, match="ClickHouse"):
            mart.page(mart.check("select 1", {}), "x", Bounds(1, 100), Cancellation())
    with running_clickhouse(tmp_path_factory.mktemp("empty")) as empty:
        empty.value("owner", "create database mart")
        mart = open_mart(empty.settings)
        assert mart.page(mart.check("select 1", {}), "x", Bounds(1, 100), Cancellation()).state == State()
        with pytest.raises(QueryFailed) as raised:
            mart.page(mart.check("select * from events", {}), "x", Bounds(1, 100), Cancellation())
        assert raised.value.hint == "The mart is not built yet. Call /data/update once."
        assert mart.tables() == []
        assert open_totals(empty.settings)() is None


def test_an_error_after_the_first_rows_leaves_the_answer_without_its_end(mart: Mart) -> None:
    sql = {
        "postgres": "select 1 / (2000000 - generate_series) as n from generate_series(1, 3000000)",
        "clickhouse": "select intDiv(1, 2000000 - toInt64(generate_series)) as n from generate_series(1, 3000000)",
    }[mart.kind]
    statement = mart.engine.check(sql, {})
    sent: list[bytes] = []
    with (
        pytest.raises(QueryFailed, match=r"(?i)division by zero"),
        mart.engine.stream(statement, "fails", None, Cancellation()) as stream,
    ):
        sent.extend(CSV.encode(stream))
    assert sum(map(len, sent)) > 100_000
    assert b"exception" not in b"".join(sent)
