"""GET /analytics/query on a real mart: types, limits, and reasons for refusals."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.mart.lone_mart import LoneMart


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
    large = ask(api, "select repeat('x', 300000) from generate_series(1, 1000)").get_json()
    assert (len(large["rows"]), large["is_truncated"]) == (100, True)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("delete from events", "DELETE"),
        ("select 1; select 2", "2 statements"),
        ("select * from landing.events", "permission denied"),
        ("select nonsense from events", "nonsense"),
        ("select 1/0", "division by zero"),
        ("select pg_sleep(100)", "pg_sleep"),
    ],
)
@pytest.mark.usefixtures("read_only_mart")
def test_a_query_that_may_not_be_asked_gets_a_400_with_its_reason(api: FlaskClient, sql: str, words: str) -> None:
    answer = ask(api, sql)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.get_json()["detail"]


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
