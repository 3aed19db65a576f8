"""Answers of GET and POST /analytics/query on a real mart: formats, pages, parameters, ETags and completeness."""

import csv
import gzip
import io
import json
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow
import pytest
from flask.testing import FlaskClient
from pyarrow import ipc, parquet
from werkzeug.test import TestResponse

from eventmart.postgres import connection_parameters
from ingest_api.analytics.engine import Bounds, QueryEnded, QueryFailed, QueryTimedOut
from ingest_api.analytics.formats import CSV
from ingest_api.analytics.mart.engine import Mart
from ingest_api.cancellation import Cancellation
from ingest_api.web.answer_cache import AnswerCache
from ingest_api.web.app import create_app
from ingest_api.web.query_response import QueryResponses
from ingest_api.web.services import Services
from pipeline.bootstrap import set_up_databases
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until

pytestmark = pytest.mark.usefixtures("read_only_mart")

_MANY = "select n, 'user ' || n as name from generate_series(1, 25000) as n"


def ask(api: FlaskClient, sql: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
    return api.get("/analytics/query", query_string={"sql": sql, **options}, headers=headers)


def post(api: FlaskClient, sql: str, **parameters: Any) -> TestResponse:
    return api.post("/analytics/query", json={"sql": sql, "parameters": parameters})


@pytest.mark.parametrize("name", ["csv", "ndjson", "parquet", "arrow"])
def test_a_stream_has_all_rows(api: FlaskClient, name: str) -> None:
    answer = ask(api, _MANY, format=name)
    assert answer.status_code == 200
    assert "Content-Length" not in answer.headers
    readers: dict[str, Callable[[], list[Any]]] = {
        "csv": lambda: [(int(n), word) for n, word in list(csv.reader(io.StringIO(answer.text)))[1:]],
        "ndjson": lambda: [tuple(json.loads(line).values()) for line in answer.text.splitlines()],
        "parquet": lambda: [tuple(row.values()) for row in parquet.read_table(io.BytesIO(answer.data)).to_pylist()],
        "arrow": lambda: [tuple(row.values()) for row in ipc.open_stream(answer.data).read_all().to_pylist()],
    }
    assert readers[name]() == [(n, f"user {n}") for n in range(1, 25_001)]
    assert len(ask(api, _MANY, format=name, limit=7).data) < len(answer.data) / 10


def test_the_accept_header_chooses_the_format(api: FlaskClient) -> None:
    chosen = {
        accept: ask(api, "select 1 as n", {"Accept": accept})
        for accept in ("*/*", "text/csv", "application/x-ndjson;q=0.5, text/html", "image/png")
    }
    assert [answer.mimetype for answer in chosen.values()] == [
        "application/json", "text/csv", "application/x-ndjson", "application/problem+json"
    ]  # fmt: skip
    assert chosen["text/csv"].text == "n\n1\n"
    assert chosen["image/png"].status_code == 406
    # what the URL says comes first
    assert ask(api, "select 1 as n", {"Accept": "text/csv"}, format="ndjson").text == '{"n":1}\n'


def test_values_keep_their_types_in_arrow(api: FlaskClient) -> None:
    sql = """
        select 1::int2 as a, 2.50::numeric(10, 2) as b, 0.1::numeric as c, true as d, date '2026-01-02' as e,
            timestamptz '2026-01-02 03:04:05.678901Z' as f, timestamp '2026-01-02 03:04:05' as g, null::text as h,
            '' as i, e'"a"\\n, b' as j, '{"k": 1}'::jsonb as k, array[1, 2] as l, 'NaN'::float8 as m, null::int as n,
            time '01:02:03' as o, 1 as a
        union all select null, null::numeric(10, 2), null, null, null, null, null, null, null, null, null, null, null,
            null, null, null
    """
    table = ipc.open_stream(ask(api, sql, format="arrow").data).read_all()
    # not a number is not equal to itself
    same = parquet.read_table(io.BytesIO(ask(api, sql, format="parquet").data))
    assert same.drop(["m"]).equals(table.drop(["m"]))
    assert [str(field.type) for field in table.schema] == [
        "int16", "decimal128(10, 2)", "double", "bool", "date32[day]", "timestamp[us, tz=UTC]", "timestamp[us]",
        "string", "string", "string", "string", "string", "double", "int32", "time64[us]", "int32",
    ]  # fmt: skip
    first, second = table.to_pylist()
    assert (first["a"], first["b"], first["d"]) == (1, Decimal("2.50"), True)
    assert first["f"].isoformat() == "2026-01-02T03:04:05.678901+00:00"
    assert [first[name] for name in "hijkl"] == [None, "", '"a"\n, b', '{"k": 1}', "{1,2}"]
    # names may not repeat
    assert "a_2" in first
    assert set(second.values()) == {None}
    assert ipc.open_stream(ask(api, f"{sql} limit 0", format="arrow").data).read_all().schema == table.schema


def test_what_arrow_lacks_is_an_error(api: FlaskClient) -> None:
    answer = ask(api, "select timestamptz 'infinity' as at", format="arrow")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "Cast the column to text" in answer.get_json()["detail"]
    assert ask(api, "select", format="parquet").status_code == 400


def test_json_and_ndjson_have_the_same_values(api: FlaskClient) -> None:
    values = """
        1 as a, 2.50 as b, 1e300::float8 as c, 'NaN'::numeric as d, true as e, date '2026-01-02' as f, 'x' as g,
        timestamptz '2026-01-02 03:04:05.5+01' as h, timestamp '2026-01-02 03:04:05' as i, null as j,
        '{"a": [1.50, null]}'::jsonb as k, e'{\\n "a": 1}'::json as l, array[1, null] as m,
        'infinity'::timestamptz as n, interval '1 day 2 hours' as o,
        '00000000-0000-0000-0000-000000000001'::uuid as p, '\\xdeff'::bytea as q,
        e'a"\\\\ \\u00e9\\n' as r, '[1,2)'::int4range as s, array['2026-01-01Z'::timestamptz] as t, row(1, 'a') as u,
        date 'infinity' as v, timestamptz '10000-01-01Z' as w, 0::oid as x, 12345678901234567890 as y
    """
    page = ask(api, f"select {values}").get_json()
    (line,) = ask(api, f"select {values}", format="ndjson").text.splitlines()
    assert json.loads(line) == dict(zip((column["name"] for column in page["columns"]), page["rows"][0], strict=True))


def test_a_line_of_ndjson_has_the_names_of_the_columns(api: FlaskClient) -> None:
    for name in ("a", "a b", 'a"b', "a\\b", "a\nb", "ä", "c1", "self"):
        quoted = name.replace('"', '""')
        line = ask(api, f'select 0 as c0, 1 as "{quoted}"', format="ndjson").text
        assert json.loads(line) == {"c0": 0, name: 1}


def test_a_text_is_compressed_if_the_client_accepts_it(api: FlaskClient) -> None:
    for name in ("json", "csv", "ndjson"):
        plain = ask(api, _MANY, format=name)
        compressed = ask(api, _MANY, {"Accept-Encoding": "gzip"}, format=name)
        assert compressed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(compressed.data) == plain.data
        assert compressed.headers["ETag"] != plain.headers["ETag"]
    refused = ask(api, _MANY, {"Accept-Encoding": "gzip;q=0"}, format="csv")
    assert "Content-Encoding" not in refused.headers
    assert "Content-Encoding" not in ask(api, "select 1", {"Accept-Encoding": "gzip"}).headers
    assert "Content-Encoding" not in ask(api, _MANY, {"Accept-Encoding": "gzip"}, format="parquet").headers


def test_pages_are_the_result(api: FlaskClient) -> None:
    sql = "select n % 10 as digit, n from generate_series(1, 250) as n order by 1"
    whole = ask(api, sql).get_json()
    assert (whole["is_truncated"], whole["next_cursor"]) == (False, None)
    rows: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = ask(api, sql, limit=60, **cursor).get_json()
        rows += page["rows"]
        assert page["is_truncated"] == (page["next_cursor"] is not None) == (len(rows) < 250)
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert rows == whole["rows"]
    # an answer that ends at a bound has a next page too
    first = ask(api, _MANY).get_json()
    second = ask(api, _MANY, cursor=first["next_cursor"]).get_json()
    assert [len(page["rows"]) for page in (first, second)] == [10_000, 10_000]
    assert second["rows"][0] == [10_001, "user 10001"]
    wide = ask(api, "select n, repeat('x', 5000000) as x from generate_series(1, 5) as n").get_json()
    rest = ask(
        api, "select n, repeat('x', 5000000) as x from generate_series(1, 5) as n", cursor=wide["next_cursor"]
    ).get_json()
    assert [row[0] for row in wide["rows"] + rest["rows"]] == [1, 2, 3, 4, 5]
    # there is nothing to go on with if each answer differs
    assert ask(api, "select random() from generate_series(1, 9)", limit=3).get_json()["next_cursor"] is None


def test_a_cursor_of_another_query_or_of_older_data_is_refused(api: FlaskClient, read_only_mart: LoneMart) -> None:
    cursor = ask(api, _MANY, limit=10).get_json()["next_cursor"]
    other = ask(api, f"{_MANY} where n > 5", cursor=cursor)
    assert (other.status_code, "another query" in other.get_json()["detail"]) == (400, True)
    for wrong in ("", "x", cursor[:-4], cursor + "AAAA", "W10", "é", "a" * 5000, "WyJ4IiwtMV0", "WyJ4Iiwxe10"):
        assert ask(api, _MANY, cursor=wrong).status_code == 400, wrong
    # it is refused before the query runs
    assert "another query" in ask(api, "select 1 / 0", cursor=cursor).get_json()["detail"]
    assert "one page only" in ask(api, "select random()", cursor=cursor).get_json()["detail"]
    assert ask(api, _MANY, cursor=cursor, format="csv").status_code == 400
    assert ask(api, _MANY, cursor=cursor, limit=5).get_json()["rows"][0][0] == 11
    with read_only_mart.connect("owner") as owner:
        owner.execute("update analytics.changes set number = number + 1")
    moved = ask(api, _MANY, cursor=cursor)
    assert (moved.status_code, "Begin again without the cursor" in moved.get_json()["detail"]) == (409, True)


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1e3", "²", "10001", "99999999999999999999"])
def test_a_limit_is_a_number_of_rows(api: FlaskClient, limit: str) -> None:
    assert ask(api, "select 1", limit=limit).status_code == 400


def test_an_unchanged_answer_is_not_sent_again(api: FlaskClient, read_only_mart: LoneMart) -> None:
    sql = "select count(*) as n from events"
    for name in ("json", "csv", "parquet"):
        first = ask(api, sql, format=name)
        assert first.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
        assert {"Accept", "Accept-Encoding", "Authorization"} <= set(first.vary)
        again = ask(api, sql, {"If-None-Match": first.headers["ETag"]}, format=name)
        assert (again.status_code, again.data) == (304, b"")
        for header in ("ETag", "Cache-Control", "X-Data-Complete-Through", "X-Data-Run-Id"):
            assert again.headers[header] == first.headers[header]
    etag = ask(api, sql).headers["ETag"]
    assert ask(api, sql, {"If-None-Match": f'"other", W/{etag}'}).status_code == 304
    assert ask(api, f"{sql} where true", {"If-None-Match": etag}).status_code == 200
    assert ask(api, sql, {"If-None-Match": etag}, format="csv").status_code == 200
    assert ask(api, sql, {"If-None-Match": etag}, limit=1).status_code == 200
    with read_only_mart.connect("owner") as owner:
        # dbt begins to write
        owner.execute("update analytics.changes set number = number + 1, is_changing = true")
        begun = ask(api, sql, {"If-None-Match": etag})
        assert begun.status_code == 200
        assert ask(api, sql, {"If-None-Match": begun.headers["ETag"]}).status_code == 304
        owner.execute("comment on table mart.events is 'any change of the database'")
        changing = ask(api, sql, {"If-None-Match": begun.headers["ETag"]})
        assert changing.status_code == 200
        owner.execute("update analytics.changes set number = number + 1, is_changing = false")
    assert ask(api, sql, {"If-None-Match": changing.headers["ETag"]}).status_code == 200


def test_an_answer_that_a_raised_limit_would_lengthen_is_sent_again(
    api: FlaskClient, services: Services, engine: Mart
) -> None:
    etag = ask(api, _MANY).headers["ETag"]
    raised = QueryResponses({"mart": engine}, lambda: "query", 20_000, 10**7, threading.Semaphore(1), AnswerCache(0))
    answer = ask(create_app(replace(services, query_responses=raised)).test_client(), _MANY, {"If-None-Match": etag})
    assert (answer.status_code, len(answer.get_json()["rows"])) == (200, 20_000)


@pytest.mark.parametrize(
    "sql",
    [
        "select now()",
        "select Current_Date",
        "select 'tomorrow 10:00'::timestamp",
        "select count(*) from pg_class",
        "select count(*) from events where event_at > current_timestamp - interval '1 hour'",
        "select * from users order by random()",
        "select * from events tablesample bernoulli (10)",
    ],
)
def test_an_answer_that_depends_on_the_clock_or_on_chance_is_not_kept(api: FlaskClient, sql: str) -> None:
    answer = ask(api, sql)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_dbt_counts_the_changes_that_it_makes(mart: LoneMart) -> None:
    def version() -> tuple[int, bool]:
        with mart.connect("reader") as reader:
            ((number, is_changing),) = reader.execute("select number, is_changing from analytics.changes").fetchall()
        return int(number), bool(is_changing)

    before, _ = version()
    mart.run_dbt("run", "--select", "top_users")
    assert version() == (before + 2, False)


def test_nothing_is_kept_before_dbt_has_looked_for_views_that_read_the_clock(api: FlaskClient, mart: LoneMart) -> None:
    with mart.connect("admin") as admin:
        admin.execute("drop table analytics.changes")
    # as after an upgrade from a version that counted no changes
    set_up_databases(mart.settings)
    assert "ETag" not in ask(api, "select count(*) from events").headers
    mart.run_dbt("run", "--select", "top_users")
    assert "ETag" in ask(api, "select count(*) from events").headers


def test_a_view_that_reads_the_clock_is_not_kept(api: FlaskClient, mart: LoneMart) -> None:
    with mart.connect("owner") as owner:
        owner.execute("create view mart.recent as select * from mart.events where event_at > now() - interval '1 day'")
        owner.execute("create view mart.recent_users as select distinct user_id from mart.recent")
        owner.execute("create view mart.ages as select age(event_at) from mart.events")
        owner.execute("create view mart.sample as select * from mart.events tablesample bernoulli (50)")
        owner.execute("grant select on mart.recent, mart.recent_users, mart.ages, mart.sample to eventmart_reader")
    mart.run_dbt("run", "--select", "top_users")
    for view in ("recent", "recent_users", "ages", "sample"):
        assert "ETag" not in ask(api, f"select count(*) from {view}").headers
    assert "ETag" in ask(api, "select count(*) from top_users").headers


def test_an_answer_may_be_asked_to_hold_what_was_sent(api: FlaskClient, services: Services, mart: LoneMart) -> None:
    ((through,),) = mart.query("select complete_through from watermark")
    sql = "select count(*) from events"
    assert ask(api, sql, at_least=through.isoformat()).status_code == 200
    later = (through + timedelta(seconds=1)).isoformat()
    early = ask(api, sql, at_least=later)
    assert (early.status_code, early.headers["Retry-After"]) == (409, "5")
    assert "is complete through" in early.get_json()["detail"]
    for wrong in ({"at_least": "soon"}, {"at_least": later, "wait": "61"}, {"at_least": later, "wait": "nan"}):
        assert ask(api, sql, **wrong).status_code == 400
    assert ask(api, sql, at_least=later, wait="0.3").status_code == 409
    # the requests that wait for their events to land count too
    with ExitStack() as landing:
        while services.waits.acquire(blocking=False):
            landing.callback(services.waits.release)
        assert ask(api, sql, at_least=later, wait="20").status_code == 429

    def complete() -> None:
        with mart.connect("owner") as owner:
            for table in ("watermark", "completeness"):
                owner.execute(f"update mart.{table} set complete_through = complete_through + interval '1 s'".encode())

    timer = threading.Timer(0.5, complete)
    timer.start()
    answer = ask(api, sql, at_least=later, wait="20")
    timer.join()
    assert answer.status_code == 200
    assert answer.get_json()["complete_through"] == later.replace("+00:00", "Z")


def test_parameters_are_bound(api: FlaskClient) -> None:
    words = ["'; drop table events; --", "\\", '{"a", null}', "", "a,b", "%s $1 :n", "é\n"]
    answer = post(
        api,
        """
        select :text as a, :n + 1 as b, :x * 2 as c, not :flag as d, :nothing is null as e, :words as f,
            '2026-01-02'::date = :day::date as g, 5 = any(:numbers) as h, cardinality(:none) as i,
            ':text' as j, (array[1, 2, 3])[2:3] as k, :text::text as l
        """,
        text=words[0], n=41, x=1.5, flag=True, nothing=None, words=words, day="2026-01-02", numbers=[4, 5], none=[],
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    (row,) = answer.get_json()["rows"]
    assert row == [words[0], 42, 3.0, False, True, words, True, True, 0, ":text", [2, 3], words[0]]
    assert post(api, "select :a, :A", a="small", A="large").get_json()["rows"] == [["small", "large"]]
    # in a stream too, whose statement takes no parameters of PostgreSQL
    body = {"sql": "select unnest(:words) as word", "parameters": {"words": words}}
    lines = api.post("/analytics/query?format=ndjson", json=body).text.splitlines()
    assert [json.loads(line)["word"] for line in lines] == words


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as :a",
        "select 1 :a",
        "select * from users :a",
        "select * from pg_sleep :a",
        "select * from mart. :a",
        "select 1 from users order by :a desc nulls :a",
    ],
)
def test_a_parameter_is_a_value_and_no_name(api: FlaskClient, sql: str) -> None:
    for value in ("users", 1, None, ["users"]):
        answer = post(api, sql, a=value)
        assert (answer.status_code, "syntax error" in answer.text or "cannot be parsed" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not valid"),
        (b'{"sql": 1}', "not valid"),
        (b'{"sql": "select 1", "parametrs": {}}', "parametrs"),
        (b'{"sql": "select :a"}', "The parameter :a has no value"),
        (b'{"sql": "select :b", "parameters": {"a": 1}}', "The query has these: a"),
        (b'{"sql": "select 1", "parameters": {"a b": 1}}', "is not a name"),
        (b'{"sql": "select 1", "parameters": {"a": {"b": 1}}}', "not valid"),
        (b'{"sql": "select 1", "parameters": {"a": [1, "x"]}}', "several types"),
        (b'{"sql": "select :a", "parameters": {"a": 99999999999999999999}}', "whole number"),
        (b'{"sql": "select :a", "parameters": {"a": "\\u0000"}}', "is not a text"),
        (b'{"sql": "select 1", "engine": "other"}', "engine=other"),
        (b'{"sql": "delete from events where event_id = :a", "parameters": {"a": "x"}}', "DELETE"),
        (b'{"sql": "select pg_sleep(:a)", "parameters": {"a": 1}}', "pg_sleep"),
    ],
)
def test_a_body_that_is_no_query_is_refused(api: FlaskClient, body: bytes, words: str) -> None:
    answer = api.post("/analytics/query", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert words in answer.get_json()["detail"]


def test_a_query_is_sent_as_json(api: FlaskClient) -> None:
    # a page of another site can send a form, but no JSON
    assert api.post("/analytics/query", data={"sql": "select 1"}).status_code == 415
    unknown = ask(api, "select 1", formt="csv")
    assert (unknown.status_code, "Did you mean format?" in unknown.get_json()["detail"]) == (400, True)


@pytest.mark.parametrize("name", ["json", "csv"])
def test_an_error_names_its_place_in_the_senders_sql(api: FlaskClient, name: str) -> None:
    sql = "select\n  :a as a,\n  :bb as b, nonsense, :a\nfrom users"
    answer = api.post(f"/analytics/query?format={name}", json={"sql": sql, "parameters": {"a": "x", "bb": [1, 2]}})
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert body["errors"][0] | {"hint": ""} == {
        "detail": 'column "nonsense" does not exist', "line": 3, "column": 13, "hint": ""
    }  # fmt: skip
    assert "(line 3, column 13)" in body["detail"]
    hint = ask(api, "select evnt_type from events", format=name).get_json()["errors"][0]["hint"]
    assert "events.event_type" in hint
    inside = api.post(f"/analytics/query?format={name}", json={"sql": "select 1,\n :a::int", "parameters": {"a": "x"}})
    assert inside.status_code == 400


def test_an_error_after_the_first_rows_leaves_the_answer_without_its_end(read_only_mart: LoneMart) -> None:
    sql = "select n, 1 / (20000 - n) as x, repeat('x', 100) as y from generate_series(1, 100000) as n"
    with closing(Mart(connection_parameters(read_only_mart.settings, "reader"), 30, 60, 10**6)) as mart:
        received = b""
        with (  # noqa: PT012
            pytest.raises(QueryFailed, match="division by zero"),
            mart.stream(mart.check(sql, {}), "test", None, Cancellation()) as stream,
        ):
            for part in CSV.encode(stream):
                received += part
        assert received.endswith(b"\n")
        assert 2**18 < len(received) < 20_000 * 120
        # the connection can be used again
        with mart.stream(mart.check("select 1 as n", {}), "test", None, Cancellation()) as stream:
            assert b"".join(CSV.encode(stream)) == b"n\n1\n"


def test_a_stream_is_bounded_in_time_and_by_row(read_only_mart: LoneMart) -> None:
    reader = connection_parameters(read_only_mart.settings, "reader")
    endless = "select generate_series(1, 1000000000) as n"
    with closing(Mart(reader, 0.5, 1.5, 10_000)) as mart:

        def read(sql: str, form: str = "csv") -> int:
            with mart.stream(mart.check(sql, {}), "test", None, Cancellation()) as stream:
                if form == "arrow":
                    return sum(batch.num_rows for batch in stream.arrow()[1])
                return sum(1 for _ in (stream.csv() if form == "csv" else stream.rows()))

        # no row in time
        with pytest.raises(QueryTimedOut, match=r"after 0\.5 s"):
            read(f"select count(*) from ({endless}) as n")
        # rows, but too many
        for form in ("csv", "rows", "arrow"):
            with pytest.raises(QueryTimedOut, match=r"after 1\.5 s"):
                read(endless, form)
        for huge in (
            "repeat('x', 20000)",
            "array_fill(1, array[100, 100])",
            "1, jsonb_build_array(repeat('x', 20000))",
        ):
            for form in ("csv", "rows", "arrow"):
                with pytest.raises(QueryFailed, match=r"A row is too large\. Select less of it\."):
                    read(f"select {huge}", form)
        # only rows of the result count
        selective = "select x from (values (repeat('x', 20000)), ('y')) as v (x) where length(x) < 5"
        assert read(selective) == 1
        assert mart.page(mart.check(selective, {}), "test", Bounds(9, 1000), Cancellation()).rows == [("y",)]


def test_running_queries_are_listed_and_can_be_ended(api: FlaskClient, read_only_mart: LoneMart) -> None:
    assert api.get("/analytics/queries").get_json() == {"queries": []}
    sql = "select count(*)\nfrom generate_series(1, 1000000000) -- */ slow"
    answers: list[TestResponse] = []
    threads = [
        threading.Thread(target=lambda name=name: answers.append(ask(api.application.test_client(), sql, format=name)))
        for name in ("json", "csv")
    ]
    for thread in threads:
        thread.start()

    def both() -> Any:
        assert not answers, [answer.text for answer in answers]
        found = api.get("/analytics/queries").get_json()["queries"]
        return found if len(found) == 2 else None

    listed = wait_until(both, "both queries", 20)
    assert {query["sql"] for query in listed} == {"select count(*) from generate_series(1, 1000000000)"}
    assert {query["engine"] for query in listed} == {"mart"}
    for query in listed:
        assert api.delete(f"/analytics/queries/{query['id']}").status_code == 204
    for thread in threads:
        thread.join(20)
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "ended while it ran" in answers[0].get_json()["detail"]
    assert api.delete(f"/analytics/queries/{listed[0]['id']}").status_code == 404
    assert api.delete("/analytics/queries/x' or true").status_code == 404


def test_a_stream_ends_when_its_client_goes(read_only_mart: LoneMart) -> None:
    cancellation = Cancellation()
    with closing(Mart(connection_parameters(read_only_mart.settings, "reader"), 30, 60, 10**6)) as mart:
        statement = mart.check("select generate_series(1, 1000000000) as n", {})
        with pytest.raises(QueryEnded), mart.stream(statement, "test", None, cancellation) as stream:  # noqa: PT012
            parts = stream.csv()
            next(parts)
            threading.Thread(target=cancellation.cancel).start()
            for _ in parts:
                pass
        # what is not read to its end is ended
        with mart.stream(statement, "test", None, Cancellation()) as stream:
            next(stream.csv())
        assert mart.running() == []


def test_a_restart_of_postgresql_fails_no_later_query(api: FlaskClient, read_only_mart: LoneMart) -> None:
    assert ask(api, "select 1").status_code == 200
    with read_only_mart.connect("admin") as admin:
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'eventmart_reader'")
    assert ask(api, "select 1").status_code == 200


def test_arrow_batches_are_small(read_only_mart: LoneMart) -> None:
    with closing(Mart(connection_parameters(read_only_mart.settings, "reader"), 30, 60, 10**6)) as mart:
        statement = mart.check("select n, repeat('x', 100) as x from generate_series(1, 100000) as n", {})
        with mart.stream(statement, "test", None, Cancellation()) as stream:
            _, batches = stream.arrow()
            sizes = [batch.nbytes for batch in batches]
    assert len(sizes) > 5
    assert max(sizes) < 2**22
    assert pyarrow.total_allocated_bytes() < 2**24
