"""Results of queries are saved as tables and views of schema `results`, in the background if it takes long."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import requests
from flask.testing import FlaskClient
from psycopg import IsolationLevel
from psycopg.errors import LockNotAvailable
from werkzeug.test import TestResponse

from eventmart.keys import KeyFile
from eventmart.results.erasure import end_erasure, forget_results, is_erasing
from eventmart.results.postgres import Patience, PostgresResults
from eventmart.results.saved import ResultInUse
from ingest_api.analytics.saving.background import BackgroundQueries
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from pipeline.retention import remove_expired_results
from tests.mart.api_process import start_api
from tests.mart.lone_mart import LoneMart
from tests.mart.test_analytics import running
from tests.stack.client import wait_until

_SLOW = "select count(*) as n from generate_series(1, 100000000000)"


@pytest.fixture(autouse=True)
def no_results(read_only_mart: LoneMart) -> Iterator[None]:
    """Each test begins without results."""
    yield
    forget(read_only_mart)


def forget(mart: LoneMart) -> int:
    with mart.connect("saver") as connection:
        return forget_results(connection, PostgresResults(connection))


@contextmanager
def results_of(mart: LoneMart) -> Iterator[PostgresResults]:
    with mart.connect("saver") as connection:
        yield PostgresResults(connection)


def save(api: FlaskClient, name: str, sql: str, **how: Any) -> TestResponse:
    return api.post("/analytics/query", json={"sql": sql, "save_as": name, **how})


def rows(api: FlaskClient, sql: str) -> list[list[Any]]:
    answer = api.get("/analytics/query", query_string={"sql": sql})
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["rows"])


def state_of(api: FlaskClient, accepted: TestResponse) -> dict[str, Any]:
    answer = api.get(accepted.headers["Location"])
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def wait_for_end(api: FlaskClient, accepted: TestResponse) -> dict[str, Any]:
    wait_until(lambda: state_of(api, accepted)["state"] not in ("queued", "running"), "the end of the query", 30)
    return state_of(api, accepted)


def with_limits(services: Services, now: Callable[[], datetime] | None = None, **changed: Any) -> FlaskClient:
    """A client of an API with other limits of results, and another clock."""
    saving = services.saving
    queries = saving.queries
    others = BackgroundQueries(
        queries._engines,
        queries._parameters,
        queries._results,
        queries._relations,
        replace(queries._limits, **changed),
        services.new_id,
        now or services.now,
    )
    return create_app(replace(services, saving=replace(saving, queries=others))).test_client()


def test_a_result_is_saved_as_a_table_and_read_like_any_other(api: FlaskClient, read_only_mart: LoneMart) -> None:
    sql = """
        select event_type, count(*) as n, 2.50::numeric(10, 2) as price, null::int as nothing, '' as empty,
            e'"a"\\n, b' as text, timestamptz '2026-01-02 03:04:05.678901Z' as at, array['x', null] as list,
            '{"k": 1.10}'::jsonb as document, interval '1 day 2 hours' as lasted, e'\\\\x00ff'::bytea as bytes,
            events as whole, row(1, 'a') as pair, 'events'::regclass as relation, 1 as n
        from events where event_type = :type group by event_type, events
    """
    saved = save(api, "sales", sql, parameters={"type": "purchase"})
    assert saved.status_code == 201, saved.text
    body = saved.get_json()
    purchases = rows(api, "select count(*) from events where event_type = 'purchase'")
    assert [[body["row_count"]]] == purchases
    assert (body["name"], body["is_view"], body["engine"], body["saved_by"]) == ("sales", False, "mart", "anonymous")
    assert body["parameters"] == {"type": "purchase"}
    assert body["byte_count"] > 100
    assert body["run_id"]
    assert datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["saved_at"]) == timedelta(days=30)
    assert api.get(saved.headers["Location"]).get_json() == body
    assert api.get("/analytics/results").get_json() == {"results": [body]}

    answer = api.get("/analytics/query", query_string={"sql": "select * from results.sales limit 1"})
    assert answer.get_json()["columns"] == [
        {"name": name, "type": type_}
        for name, type_ in {
            "event_type": "text", "n": "int8", "price": "numeric(10,2)", "nothing": "int4", "empty": "text",
            "text": "text", "at": "timestamptz", "list": "text[]", "document": "jsonb", "lasted": "interval",
            "bytes": "bytea", "whole": "text", "pair": "text", "relation": "text", "n_2": "int4",
        }.items()
    ]  # fmt: skip
    (row,) = answer.get_json()["rows"]
    assert row[2:11] == [
        2.5, None, "", '"a"\n, b', "2026-01-02T03:04:05.678901Z", ["x", None], {"k": 1.1}, "P1DT2H", "AP8=",
    ]  # fmt: skip
    # complete as it was saved
    assert answer.headers["X-Data-Complete-Through"][:19] == body["complete_through"][:19]
    # by psql, too
    assert [(len(read_only_mart.query("select * from results.sales")),)] == [tuple(*purchases)]
    assert read_only_mart.query("select name, saved_by, row_count from results.saved") == [
        ("sales", "anonymous", *purchases[0])
    ]
    tables = {table["name"]: table for table in api.get("/analytics/catalog").get_json()["tables"]}
    assert tables["results.sales"]["complete_through"] == body["complete_through"]
    assert tables["results.sales"]["kind"] == "table"


def test_a_table_does_not_bind_the_mart(api: FlaskClient, read_only_mart: LoneMart) -> None:
    # the type of the rows of a table of the mart
    assert save(api, "bound", "select events from events limit 1").status_code == 201
    assert save(api, "viewed", "select events from events limit 1", save_as_view=True).status_code == 201
    with read_only_mart.connect("owner") as owner:
        depending = owner.execute(
            "select objid::regclass from pg_depend where refobjid in ('mart.events'::regclass, "
            "(select reltype from pg_class where oid = 'mart.events'::regclass)) "
            "and objid in (select oid from pg_class where relnamespace = 'results'::regnamespace)"
        ).fetchall()
    assert depending == []


def test_a_view_follows_the_mart_and_is_read_as_the_query_itself(api: FlaskClient, read_only_mart: LoneMart) -> None:
    sql = "select event_id, event_type, event_at from events"
    saved = save(api, "recent", sql, save_as_view=True)
    assert saved.status_code == 201, saved.text
    assert (saved.get_json()["is_view"], saved.get_json()["row_count"]) == (True, None)
    assert rows(api, "select count(*), max(event_at) from results.recent") == rows(
        api, "select count(*), max(event_at) from events"
    )
    condition = "where event_id = 'e00001'"
    # the planner sees through it, down to the index
    (plan, direct) = (
        "\n".join(line for (line,) in read_only_mart.query(f"explain (costs off) {query} {condition}"))
        for query in ("select * from results.recent", f"select * from ({sql}) as q")
    )
    assert plan == direct
    first = api.get("/analytics/query", query_string={"sql": "select count(*) from results.recent"})
    assert first.headers["ETag"]
    # of a view that reads the clock, no answer is kept
    assert save(api, "today", "select now() as at", save_as_view=True).status_code == 201
    assert "ETag" not in api.get("/analytics/query", query_string={"sql": "select * from results.today"}).headers
    # the mart is free to change what a view reads: the view finds out when it is read
    with read_only_mart.connect("owner") as owner:
        owner.execute("create table mart.passing as select 1 as n")
    assert save(api, "late", "select n from passing", save_as_view=True).status_code == 201
    with read_only_mart.connect("owner") as owner:
        owner.execute("drop table mart.passing")
        gone = api.get("/analytics/query", query_string={"sql": "select * from results.late"})
        assert 'relation "passing" does not exist' in gone.get_json()["detail"]
        owner.execute("create table mart.passing as select 2 as n")
    assert rows(api, "select * from results.late") == [[2]]
    with read_only_mart.connect("owner") as owner:
        owner.execute("drop table mart.passing")


@pytest.mark.parametrize(
    ("body", "status", "cause"),
    [
        ({"save_as": "Sales"}, 400, "not a name for a result"),
        ({"save_as": "a" * 61}, 400, "not a name for a result"),
        ({"save_as": 'x"; drop table results.saved; --'}, 400, "not a name for a result"),
        ({"save_as": "saved"}, 400, "not a name for a result"),
        ({"save_as": ""}, 400, "not a name for a result"),
        ({"background": True}, 400, "go with save_as"),
        ({"save_as_view": True}, 400, "go with save_as"),
        ({"save_as": "v", "save_as_view": True, "sql": "select :n", "parameters": {"n": 1}}, 400, "no parameters"),
        ({"save_as": "v", "save_as_view": True, "sql": "select * from results.w"}, 400, "cannot read saved results"),
        ({"save_as": "v", "save_as_view": True, "sql": "select"}, 400, "no columns"),
        ({"save_as": "t", "sql": "select"}, 400, "no columns"),
        ({"save_as": "t", "sql": "select 1 as ctid"}, 400, 'column name "ctid" conflicts'),
        ({"save_as": "t", "sql": "select 1,\n  nothing from events"}, 400, "(line 2, column 3)"),
        ({"save_as": "t", "sql": "delete from events"}, 400, "DELETE is not allowed"),
        ({"save_as": "t", "sql": "select 1", "engine": "sea"}, 400, "is not one of"),
        ({"save_as": "t", "sql": "select * from results.queries"}, 403, "permission denied"),
    ],
)
def test_what_cannot_be_saved_is_refused_and_leaves_nothing(
    api: FlaskClient, read_only_mart: LoneMart, body: dict[str, Any], status: int, cause: str
) -> None:
    answer = api.post("/analytics/query", json={"sql": "select 1 as n", **body})
    assert answer.status_code == status, answer.text
    assert cause in answer.get_json()["detail"]
    assert api.get("/analytics/results").get_json() == {"results": []}
    assert left(read_only_mart) == []


def left(mart: LoneMart) -> list[tuple[Any, ...]]:
    """The relations of schema results, except its records."""
    return mart.query(
        "select relname from pg_class where relnamespace = to_regnamespace('results') and relkind in ('r', 'v') "
        "and relname not in ('saved', 'queries')"
    )


def test_options_of_an_answer_do_not_go_with_it(api: FlaskClient) -> None:
    answer = api.post("/analytics/query?format=csv", json={"sql": "select 1", "save_as": "t"})
    assert (answer.status_code, answer.get_json()["detail"].split(" ")[0]) == (400, "format")


def test_a_result_is_bounded(services: Services, read_only_mart: LoneMart) -> None:
    api = with_limits(services, rows=100, bytes=10_000, per_key=2)
    assert save(api, "a", "select * from generate_series(1, 100) as n").status_code == 201
    many = save(api, "b", "select * from generate_series(1, 101) as n")
    assert (many.status_code, many.get_json()["detail"]) == (
        400, "The result has more than 100 rows. Select less of it.",
    )  # fmt: skip
    large = save(api, "b", "select repeat('x', 20000) as x")
    assert "larger than 10000 bytes" in large.get_json()["detail"]
    # the record of one that has failed says why
    assert save(api, "b", "select 1 as n").status_code == 201
    third = save(api, "c", "select 1 as n")
    assert "You have 2 saved results" in third.get_json()["detail"]
    assert save(api, "a", "select 2 as n").status_code == 201
    assert rows(api, "select * from results.a") == [[2]]
    assert left(read_only_mart) == [("a",), ("b",)]


def test_a_reader_sees_the_old_result_or_the_new_one(api: FlaskClient, read_only_mart: LoneMart) -> None:
    assert save(api, "r", "select 1 as old").status_code == 201
    before = api.get("/analytics/query", query_string={"sql": "select * from results.r"})
    with read_only_mart.connect("reader") as reader:
        reader.autocommit = False
        reader.isolation_level = IsolationLevel.REPEATABLE_READ
        # its snapshot is older than the new result, and it has not found the table yet
        assert reader.execute("select count(*) from mart.events").fetchall()
        # the query reads the result that it replaces
        assert save(api, "r", "select old + 1 as new from results.r").status_code == 201
        assert reader.execute("select * from results.r").fetchall() == [(2,)]
        reader.commit()
        # one that has found it keeps it
        assert reader.execute("select new from results.r").fetchall() == [(2,)]
        accepted = save(api, "r", "select 3 as new", background=True)
        assert accepted.status_code == 202, accepted.text
        time.sleep(1)
        assert state_of(api, accepted)["state"] == "running"
        # new readers do not wait for long
        assert rows(api, "select * from results.r") == [[2]]
        # nor can it be deleted now
        with results_of(read_only_mart) as results:
            (being_read,) = results.all()
            with pytest.raises(ResultInUse, match="is being read"):
                results.remove(being_read, Patience(0))
        assert reader.execute("select new from results.r").fetchall() == [(2,)]
        reader.commit()
    assert wait_for_end(api, accepted)["state"] == "succeeded"
    after = api.get("/analytics/query", query_string={"sql": "select * from results.r"})
    assert after.get_json()["rows"] == [[3]]
    assert before.headers["ETag"] != after.headers["ETag"]
    # a query that waits for readers can be cancelled
    with read_only_mart.connect("reader") as reader:
        reader.autocommit = False
        reader.execute("select * from results.r")
        waiting = save(api, "r", "select 4 as new", background=True)
        wait_until(lambda: state_of(api, waiting)["state"] == "running", "the query runs", 10)
        assert api.delete(waiting.headers["Location"]).status_code == 204
        wait_until(lambda: left(read_only_mart) == [("r",)] and not threads_of_queries(), "the end of the query", 10)
    # a table becomes a view, and a view a table
    for is_view in (True, False):
        assert save(api, "r", "select 4 as n", save_as_view=is_view).status_code == 201
        assert rows(api, "select * from results.r") == [[4]]
    assert left(read_only_mart) == [("r",)]


def test_a_query_in_the_background_tells_its_state_and_can_be_cancelled(
    api: FlaskClient, read_only_mart: LoneMart
) -> None:
    running = [save(api, f"slow{number}", _SLOW, background=True) for number in range(2)]
    assert {accepted.status_code for accepted in running} == {202}
    assert running[0].get_json()["status_url"] == running[0].headers["Location"]
    queued = save(api, "queued", "select 1 as n", background=True)
    wait_until(lambda: [state_of(api, each)["state"] for each in running] == ["running"] * 2, "both run", 10)
    assert state_of(api, queued)["state"] == "queued"
    begun = {accepted.get_json()["query_id"] for accepted in running}
    wait_until(lambda: ids_of_queries(api) == begun, "both are listed", 10)
    # a key has four that have not ended
    assert save(api, "fourth", "select 1 as n", background=True).status_code == 202
    fifth = save(api, "fifth", "select 1 as n", background=True)
    assert (fifth.status_code, fifth.headers["Retry-After"]) == (429, "5")

    assert len(threads_of_queries()) == 4
    assert api.delete(queued.headers["Location"]).status_code == 204
    assert state_of(api, queued)["state"] == "cancelled"
    wait_until(lambda: len(threads_of_queries()) == 3, "the end of its thread", 10)
    assert api.delete(queued.headers["Location"]).status_code == 409
    assert api.delete(running[0].headers["Location"]).status_code == 204
    wait_until(lambda: len(ids_of_queries(api)) == 1, "the end of the query", 10)
    assert state_of(api, running[0])["state"] == "cancelled"
    assert wait_for_end(api, running[0])["error"] is None
    # the slot is free for the fourth
    wait_until(lambda: left(read_only_mart) == [("fourth",)], "the fourth", 10)
    assert api.delete(running[1].headers["Location"]).status_code == 204
    assert api.get(f"/analytics/queries/{UUID(int=1)}").status_code == 404


def ids_of_queries(api: FlaskClient) -> set[str]:
    return {query["id"] for query in api.get("/analytics/queries").get_json()["queries"]}


def threads_of_queries() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("query ")]


def test_queries_that_save_one_name_at_once_replace_each_other(services: Services, read_only_mart: LoneMart) -> None:
    def save_one(is_view: bool) -> int:
        api = create_app(services).test_client()
        return save(api, "same", "select 1 as n", save_as_view=is_view).status_code

    with ThreadPoolExecutor(2) as executor:
        assert set(executor.map(save_one, [False, False, True, True, False, True] * 5)) == {201}
    assert left(read_only_mart) == [("same",)]


def test_what_has_replaced_a_result_is_not_removed_for_it(api: FlaskClient, read_only_mart: LoneMart) -> None:
    assert save(api, "r", "select 1 as n").status_code == 201
    with results_of(read_only_mart) as results:
        (before,) = results.all()
        assert save(api, "r", "select 2 as n").status_code == 201
        assert not results.remove(before)
        assert rows(api, "select * from results.r") == [[2]]


def test_a_failure_in_the_background_is_recorded(api: FlaskClient) -> None:
    accepted = save(api, "f", "select 1", background=True)
    # whether it is saved already or not
    assert accepted.status_code == 202, accepted.text
    assert wait_for_end(api, accepted)["state"] == "succeeded"
    accepted = save(api, "f", "select 1 as n,\n 1 / (n - n) from (values (1)) as v (n)", background=True)
    ended = wait_for_end(api, accepted)
    assert (ended["state"], ended["error"], ended["row_count"]) == ("failed", "division by zero", None)
    done = wait_for_end(api, save(api, "f", "select 1 as n union all select 2", background=True))
    assert (done["state"], done["row_count"], done["save_as"]) == ("succeeded", 2, "f")
    assert done["requested_at"] <= done["started_at"] <= done["finished_at"]


def test_what_takes_long_goes_on_in_the_background(services: Services) -> None:
    saving = replace(services.saving, answer_seconds=0.2)
    api = create_app(replace(services, saving=saving)).test_client()
    accepted = save(api, "long", "select count(*) as n from generate_series(1, 6000000)")
    assert accepted.status_code == 202, accepted.text
    assert wait_for_end(api, accepted)["row_count"] == 1
    assert rows(api, "select * from results.long") == [[6_000_000]]


def test_results_expire(services: Services, api: FlaskClient, read_only_mart: LoneMart) -> None:
    expired = with_limits(services, lambda: datetime.now(UTC) - timedelta(days=2), days=1)
    assert save(with_limits(services, days=0), "kept", "select 1 as n").get_json()["expires_at"] is None
    assert save(expired, "old", "select 1 as n").status_code == 201
    # which removes the one before
    assert save(expired, "in_use", "select 1 as n", save_as_view=True).status_code == 201
    with read_only_mart.connect("reader") as reader:
        reader.autocommit = False
        reader.execute("select * from results.in_use")
        names = [result["name"] for result in api.get("/analytics/results").get_json()["results"]]
        assert names == ["in_use", "kept"]
    # an update run removes them, too
    assert remove_expired_results(read_only_mart.settings) == 1
    names = [result["name"] for result in api.get("/analytics/results").get_json()["results"]]
    assert names == ["kept"]
    assert left(read_only_mart) == [("kept",)]


def test_a_person_who_is_forgotten_is_in_no_result_afterwards(
    services: Services, api: FlaskClient, read_only_mart: LoneMart
) -> None:
    of_ann = "select 'ann@shop.example' as who"
    assert save(api, "a_table", of_ann).status_code == 201
    assert save(api, "a_view", of_ann, save_as_view=True).status_code == 201
    slow = f"{of_ann} from generate_series(1, 100000000000) as n group by n % 1"
    active = [save(api, f"slow{number}", slow, background=True).headers["Location"] for number in range(3)]
    wait_until(lambda: running(read_only_mart) == 2, "two queries run", 10)
    assert forget(read_only_mart) == 2
    wait_until(lambda: running(read_only_mart) == 0, "the end of the queries", 10)
    assert left(read_only_mart) == []
    with read_only_mart.connect("saver") as saver:
        left_over = saver.execute(
            "select 1 from results.queries union all select 1 from results.saved "
            "union all select 1 from pg_catalog.pg_proc where prosrc like '%ann@shop%'"
        )
        assert left_over.fetchall() == []
    assert {api.get(path).status_code for path in active} == {404}
    # others are saved again
    assert save(api, "a_table", "select 1 as n").status_code == 201


def test_nothing_is_saved_while_a_person_is_forgotten_and_readers_cannot_prevent_it(
    api: FlaskClient, read_only_mart: LoneMart
) -> None:
    for name in ("in_use", "other"):
        assert save(api, name, "select 'ann@shop.example' as who").status_code == 201
    with (
        ThreadPoolExecutor(1) as executor,
        read_only_mart.connect("reader") as first,
        read_only_mart.connect("reader") as second,
    ):
        first.autocommit = False
        first.execute("select * from results.in_use")
        forgotten = executor.submit(forget, read_only_mart)
        # the result that nobody reads goes at once
        wait_until(lambda: left(read_only_mart) == [("in_use",)], "the other result", 10)
        copied = save(api, "copy", "select * from results.in_use")
        assert (copied.status_code, copied.headers["Retry-After"]) == (503, "5")
        assert "while a person is being forgotten" in copied.get_json()["detail"]
        # the erasure is before new readers
        waiting = "select from pg_locks where not granted and mode = 'AccessExclusiveLock'"
        wait_until(lambda: bool(first.execute(waiting).fetchall()), "the erasure waits", 10)
        time.sleep(1)
        second.execute("set lock_timeout = '100ms'")
        with pytest.raises(LockNotAvailable):
            second.execute("select * from results.in_use")
        first.rollback()
        assert forgotten.result(10) == 2
    assert left(read_only_mart) == []


def test_a_result_is_its_keys_own(services: Services, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    scopes = {"ann": ["read", "save"], "bob": ["read", "save"], "eve": ["read"], "root": ["admin"]}
    clients = []
    for name, its_scopes in scopes.items():
        client = create_app(replace(services, keys=keys)).test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {keys.create(name, its_scopes)}"
        clients.append(client)
    ann, bob, eve, root = clients
    saved = save(ann, "anns", "select 1 as n")
    assert (saved.status_code, saved.get_json()["saved_by"]) == (201, "ann")
    assert "lacks scope save" in save(eve, "eves", "select 1 as n").get_json()["detail"]
    # others read it
    assert rows(eve, "select * from results.anns") == [[1]]
    assert "belongs to key ann" in save(bob, "anns", "select 2 as n").get_json()["detail"]
    path = saved.headers["Location"]
    assert [each.delete(path).status_code for each in (eve, bob, root, ann)] == [403, 403, 204, 404]
    slow = save(ann, "slow", _SLOW, background=True).headers["Location"]
    assert [each.get(slow).status_code for each in (bob, ann, root)] == [403, 200, 200]
    assert [each.delete(slow).status_code for each in (bob, ann)] == [403, 204]


def test_a_process_that_dies_leaves_no_query_and_a_record_that_says_so(
    api: FlaskClient, read_only_mart: LoneMart, tmp_path: Path
) -> None:
    process, settings = start_api(read_only_mart, tmp_path)
    body = {"sql": _SLOW, "save_as": "s", "background": True}
    accepted = [requests.post(f"{settings.api_url}/analytics/query", json=body, timeout=30).json() for _ in range(3)]
    paths = [each["status_url"] for each in accepted]

    def states() -> list[str]:
        return sorted(api.get(path).get_json()["state"] for path in paths)

    wait_until(lambda: states() == ["queued", "running", "running"], "two queries run", 10)
    # another process can cancel what this one runs
    cancelled = next(path for path in paths if api.get(path).get_json()["state"] == "running")
    assert api.delete(cancelled).status_code == 204
    wait_until(lambda: states() == ["cancelled", "running", "running"], "the next query runs", 10)
    process.end(signal.SIGKILL)
    wait_until(lambda: states() == ["cancelled", "failed", "failed"], "their records", 10)
    failed = next(found for path in paths if (found := api.get(path).get_json())["state"] == "failed")
    assert failed["error"] == "The process of the API, or its connection, has ended. Send the query again."
    wait_until(lambda: running(read_only_mart) == 0, "the end of the queries", 30)
    assert left(read_only_mart) == []


def test_the_erasure_of_a_run_that_was_killed_is_ended_although_it_waits_for_a_reader(
    api: FlaskClient, read_only_mart: LoneMart
) -> None:
    assert save(api, "r", "select 1 as n").status_code == 201
    with (
        ThreadPoolExecutor() as executor,
        read_only_mart.connect("reader") as reader,
        read_only_mart.connect("saver") as other,
    ):
        assert not end_erasure(other)
        reader.autocommit = False
        reader.execute("select * from results.r")
        erasure = executor.submit(forget, read_only_mart)
        wait_until(lambda: is_erasing(other), "an erasure that waits", 10)
        assert end_erasure(other)
        with pytest.raises(psycopg.OperationalError):
            erasure.result(10)
        wait_until(lambda: not is_erasing(other), "its end", 10)
    assert rows(api, "select * from results.r") == [[1]]
