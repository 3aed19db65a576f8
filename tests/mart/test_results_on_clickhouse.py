"""Results of queries are saved in a mart on ClickHouse, too: rows there, and records of the queries in PostgreSQL."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import requests
from flask.testing import FlaskClient

from eventmart.clickhouse import driver_error
from eventmart.postgres import connection_parameters
from eventmart.results.erasure import forget_results
from eventmart.results.opening import open_results, results_of
from eventmart.settings import Settings
from ingest_api.analytics.engine import Column, State
from ingest_api.analytics.lake.rows import LakeStream
from ingest_api.analytics.lake.table_types import table_type_of
from ingest_api.analytics.saving.clickhouse import ClickHouseRelation, clickhouse_relation
from ingest_api.main import build, open_spool
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from pipeline.retention import remove_expired_results
from tests.clickhouse_server import ClickHouse
from tests.mart.api_process import start_api
from tests.mart.copied_mart import change
from tests.mart.test_saved_results import rows, save, state_of, wait_for_end, with_limits
from tests.stack.client import wait_until

_SLOW = "select count() as n from numbers(1000000000000) where sipHash64(number) = 1"


@pytest.fixture(scope="module")
def services(clickhouse: ClickHouse) -> Iterator[Services]:
    spool = open_spool(clickhouse.settings)
    yield build(clickhouse.settings, spool)
    spool.close()


@pytest.fixture
def api(services: Services, clickhouse: ClickHouse) -> Iterator[FlaskClient]:
    """A client of the API. Afterwards there are no results."""
    yield create_app(services).test_client()
    forget(clickhouse.settings)


def forget(settings: Settings) -> int:
    with (
        psycopg.connect(**connection_parameters(settings, "saver"), autocommit=True) as connection,
        results_of(settings, connection) as results,
    ):
        return forget_results(connection, results)


def left(clickhouse: ClickHouse) -> list[str]:
    """The tables and views of database results, except the records."""
    names = clickhouse.value("owner", "select name from system.tables where database = 'results' order by name")
    return [name for name in names.splitlines() if name != "saved"]


def test_a_result_is_saved_as_a_table_and_read_like_any_other(api: FlaskClient, clickhouse: ClickHouse) -> None:
    sql = """
        select event_type, count() as n, toDecimal64('2.50', 2) as price, null as nothing, '' as empty,
            '"a"\\n, b' as text, toDateTime64('2026-01-02 03:04:05.678901', 6, 'UTC') as at, ['x', null] as list,
            toDate('2026-01-02') as day, true as yes, map('a', 1) as map, tuple(null, 'a') as pair, [] as none,
            1 as `n b`, toLowCardinality(1::UInt8) as low, cast('Nothing', 'Enum8(''Nothing'' = 1)') as enum
        from events where event_type = :type group by event_type
    """
    saved = save(api, "sales", sql, parameters={"type": "purchase"})
    assert saved.status_code == 201, saved.text
    body = saved.get_json()
    assert (body["row_count"], body["is_view"], body["engine"], body["saved_by"]) == (1, False, "mart", "anonymous")
    assert (body["parameters"], body["byte_count"] > 100) == ({"type": "purchase"}, True)
    assert datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["saved_at"]) == timedelta(days=30)
    assert api.get(saved.headers["Location"]).get_json() == body
    assert api.get("/analytics/results").get_json() == {"results": [body]}

    answer = api.get("/analytics/query", query_string={"sql": "select * from results.sales"})
    assert [column["name"] for column in answer.get_json()["columns"]] == [
        "event_type", "n", "price", "nothing", "empty", "text", "at", "list", "day", "yes", "map", "pair", "none",
        "n b", "low", "enum",
    ]  # fmt: skip
    ((kind, count, *values),) = answer.get_json()["rows"]
    assert [[kind, count]] == rows(
        api, "select event_type, count() from events where event_type = 'purchase' group by event_type"
    )
    assert values == [
        2.5, None, "", '"a"\n, b', "2026-01-02T03:04:05.678901Z", ["x", None], "2026-01-02", True, {"a": 1},
        [None, "a"], [], 1, 1, "Nothing",
    ]  # fmt: skip
    assert answer.headers["X-Data-Complete-Through"][:19] == body["complete_through"][:19]
    ordered = api.get("/analytics/query", query_string={"sql": "select event_type, n from results.sales order by all"})
    assert ordered.headers["ETag"]
    # by other clients, too, and the records say who saved it
    assert clickhouse.value("reader", "select count() from results.sales") == "1"
    assert rows(api, "select name, saved_by, row_count, is_view from results.saved") == [
        ["sales", "anonymous", 1, False]
    ]
    tables = {table["name"]: table for table in api.get("/analytics/catalog").get_json()["tables"]}
    assert tables["results.sales"]["complete_through"] == body["complete_through"]
    assert (tables["results.sales"]["kind"], tables["results.saved"]["kind"]) == ("table", "view")
    assert api.delete(saved.headers["Location"]).status_code == 204
    assert left(clickhouse) == []


def test_a_row_that_looks_like_a_header_is_a_row(api: FlaskClient) -> None:
    sql = "select 'b' as a, 'a' as b union all select '1', '2'"
    assert save(api, "headed", sql).get_json()["row_count"] == 2
    assert rows(api, "select * from results.headed order by a") == [["1", "2"], ["b", "a"]]


def test_a_view_follows_the_mart(api: FlaskClient, clickhouse: ClickHouse) -> None:
    clickhouse.value("owner", "create table mart.passing (n Int64) engine = MergeTree order by n")
    clickhouse.value("owner", "insert into mart.passing values (1)")
    saved = save(api, "recent", "select n, n * 2 as twice from passing order by all", save_as_view=True)
    assert saved.status_code == 201, saved.text
    assert (saved.get_json()["is_view"], saved.get_json()["row_count"]) == (True, None)
    query = {"sql": "select * from results.recent order by all"}
    before = api.get("/analytics/query", query_string=query)
    assert before.get_json()["rows"] == [[1, 2]]
    clickhouse.value("owner", "insert into mart.passing values (2)")
    change(clickhouse)
    after = api.get("/analytics/query", query_string=query)
    assert after.get_json()["rows"] == [[1, 2], [2, 4]]
    assert before.headers["ETag"] != after.headers["ETag"]
    assert after.headers["X-Data-Complete-Through"]
    # of a view that reads the clock, no answer is kept
    assert save(api, "today", "select now() as at", save_as_view=True).status_code == 201
    assert "ETag" not in api.get("/analytics/query", query_string={"sql": "select * from results.today"}).headers
    # a view becomes a table, and a table a view
    for is_view in (False, True):
        assert save(api, "today", "select 4 as n", save_as_view=is_view).status_code == 201
        assert rows(api, "select * from results.today") == [[4]]
    assert left(clickhouse) == ["recent", "today"]
    clickhouse.value("owner", "drop table mart.passing sync")


@pytest.mark.parametrize(
    ("body", "status", "cause"),
    [
        ({"save_as": "saved"}, 400, "not a name for a result"),
        ({"save_as": "v", "save_as_view": True, "sql": "select :n", "parameters": {"n": 1}}, 400, "no parameters"),
        ({"save_as": "v", "save_as_view": True, "sql": "select * from results.w"}, 400, "cannot read saved results"),
        ({"save_as": "t", "sql": "select intDiv(1, toInt64(number) - 99999) as n from numbers(200000)"}, 400, "zero"),
        ({"save_as": "t", "sql": "select 1,\n  nothing from events"}, 400, "(line 2, column 3)"),
        ({"save_as": "t", "sql": "select * from results.`new 1`"}, 400, "is not allowed"),
        ({"save_as": "t", "sql": "select * from results.t"}, 400, "results.t"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused_and_leaves_nothing(
    api: FlaskClient, clickhouse: ClickHouse, body: dict[str, Any], status: int, cause: str
) -> None:
    answer = api.post("/analytics/query", json={"sql": "select 1 as n", **body})
    assert answer.status_code == status, answer.text
    assert cause in answer.get_json()["detail"]
    assert api.get("/analytics/results").get_json() == {"results": []}
    assert left(clickhouse) == []


def test_a_result_is_bounded(services: Services, api: FlaskClient, clickhouse: ClickHouse) -> None:
    bounded = with_limits(services, rows=100, bytes=10_000, per_key=2)
    assert save(bounded, "a", "select number as n from numbers(100)").status_code == 201
    many = save(bounded, "b", "select number as n from numbers(101)")
    assert (many.status_code, many.get_json()["detail"]) == (
        400, "The result has more than 100 rows. Select less of it.",
    )  # fmt: skip
    assert "larger than 10000 bytes" in save(bounded, "b", "select repeat('x', 20000) as x").get_json()["detail"]
    assert save(bounded, "b", "select 1 as n where n = 0").get_json()["row_count"] == 0
    assert "You have 2 saved results" in save(bounded, "c", "select 1 as n").get_json()["detail"]
    assert save(bounded, "a", "select 2 as n").status_code == 201
    assert rows(api, "select * from results.a") == [[2]]
    assert left(clickhouse) == ["a", "b"]


def test_a_reader_sees_the_old_result_or_the_new_one(
    services: Services, api: FlaskClient, clickhouse: ClickHouse
) -> None:
    has_ended, seen = threading.Event(), set()

    def read() -> None:
        while not has_ended.is_set():
            seen.add(clickhouse.value("reader", "select min(n), max(n), count() from results.r"))

    assert save(api, "r", "select 0 as n from numbers(1000)").status_code == 201
    with ThreadPoolExecutor() as threads:
        reader = threads.submit(read)
        savers = [create_app(services).test_client() for _ in range(2)]
        for first in range(1, 9, 2):
            # which read the result that they replace, and save one name at once
            sql = [f"select {first + each} as n from results.r" for each in range(2)]
            answers = threads.map(lambda saver, text: save(saver, "r", text).status_code, savers, sql)
            assert [*answers] == [201, 201]
        has_ended.set()
        reader.result(30)
    assert len(seen) > 2
    assert {(low == high, count) for low, high, count in (text.split("\t") for text in seen)} == {(True, "1000")}
    assert left(clickhouse) == ["r"]


def test_a_query_in_the_background_tells_its_state_and_is_cancelled(api: FlaskClient, clickhouse: ClickHouse) -> None:
    slow = save(api, "slow", _SLOW, background=True)
    assert slow.status_code == 202
    wait_until(lambda: state_of(api, slow)["state"] == "running", "it runs", 10)
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "1", "ClickHouse runs it", 10)
    assert api.delete(slow.headers["Location"]).status_code == 204
    assert state_of(api, slow)["state"] == "cancelled"
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "0", "the end of the query", 10)
    wait_until(lambda: left(clickhouse) == [], "the end of its table", 10)
    done = wait_for_end(api, save(api, "f", "select 1 as n union all select 2", background=True))
    assert (done["state"], done["row_count"]) == ("succeeded", 2)


_RUNNING = "select count() from system.processes where query like '%1000000000000%' and query not like '%processes%'"


def test_results_expire(services: Services, api: FlaskClient, clickhouse: ClickHouse) -> None:
    past: Callable[[], datetime] = lambda: datetime.now(UTC) - timedelta(days=2)  # noqa: E731
    assert save(with_limits(services, days=0), "kept", "select 1 as n").get_json()["expires_at"] is None
    assert save(with_limits(services, past, days=1), "old", "select 1 as n").status_code == 201
    # of the mart that was in this PostgreSQL before
    with psycopg.connect(**connection_parameters(clickhouse.settings, "saver"), autocommit=True) as saver:
        saver.execute("create table results.former as select 1 as n")
        saver.execute(
            "insert into results.saved (name, is_view, engine, sql, parameters, saved_by, saved_at, expires_at, "
            "view_reads, is_repeatable) values ('former', false, 'mart', '', '{}', 'ann', now(), now(), '{}', true)"
        )
    assert remove_expired_results(clickhouse.settings) == 2
    assert left(clickhouse) == ["kept"]


def test_a_result_that_has_been_replaced_is_not_removed(api: FlaskClient, clickhouse: ClickHouse) -> None:
    assert save(api, "r", "select 1 as n").status_code == 201
    with open_results(clickhouse.settings) as results:
        (before,) = results.all()
        assert save(api, "r", "select 2 as n").status_code == 201
        assert not results.remove(before)
    assert rows(api, "select * from results.r") == [[2]]


def test_a_person_who_is_forgotten_is_in_no_result_afterwards(api: FlaskClient, clickhouse: ClickHouse) -> None:
    of_ann = "select 'ann@shop.example' as who"
    for _ in range(2):
        assert save(api, "a_table", of_ann).status_code == 201
    assert save(api, "a_view", of_ann, save_as_view=True).status_code == 201
    slow = save(api, "slow", f"{of_ann} from ({_SLOW})", background=True)
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "1", "the query runs", 10)
    store = clickhouse.settings.state_dir / "clickhouse" / "data"
    assert [*files_with(store, b"ann@shop.example")] != []
    assert forget(clickhouse.settings) == 2
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "0", "the end of the query", 10)
    assert left(clickhouse) == []
    assert api.get(slow.headers["Location"]).status_code == 404
    assert [*files_with(store, b"ann@shop.example")] == []
    assert save(api, "a_table", "select 1 as n").status_code == 201


def files_with(folder: Path, text: bytes) -> Iterator[Path]:
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            # what is merged or dropped meanwhile
            if path.is_file() and text in path.read_bytes():
                yield path


def test_rows_of_the_lake_have_the_types_of_clickhouse(api: FlaskClient, clickhouse: ClickHouse) -> None:
    kinds = {
        "yes": "boolean", "small": "tinyint", "n": "bigint", "x": "double", "price": "decimal(10,2)", "day": "date",
        "at": "timestamp", "text": "string", "list": "array<string>",
    }  # fmt: skip
    objects = (
        '{"yes": true, "small": 1, "n": 9007199254740993, "x": 1.5, "price": 2.50, "day": "2026-01-02", '
        '"at": "2026-01-02T03:04:05.678901Z", "text": "a \\"b\\"\\n, c", "list": ["x", null]}',
        '{"yes": null, "small": null, "n": null, "x": null, "price": null, "day": null, "at": null, "text": "", '
        '"list": null}',
    )
    columns = [Column(name, kind) for name, kind in kinds.items()]
    stream = LakeStream(columns, State(), objects, table_type_of(clickhouse.settings))
    with (
        psycopg.connect(**connection_parameters(clickhouse.settings, "saver")) as connection,
        clickhouse_relation(clickhouse.settings, connection, uuid4()) as relation,
    ):
        assert relation.fill_table(stream, 10, 10_000).rows == 2
        filled = clickhouse.value("owner", f"select * from {relation._unfinished} order by n format JSONCompactEachRow")
    first, second = map(json.loads, filled.splitlines())
    assert first == [
        True, 1, 2**53 + 1, 1.5, 2.5, "2026-01-02", "2026-01-02 03:04:05.678901", 'a "b"\n, c', '["x", null]',
    ]  # fmt: skip
    assert second == [None, None, None, None, None, None, None, "", None]


def test_a_process_that_dies_leaves_no_query_and_a_record_that_says_so(
    api: FlaskClient, clickhouse: ClickHouse, tmp_path: Path
) -> None:
    process, settings = start_api(clickhouse, tmp_path)
    body = {"sql": _SLOW, "save_as": "s", "background": True}
    path = requests.post(f"{settings.api_url}/analytics/query", json=body, timeout=30).json()["status_url"]
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "1", "it runs", 10)
    process.end(signal.SIGKILL)
    wait_until(lambda: api.get(path).get_json()["state"] == "failed", "its record", 10)
    assert left(clickhouse) != []
    remove_expired_results(clickhouse.settings)
    assert left(clickhouse) == []
    # the embedded server does not see that a client has left, before it has rows for it
    clickhouse.value("owner", "kill query where query like '%1000000000000%' and query not like 'kill%' async")
    wait_until(lambda: clickhouse.value("owner", _RUNNING) == "0", "the end of the query", 10)


def test_a_result_that_is_saved_stays_saved_although_clickhouse_goes_away_then(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch, services: Services, api: FlaskClient
) -> None:
    def away(_: ClickHouseRelation) -> None:
        raise driver_error()("ClickHouse is away")

    monkeypatch.setattr(ClickHouseRelation, "drop", away)
    assert save(api, "kept", "select 1 as n").status_code == 201
    large = save(with_limits(services, rows=10), "large", "select * from numbers(11)")
    assert "more than 10 rows" in large.get_json()["detail"]
    monkeypatch.undo()
    remove_expired_results(clickhouse.settings)
    assert left(clickhouse) == ["kept"]


def test_without_clickhouse_the_answer_says_so(services: Services, clickhouse: ClickHouse) -> None:
    away = clickhouse.settings.model_copy(update={"clickhouse_port": 1, "mart_port": 1})
    spool = open_spool(away)
    api = create_app(replace(services, saving=build(away, spool).saving)).test_client()
    answers = [api.get("/analytics/results"), save(api, "a", "select 1 as n")]
    spool.close()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "ClickHouse is away" in answers[0].get_json()["detail"]
