"""From POST /event to the mart, on the real parts. Contents are compared with figures counted in plain Python.

The tests of this file build on one another and run in order. The first one finds an empty stack.
"""

import json
from collections import Counter
from decimal import Decimal

import pytest

from cli.demo.clickstream import clickstream
from eventmart.settings import Settings
from spark_thrift.client import connect
from tests.mart.landing import COLUMNS
from tests.stack.client import Client
from tests.stack.expected import Figures

pytestmark = pytest.mark.usefixtures("stack")


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(clickstream())


@pytest.fixture(scope="module")
def figures(lines: list[bytes]) -> Figures:
    return Figures(lines)


@pytest.fixture(scope="module", autouse=True)
def clickstream_in_the_mart(client: Client, lines: list[bytes], figures: Figures) -> None:
    assert client.send(lines) == (len(lines) - figures.rejected, figures.rejected)
    run = client.update()
    assert [step["name"] for step in run["steps"]] == [
        "models",
        "landing",
        "compact",
        "forget",
        "partitions",
        "lake",
        "retain",
        "publish",
        "mart",
        "rewrite",
        "docs",
    ]
    assert all(step["state"] == "succeeded" and step["seconds"] >= 0 for step in run["steps"])
    assert run["requested_at"] <= run["started_at"] <= run["finished_at"]
    steps = {step["name"]: step for step in run["steps"]}
    accepted, kept = len(lines) - figures.rejected, len(figures.events)
    lake = steps["lake"]
    assert (lake["rows_in"], lake["rows_out"]) == (accepted, kept)
    assert (lake["repeats"], lake["conflicts"]) == (accepted - kept, 0)
    assert steps["publish"]["rows_out"] == steps["mart"]["rows_in"] > kept
    nodes = {node["name"]: node["status"] for name in ("lake", "mart") for node in steps[name]["nodes"]}
    assert {nodes["model.lake.fct_events"], nodes["model.mart.events"]} == {"success"}


def test_every_event_is_in_the_mart_once(client: Client, figures: Figures) -> None:
    rows = client.query("select event_type, count(*), count(distinct event_id) from events group by 1")
    assert {row[0]: row[1] for row in rows} == figures.by_type()
    assert sum(row[2] for row in rows) == len(figures.events)


def test_an_answer_names_the_run_that_its_data_comes_from(client: Client, figures: Figures) -> None:
    answer = client.get("/analytics/query", sql="select 1 from events limit 1").json()
    run = client.get(f"/data/update/{answer['run_id']}").json()
    assert (run["state"], run["run_id"]) == ("succeeded", answer["run_id"])
    assert client.query("select run_id from watermark")[0][0].startswith(f"{run['run_id']}/")


def test_events_are_kept_as_they_were_sent(client: Client, figures: Figures) -> None:
    with client.connect("reader") as connection:
        rows = connection.execute("select event_id, user_id, event_at, event::text, source, raw_file from mart.events")
        for event_id, user_id, event_at, text, source, raw_file in rows:
            expected = dict(figures.events[event_id])
            assert (user_id, event_at) == (expected["user_id"], expected.pop("at"))
            assert json.loads(text) == expected
            assert source == "anonymous"
            assert "/lake/raw/events/ingest_date=" in raw_file


def test_hours_and_days(client: Client, figures: Figures) -> None:
    rows = client.query("select * from events_hourly")
    assert {(row[0], row[1]): (row[2], row[3]) for row in rows} == figures.by_hour_and_type()
    rows = client.query("select * from daily_active_users")
    assert {row[0]: (row[1], row[2]) for row in rows} == figures.daily_active_users()


def test_sessions(client: Client, figures: Figures) -> None:
    expected = Counter(figures.sessions())
    with client.connect("reader") as connection:
        found = connection.execute(
            "select user_id, session_started_at, session_ended_at, event_count from mart.sessions"
        ).fetchall()
    assert Counter(found) == expected
    by_day = Counter(start.date().isoformat() for _, start, _, _ in figures.sessions())
    assert dict(client.query("select session_date, session_count from sessions_daily")) == by_day


def test_users(client: Client, figures: Figures) -> None:
    events = Counter(event["user_id"] for event in figures.events.values())
    sessions = Counter(user for user, _, _, _ in figures.sessions())
    rows = client.query("select user_id, event_count, session_count from users")
    assert {row[0]: (row[1], row[2]) for row in rows} == {user: (events[user], sessions[user]) for user in events}
    top = client.query("select user_id, event_count from top_users order by user_rank")
    assert top == sorted(events.items(), key=lambda item: (-item[1], item[0]))[:100]


def test_funnel_and_retention(client: Client, figures: Figures) -> None:
    rows = client.query("select user_count from funnel order by step_number")
    assert [row[0] for row in rows] == figures.funnel()
    rows = client.query("select entry_week, step_number, user_count from funnel_weekly")
    assert {row[:2]: row[2] for row in rows} == figures.funnel_weekly()
    rows = client.query("select cohort_week, week_number, user_count from retention_weekly where user_count > 0")
    assert {(row[0], row[1]): row[2] for row in rows} == figures.retention()


def test_attribution(client: Client, figures: Figures) -> None:
    rows = client.query(
        "select first_seen_date, channel, origin, user_count, event_count, converted_user_count from attribution"
    )
    expected = figures.attribution()
    assert {row[:3]: row[3:] for row in rows} == expected
    assert {channel for _, channel, _ in expected} == {"search", "social", "referral", "direct", "email", "paid"}


def test_revenue(client: Client, figures: Figures) -> None:
    rows = client.query("select order_date, order_count, buyer_count, revenue, currency from revenue_daily")
    assert {row[0]: (row[1], row[2], Decimal(str(row[3]))) for row in rows} == figures.revenue()
    assert {row[4] for row in rows} == {"EUR"}


def test_what_was_rejected_is_in_quarantine_with_its_reason(client: Client, lines: list[bytes]) -> None:
    rows = client.query("select reason, count(*) from quarantine group by 1")
    assert dict(rows) == {"not_json": 4, "not_an_object": 3, "invalid_utf8": 1}
    assert ("not json at all",) in client.query("select body from quarantine")


def test_what_spark_publishes_has_the_columns_that_the_tests_of_the_mart_publish(client: Client) -> None:
    with client.connect("owner") as owner:
        rows = owner.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'landing'"
        ).fetchall()
    published: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        published.setdefault(table, {})[column] = data_type
    assert published == COLUMNS


def test_the_raw_table_is_external(settings: Settings) -> None:
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("describe extended raw.events")
        described = {row[0]: row[1] for row in cursor.fetchall()}
    assert described["Type"] == "EXTERNAL"
    assert described["Serde Library"].endswith("LazySimpleSerDe")
    assert described["Location"].endswith("/lake/raw/events")
    assert {"# Partition Information", "ingest_date", "ingest_hour"} <= set(described)


def test_sending_again_changes_nothing_nor_does_dropping_the_raw_table(
    client: Client, settings: Settings, lines: list[bytes]
) -> None:
    before = client.mart_checksums()
    assert len(before) == 18
    good = [line for line in lines if line.startswith(b'{"event_id"')][:3000]
    assert client.send(good) == (3000, 0)
    with connect(settings) as connection:
        connection.cursor().execute("drop table raw.events")
    client.update()
    assert client.mart_checksums() == before
    with client.connect("owner") as owner:
        # items that earlier runs have found are not published again, nor is any event
        ((tables,),) = owner.execute("select tables from landing.commits").fetchall()
    assert [name for name, table in json.loads(tables).items() if table["is_sent"]] == []
