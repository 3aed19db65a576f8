"""GET /analytics/query on a real mart: types, limits, and reasons for refusals."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventmart.postgres import connection_parameters
from ingest_api.analytics.engine import Bounds, Page, QueryEnded, QueryFailed
from ingest_api.analytics.mart.engine import Mart
from ingest_api.cancellation import Cancellation, Cancelled
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until


def page(mart: Mart, sql: str, cancellation: Cancellation | None = None) -> Page:
    return mart.page(mart.check(sql, {}), "test", Bounds(100, 1000), cancellation or Cancellation())


def running(mart: LoneMart) -> int:
    """How many queries the reader's connections run."""
    with mart.connect("admin") as admin:
        ((count,),) = admin.execute(
            "select count(*) from pg_stat_activity "
            "where usename = 'eventmart_reader' and state = 'active' and application_name like 'eventmart %'"
        ).fetchall()
    return int(count)


def ask(api: FlaskClient, sql: str) -> TestResponse:
    return api.get("/analytics/query", query_string={"sql": sql})


@pytest.mark.usefixtures("read_only_mart")
def test_analytics_answers_have_types_and_limits(api: FlaskClient) -> None:
    answer = ask(
        api,
        """select 1::int as a, 2.50::numeric as b, 'x'::text as c, true as d, null::text as e,
            date '2026-01-02' as f, timestamptz '2026-01-02 03:04:05Z' as g, '{"k": 1.50}'::jsonb as h,
            'infinity'::timestamptz as i, 'NaN'::numeric as j, 1e300::float8 as k, 'NaN'::float8 as l,
            12345678901234567890::numeric as m""",
    )
    assert answer.status_code == 200
    body = answer.get_json()
    assert [column["name"] for column in body["columns"]] == list("abcdefghijklm")
    assert [column["type"] for column in body["columns"]][:8] == [
        "int4",
        "numeric",
        "text",
        "bool",
        "text",
        "date",
        "timestamptz",
        "jsonb",
    ]
    (row,) = body["rows"]
    assert row[:8] == [1, 2.5, "x", True, None, "2026-01-02", "2026-01-02T03:04:05Z", {"k": 1.5}]
    assert row[8:] == ["infinity", "NaN", 1e300, "NaN", 12345678901234567890]
    many = ask(api, "select n from generate_series(1, 10001) as n").get_json()
    assert (len(many["rows"]), many["is_truncated"]) == (10_000, True)
    exactly = ask(api, "select * from generate_series(1, 10000)").get_json()
    assert (len(exactly["rows"]), exactly["is_truncated"]) == (10_000, False)
    none = ask(api, "select 1 as n, 'x' as word where false").get_json()
    assert (none["rows"], [column["name"] for column in none["columns"]]) == ([], ["n", "word"])


VALUES: list[tuple[str, Any]] = [
    # ranges and their arrays
    ("'[2020-01-01,2020-02-01)'::daterange", "[2020-01-01,2020-02-01)"),
    ("tstzrange('2020-01-01Z', null)", '["2020-01-01 00:00:00+00",)'),
    ("int8range(1, null)", "[1,)"),
    ("'{[2020-01-01,2020-02-01)}'::datemultirange", "{[2020-01-01,2020-02-01)}"),
    ("array[daterange('2020-01-01','2020-02-01')]", ["[2020-01-01,2020-02-01)"]),
    # network addresses
    ("'192.168.0.1'::inet", "192.168.0.1"),
    ("'192.168.0.0/16'::cidr", "192.168.0.0/16"),
    ("array['::1'::inet]", ["::1"]),
    # intervals keep their months and days apart
    ("interval '1 day 02:03:04'", "P1DT2H3M4S"),
    ("interval '14 months 3 days'", "P1Y2M3D"),
    ("interval '-1 day'", "P-1D"),
    ("'infinity'::interval", "infinity"),
    ("array[interval '1 month']", ["P1M"]),
    # times
    ("time '24:00'", "24:00:00"),
    ("timetz '23:59:60+14'", "24:00:00+14"),
    ("timestamptz '2026-01-02 00:30:00+01'", "2026-01-01T23:30:00Z"),
    ("timestamp '2026-01-02 00:30:00'", "2026-01-02T00:30:00"),
    ("timestamptz '9999-12-31 23:59:59-14'", "10000-01-01 13:59:59+00"),
    ("array['infinity'::timestamptz]", ["infinity"]),
    ("date '0001-01-01 BC'", "0001-01-01 BC"),
    # numbers
    ("9223372036854775807", 9223372036854775807),
    ("0.1::float4", 0.1),
    ("'-Infinity'::float8", "-Infinity"),
    ("array[1.50, null]", [1.5, None]),
    ("'{{1,2},{3,4}}'::int[]", [[1, 2], [3, 4]]),
    ("'[2:3]={1,2}'::int[]", [1, 2]),
    ("'{}'::text[]", []),
    # everything else is text
    ("row(1, 'a')", "(1,a)"),
    ("array[row(1, 'a')]", ["(1,a)"]),
    ("'00000000-0000-0000-0000-000000000001'::uuid", "00000000-0000-0000-0000-000000000001"),
    ("array['00000000-0000-0000-0000-000000000001'::uuid]", ["00000000-0000-0000-0000-000000000001"]),
    ("b'101'", "101"),
    ("to_tsquery('simple', 'a')", "'a'"),
    (r"array['\xde'::bytea]", ["3g=="]),
    ("array[timestamptz '10000-01-01']", ["10000-01-01 00:00:00+00"]),
    ("timestamptz '0001-01-01 00:00:00+14'", "0001-12-31 10:00:00+00 BC"),
    ("date_trunc('day', '-infinity'::timestamptz)", "-infinity"),
    ("array['{\"k\": 1.50}'::jsonb]", [{"k": 1.5}]),
    ("to_tsvector('simple', 'a b')", "'a':1 'b':2"),
    ("point(1, 2)", "(1,2)"),
    ("'$.a'::jsonpath", '$."a"'),
    ("'0/0'::pg_lsn", "0/0"),
    (r"e'\x01\x7f'", "\x01\x7f"),
    (r"'\xdeff'::bytea", "3v8="),
]


@pytest.mark.usefixtures("read_only_mart")
def test_values_of_every_type_come_back(api: FlaskClient, read_only_mart: LoneMart) -> None:
    # none of them depends on the settings of the role
    has_multiranges = read_only_mart.query("select to_regtype('datemultirange') is not null") == [(True,)]
    values = [each for each in VALUES if has_multiranges or "multirange" not in each[0]]
    other_settings = {"timezone": "Asia/Kathmandu", "intervalstyle": "sql_standard", "datestyle": "German"}
    with read_only_mart.connect("admin") as admin:
        for name, value in other_settings.items():
            admin.execute(f"alter role eventmart_reader set {name} = '{value}'".encode())
        answer = ask(api, f"select {', '.join(sql for sql, _ in values)}")
        for name in other_settings:
            admin.execute(f"alter role eventmart_reader reset {name}".encode())
    assert answer.status_code == 200, answer.text
    (row,) = answer.get_json()["rows"]
    assert dict(zip((sql for sql, _ in values), row, strict=True)) == dict(values)


@pytest.mark.usefixtures("read_only_mart")
def test_an_answer_has_the_columns_and_the_order_of_the_query(api: FlaskClient) -> None:
    rows = "(values (1, 'c'), (2, 'b'), (3, 'a')) as answer (answer, word)"
    ordered = ask(api, f"select answer, word, answer from {rows} order by word -- the last line").get_json()
    assert [column["name"] for column in ordered["columns"]] == ["answer", "word", "answer"]
    assert ordered["rows"] == [[3, "a", 3], [2, "b", 2], [1, "c", 1]]
    assert ask(api, "(select 1) union (select 2) order by 1 desc limit 1").get_json()["rows"] == [[2]]


@pytest.mark.usefixtures("read_only_mart")
def test_an_answer_is_bounded_row_by_row(api: FlaskClient) -> None:
    large = ask(api, "select repeat('x', 5000000) from generate_series(1, 100)").get_json()
    assert ([len(row[0]) for row in large["rows"]], large["is_truncated"]) == ([5_000_000] * 3, True)
    arrays = ask(api, "select array_fill(repeat('x', 1000000), array[2]) from generate_series(1, 100)").get_json()
    assert (len(arrays["rows"]), arrays["is_truncated"]) == (8, True)
    alone = ask(api, "select repeat('x', 20000000)")
    assert alone.status_code == 400
    assert "A row is larger than 16777216 bytes" in alone.get_json()["detail"]
    # the connections are free again
    for _ in range(20):
        assert ask(api, "select 1").get_json()["rows"] == [[1]]


@pytest.mark.parametrize("huge", ["repeat('x', 5000)", "array_fill(1, array[100, 100])", "1, 'x', repeat('\"', 3000)"])
def test_postgresql_does_not_send_a_row_that_is_too_large(read_only_mart: LoneMart, huge: str) -> None:
    reader = connection_parameters(read_only_mart.settings, "reader")
    with closing(Mart(reader, 30, 60, 1000)) as mart:
        with pytest.raises(QueryFailed, match=r"A row is too large\. Select less of it\."):
            page(mart, f"select {huge}; -- a comment")
        # up to four times as large, it is sent and refused here
        with pytest.raises(QueryFailed, match="A row is larger than 1000 bytes"):
            page(mart, "select repeat('x', 2000)")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("delete from events", "DELETE"),
        ("select 1; select 2", "2 statements"),
        ("select nonsense from events", "nonsense"),
        ("select 1/0", "division by zero"),
        ("select pg_sleep(100)", "pg_sleep"),
        ("select 1 as a, nonsense", 'nonsense" does not exist (line 1, column 16)'),
        ("select 'x'::int", "invalid input syntax for type integer"),
        ("select repeat('x', 2000000000)", "request"),
        ("select '\0'", "NUL"),
        # PostgreSQL accepts it
        ("select bit varying '1'", "cannot be parsed: Invalid expression"),
        ("select 1 limit " + "(select 1 limit " * 30 + "1" + ")" * 30, "hard to parse"),
    ],
)
@pytest.mark.usefixtures("read_only_mart")
def test_a_query_that_may_not_be_asked_gets_a_400_with_its_reason(api: FlaskClient, sql: str, words: str) -> None:
    answer = ask(api, sql)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.get_json()["detail"]


@pytest.mark.usefixtures("read_only_mart")
def test_a_query_may_read_the_mart_alone(api: FlaskClient) -> None:
    answer = ask(api, "select * from landing.events")
    assert answer.status_code == 403
    assert "permission denied" in answer.get_json()["detail"]


def test_errors_of_classes_22_42_53_and_54_are_the_querys(api: FlaskClient, mart: LoneMart) -> None:
    with mart.connect("admin") as admin:
        admin.execute(
            "create function mart.fail(code text) returns int language plpgsql as "
            "$$begin raise exception using errcode = code, message = 'because of ' || code; end$$"
        )
    codes = {
        "22012": 400,
        "42501": 403,
        # out of memory, disk full, limit of temporary files
        "53200": 400,
        "53100": 400,
        "53400": 400,
        "54000": 400,
        # too many connections, shutting down, no connection
        "53300": 503,
        "57P01": 503,
        "08006": 503,
    }
    for code, status in codes.items():
        answer = ask(api, f"select fail('{code}')")
        assert (code, answer.status_code) == (code, status)
        assert (f"because of {code}" in answer.get_json()["detail"]) == (status != 503)


def test_an_answer_tells_how_complete_it_is(api: FlaskClient, read_only_mart: LoneMart) -> None:
    ((complete_through,),) = read_only_mart.query("select complete_through from watermark")
    answer = ask(api, "select count(*) from events")
    assert answer.get_json()["rows"] == [[300]]
    for told in (answer.get_json()["complete_through"], answer.headers["X-Data-Complete-Through"]):
        assert told == complete_through.isoformat().replace("+00:00", "Z")


@pytest.mark.usefixtures("empty_mart")
def test_before_the_first_run_a_query_is_told_that_there_is_no_mart(api: FlaskClient) -> None:
    answer = ask(api, "select count(*) from events")
    assert answer.status_code == 400
    assert "The mart is not built yet. Call /data/update once." in answer.get_json()["detail"]
    empty = ask(api, "select 1")
    assert (empty.get_json()["rows"], empty.get_json()["complete_through"]) == ([[1]], None)
    assert "X-Data-Complete-Through" not in empty.headers


@pytest.mark.usefixtures("read_only_mart")
def test_a_query_ends_when_its_client_goes(engine: Mart, read_only_mart: LoneMart) -> None:
    cancellation = Cancellation()
    sorting = "select count(*) from (select n from generate_series(1, 100000000) as n order by random()) as sorted"
    with ThreadPoolExecutor() as executor:
        answer = executor.submit(page, engine, sorting, cancellation)
        wait_until(lambda: running(read_only_mart) == 1, "the query", 10)
        cancellation.cancel()
        with pytest.raises(QueryEnded):
            answer.result(timeout=10)
    assert running(read_only_mart) == 0
    # a client that is gone before its query begins
    with pytest.raises(Cancelled):
        page(engine, sorting, cancellation)
    assert page(engine, "select 1").rows == [(1,)]


@pytest.mark.usefixtures("read_only_mart")
def test_queries_beyond_the_connections_are_refused(api: FlaskClient, engine: Mart, read_only_mart: LoneMart) -> None:
    slow = "select count(*) from generate_series(1, 100000000)"
    cancellations = [Cancellation() for _ in range(8)]
    with ThreadPoolExecutor(8) as executor:
        answers = [executor.submit(page, engine, slow, cancellation) for cancellation in cancellations]
        wait_until(lambda: running(read_only_mart) == 8, "eight queries", 20)
        refused = ask(api, "select 1")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
        assert "8 queries are running" in refused.get_json()["detail"]
        for cancellation in cancellations:
            cancellation.cancel()
        for answer in answers:
            with pytest.raises(QueryEnded):
                answer.result(timeout=10)
    assert ask(api, "select 1").status_code == 200


def test_a_query_may_not_fill_the_disk(read_only_mart: LoneMart) -> None:
    assert read_only_mart.query("select setting from pg_settings where name = 'temp_file_limit'") == [("4194304",)]
    sorting = "select n from generate_series(1, 2000000) as n order by random() limit 1 offset 1999999"
    reader = connection_parameters(read_only_mart.settings, "reader")
    with read_only_mart.connect("admin") as admin:
        admin.execute("alter role eventmart_reader set temp_file_limit = '1MB'")
        # a limit holds for sessions that begin after it was set
        with closing(Mart(reader, 30, 60, 1000)) as mart, pytest.raises(QueryFailed, match="temporary file size"):
            page(mart, sorting)
        admin.execute("alter role eventmart_reader set temp_file_limit = '4GB'")
    with closing(Mart(reader, 30, 60, 1000)) as mart:
        assert len(page(mart, sorting).rows) == 1


def test_metrics_count_what_the_mart_holds(api: FlaskClient, empty_mart: LoneMart, rows: Tables) -> None:
    assert "eventmart_mart_up 0.0" in api.get("/metrics").text
    empty_mart.publish(rows)
    empty_mart.run_dbt("run")
    with empty_mart.connect("owner") as owner:
        owner.execute("update mart.watermark set repeat_count = 3, id_conflict_count = 2")
    text = api.get("/metrics").text
    for line in ("up 1.0", f"events {len(rows['events'])}.0", "repeats 3.0", "id_conflicts 2.0"):
        assert f"eventmart_mart_{line}\n" in text
    # as an earlier version has built it
    with empty_mart.connect("owner") as owner:
        owner.execute("alter table mart.watermark drop column repeat_count")
    assert "eventmart_mart_repeats 0.0\n" in api.get("/metrics").text


@pytest.mark.usefixtures("read_only_mart")
def test_a_query_may_bring_views_along(api: FlaskClient) -> None:
    views = {"recent": "select event_type, user_id from events -- all", "buyers": "select distinct user_id from recent"}
    body = {"sql": "select count(*) >= 0, :n + 1 from recent join buyers using (user_id)", "views": views}
    answer = api.post("/analytics/query", json={**body, "parameters": {"n": 1}})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["rows"] == [[True, 2]]
    # they are gone, and were never there for others
    assert "buyers" in ask(api, "select * from buyers").get_json()["detail"]
    views["buyers"] = "select 1 as one,\n  nonsense from recent"
    failed = api.post("/analytics/query", json={"sql": "select * from buyers", "views": views})
    assert failed.status_code == 400
    assert failed.get_json()["detail"].startswith('View buyers: column "nonsense" does not exist (line 2, column 3)')
    assert failed.get_json()["errors"][0]["line"] == 2


def test_the_catalog_tells_what_can_be_queried(api: FlaskClient, read_only_mart: LoneMart) -> None:
    answer = api.get("/analytics/catalog")
    assert answer.status_code == 200, answer.text
    catalog = answer.get_json()
    assert catalog["engines"] == ["mart", "lake"]
    tables = {table["name"]: table for table in catalog["tables"]}
    readable = read_only_mart.query(
        "select table_name::text from information_schema.tables where table_schema = 'mart'"
    )
    assert set(tables) == {name for (name,) in readable} | {"results.saved"}
    events = tables["events"]
    assert (events["engine"], events["kind"], tables["funnel"]["kind"]) == ("mart", "table", "view")
    assert events["description"].startswith("All events.")
    columns = {column["name"]: column for column in events["columns"]}
    assert list(columns)[:2] == ["source", "event_id"]
    assert columns["event"]["type"] == "jsonb"
    assert columns["received_at"] == {
        "name": "received_at",
        "type": "timestamp with time zone",
        "description": "When the API received the event (UTC).",
    }
    ((complete_through,),) = read_only_mart.query("select complete_through from watermark")
    assert events["complete_through"] == complete_through.isoformat().replace("+00:00", "Z")
    queries = {query["name"]: query for query in catalog["queries"]}
    assert list(queries) == sorted(queries)
    by, count = queries["top_users"]["parameters"]
    assert (by["choices"], by["default"]) == (["events", "sessions", "days"], "events")
    assert (count["type"], count["minimum"], count["maximum"]) == ("integer", 1, 1000)
    assert set(count) == {
        "name", "type", "description", "default", "is_required", "is_list", "choices", "minimum", "maximum"
    }  # fmt: skip


@pytest.mark.usefixtures("empty_mart")
def test_before_the_first_run_the_catalog_has_the_named_queries(api: FlaskClient) -> None:
    answer = api.get("/analytics/catalog")
    assert answer.status_code == 200, answer.text
    catalog = answer.get_json()
    assert "funnel" in {query["name"] for query in catalog["queries"]}
    assert all(table["complete_through"] is None for table in catalog["tables"])
