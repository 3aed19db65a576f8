"""GET /analytics/query/<name> on a real mart: every file of folder `queries`, and their parameters."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cli import queries as checking
from cli.__main__ import cli
from cli.console import console
from cli.queries import check_queries
from eventmart.named_queries import QUERIES, NamedQueries
from ingest_api.analytics.engine import Column
from ingest_api.analytics.named_columns import NamedColumns
from ingest_api.web.services import Services
from tests.mart.history import Event
from tests.mart.lone_mart import LoneMart

pytestmark = pytest.mark.usefixtures("read_only_mart")


def ask(api: FlaskClient, name: str, *arguments: tuple[str, str]) -> TestResponse:
    return api.get(f"/analytics/query/{name}", query_string=list(arguments))


def test_every_named_query_runs(services: Services) -> None:
    faults = check_queries(QUERIES, services.query_responses.engines)
    assert len(faults) >= 9
    assert not any(faults.values()), faults


def test_a_file_that_cannot_run_is_found(services: Services, tmp_path: Path) -> None:
    files = {
        "ok": "/*\ndescription: x\nparameters:\n  n: {type: integer, description: x}\n*/\nselect :n",
        "only_typed": "/*\ndescription: x\nparameters: {n: {type: text, description: x}}\n*/\nselect 1 where :n > 1",
        "missing_table": "/*\ndescription: x\n*/\nselect *\nfrom nowhere",
        "undeclared": "/*\ndescription: x\n*/\nselect :n",
        "writes": "/*\ndescription: x\n*/\ndelete from events",
        "no_head": "select 1",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.sql").write_text(text)
    faults = check_queries(tmp_path, services.query_responses.engines)
    assert faults["ok.sql"] is None
    for name, words in (
        ("missing_table", 'relation "nowhere" does not exist (line 5, column 6)'),
        ("only_typed", "operator does not exist"),
        ("undeclared", "The parameter :n has no value"),
        ("writes", "DELETE"),
        ("no_head", "does not begin with a comment"),
    ):
        assert words in str(faults[f"{name}.sql"])


def test_a_file_for_the_lake_is_checked_too(
    read_only_mart: LoneMart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ok.sql").write_text("/*\ndescription: x\n*/\nselect 1")
    (tmp_path / "wrong.sql").write_text("/*\ndescription: x\nengine: lake\n*/\nselect * from secret.passwords")
    monkeypatch.setattr(checking, "load_settings", lambda: read_only_mart.settings)
    monkeypatch.setattr(checking, "QUERIES", tmp_path)
    printed: list[str] = []
    monkeypatch.setattr(console, "print", printed.append)
    result = CliRunner().invoke(cli, ["queries", "check"])
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    ok, wrong = printed
    assert ok == "[green]✓[/] ok.sql"
    assert wrong.startswith("[red]✗[/] wrong.sql: secret.passwords is not allowed.")


def test_parameters_that_are_left_out_do_not_filter(api: FlaskClient, read_only_mart: LoneMart) -> None:
    every = ask(api, "daily_active_users").get_json()["rows"]
    expected = read_only_mart.query(
        "select activity_date::text, active_user_count, event_count from daily_active_users"
    )
    assert sorted(map(tuple, every)) == sorted(expected)
    first, last = every[1][0], every[-2][0]
    assert ask(api, "daily_active_users", ("from", first)).get_json()["rows"] == every[1:]
    assert ask(api, "daily_active_users", ("to", last)).get_json()["rows"] == every[:-1]
    assert ask(api, "daily_active_users", ("from", first), ("to", last)).get_json()["rows"] == every[1:-1]


def test_a_list_is_sent_item_by_item(api: FlaskClient, history: list[Event]) -> None:
    user = next(event.user_id for event in history if event.user_id)
    every = ask(api, "user_history", ("user_id", user)).get_json()["rows"]
    types = sorted({row[1] for row in every})[:2]
    some = ask(api, "user_history", ("user_id", user), *(("types", name) for name in types)).get_json()["rows"]
    assert some == [row for row in every if row[1] in types]
    assert len(some) < len(every)
    none = ask(api, "user_history", ("user_id", "' or true --")).get_json()
    assert none["rows"] == []


def test_a_named_query_has_formats_pages_and_etags(api: FlaskClient) -> None:
    rows = ask(api, "top_users", ("count", "5")).get_json()["rows"]
    assert len(rows) == 5
    table = list(csv.reader(io.StringIO(ask(api, "top_users", ("count", "5"), ("format", "csv")).text)))
    assert [line[0] for line in table[1:]] == [row[0] for row in rows]
    page = ask(api, "top_users", ("count", "5"), ("limit", "2")).get_json()
    rest = ask(api, "top_users", ("count", "5"), ("cursor", page["next_cursor"])).get_json()
    assert page["rows"] + rest["rows"] == rows
    other = ask(api, "top_users", ("count", "4"), ("cursor", page["next_cursor"]))
    assert other.status_code == 400
    etag = ask(api, "top_users").headers["ETag"]
    again = api.get("/analytics/query/top_users", headers={"If-None-Match": etag})
    assert again.status_code == 304
    # the default, spelled out
    assert ask(api, "top_users", ("count", "10"), ("by", "events")).headers["ETag"] == etag


def test_the_numbers_agree_with_the_mart(api: FlaskClient, read_only_mart: LoneMart) -> None:
    steps = ask(api, "funnel").get_json()["rows"]
    assert [tuple(row[:3]) for row in steps] == read_only_mart.query(
        "select step_number, event_type, user_count from funnel where funnel = 'purchase' order by 1"
    )
    revenue = ask(api, "revenue_by_day").get_json()["rows"]
    assert len(revenue) == read_only_mart.query("select count(*) from revenue_daily")[0][0]
    weeks = ask(api, "retention", ("weeks", "1")).get_json()["rows"]
    assert {row[1] for row in weeks} <= {0, 1}
    assert all(date.fromisoformat(row[0]).weekday() == 0 for row in weeks)
    tables = {row[0] for row in ask(api, "freshness").get_json()["rows"]}
    assert {"events", "users", "funnel"} <= tables


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("daily_active_users", [("form", "2026-01-01")], "Did you mean from?"),
        ("daily_active_users", [("from", "yesterday")], "from=yesterday is not a date"),
        ("daily_active_users", [("from", "2026-01-01"), ("from", "2026-01-02")], "from has 2 values"),
        ("top_users", [("count", "0")], "count=0 is less than 1"),
        ("top_users", [("count", "1001")], "count=1001 is greater than 1000"),
        ("top_users", [("count", "1; drop table users")], "is not a whole number"),
        ("top_users", [("by", "event")], "Did you mean events?"),
        ("user_history", [], "user_id is required"),
        ("user_history", [("user_id", "a\0")], "is not a text"),
        ("user_history", [("user_id", "a"), ("engine", "mart"), ("sql", "select 1")], "is not a parameter"),
        ("events_per_minute", [("types", "a")] * 1001, "has 1001 values"),
    ],
)
def test_a_parameter_that_is_not_valid_is_refused(
    api: FlaskClient, name: str, arguments: list[tuple[str, str]], words: str
) -> None:
    answer = ask(api, name, *arguments)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert words in answer.get_json()["detail"]


def test_an_unknown_query_is_404_with_the_nearest_name(api: FlaskClient) -> None:
    answer = ask(api, "top_user")
    assert (answer.status_code, answer.get_json()["detail"]) == (
        404,
        "There is no query top_user. Did you mean top_users?",
    )


def test_the_columns_of_each_query_are_what_the_mart_says_now(
    api: FlaskClient, services: Services, read_only_mart: LoneMart, tmp_path: Path
) -> None:
    described = {query["name"]: query for query in api.get("/analytics/catalog").get_json()["queries"]}
    answer = api.get("/analytics/query/top_users").get_json()
    assert described["top_users"]["columns"] == answer["columns"]
    assert all(query["columns"] for query in described.values() if query["engine"] == "mart")
    response = api.get("/openapi.json").get_json()["paths"]["/analytics/query/top_users"]["get"]["responses"]["200"]
    _, known = response["content"]["application/json"]["schema"]["allOf"]
    assert known["properties"]["columns"]["const"] == answer["columns"]
    assert response["description"].startswith(f"Columns: `{answer['columns'][0]['name']}` text, ")

    (tmp_path / "mine.sql").write_text("/* description: Mine. */ select * from mine")
    (tmp_path / "of_lake.sql").write_text("/* {description: Far, engine: lake} */ select 1 as n")
    clock = [0.0]
    columns = NamedColumns(NamedQueries(tmp_path), services.query_responses.engines, lambda: clock[0])
    assert columns.all() == {}
    with read_only_mart.connect("owner") as owner:
        owner.execute("create view mart.mine as select 1 as n, 'a' as word")
        try:
            # asked again after ten seconds
            assert columns.all() == {}
            clock[0] = 11
            assert columns.all() == {"mine": [Column("n", "int4"), Column("word", "text")]}
        finally:
            owner.execute("drop view mart.mine")
