"""The mart on ClickHouse: it has the figures of that on PostgreSQL, and readers see one state of all tables."""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import clickhouse_connect
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError
from dbt.adapters.clickhouse.httpclient import ChHttpClient
from pydantic import SecretStr

from eventmart.clickhouse import STATEMENT_SECONDS, connected
from eventmart.errors import OperatorError
from pipeline.dbt import Dbt, DbtError
from pipeline.mart.set_up_clickhouse import set_up_clickhouse, user_statements
from pipeline.projects import MART
from tests.clickhouse_server import ClickHouse, running_clickhouse
from tests.mart.clickhouse_mart import OF_RUN, ClickHouseMart, comparable
from tests.mart.history import MIDNIGHT, Event, Tables, changes, lake_rows, sessions_of
from tests.mart.landing import micros
from tests.mart.lone_mart import MERGED, LoneMart
from tests.projects import copy_project

# tables that one statement of a reader compares: all events, and those of known users
_TOTALS = """
    select
        (select count() from mart.events) = (select any(event_count) from mart.watermark),
        (select count() from mart.events) = (select sum(event_count) from mart.events_hourly),
        (select countIf(user_id is not null) from mart.events) = (select sum(event_count) from mart.sessions),
        (select sum(event_count) from mart.sessions) = (select sum(event_count) from mart.users)
"""


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    # dbt's runner exports the settings
    with mock.patch.dict(os.environ), running_clickhouse(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server


@pytest.fixture(scope="module")
def clickhouse_dbt(clickhouse: ClickHouse) -> Dbt:
    return Dbt(clickhouse.settings)


@contextmanager
def comparing(mart: ClickHouseMart) -> Iterator[list[Any]]:
    """A reader who compares totals again and again; yields what did not agree, and at the end how often it looked."""
    contradictions: list[Any] = []
    looks, is_over = [0], threading.Event()
    reader = mart.connect("reader")

    def look() -> None:
        while not is_over.is_set():
            (row,) = reader.query(_TOTALS).result_rows
            looks[0] += 1
            if not all(row):
                contradictions.append(row)

    with ThreadPoolExecutor(1) as executor:
        looking = executor.submit(look)
        yield contradictions
        is_over.set()
        looking.result()
    assert looks[0] > 10


def test_runs_give_the_rows_that_one_whole_run_gives_on_postgresql(
    read_only_mart: LoneMart, clickhouse: ClickHouse, clickhouse_dbt: Dbt, history: list[Event]
) -> None:
    mart = ClickHouseMart(clickhouse.settings, clickhouse_dbt)
    before = lake_rows(history[:-60])
    mart.publish(before)
    mart.run_dbt("run")
    with comparing(mart) as contradictions:
        for count in (len(history) - 25, len(history) - 24, len(history)):
            lake = lake_rows(history[:count])
            mart.publish_changes(changes(before, lake), event_count=count)
            mart.run_dbt("run", *MERGED)
            before = lake
        mart.run_dbt("build", "--exclude-resource-type", "unit_test")
    assert contradictions == []
    with read_only_mart.connect("reader") as reader:
        names = "select table_name from information_schema.tables where table_schema = 'mart'"
        expected = {}
        for (name,) in reader.execute(names).fetchall():
            if name not in OF_RUN:
                cursor = reader.execute(f"select * from mart.{name}".encode())
                expected[name] = comparable([column.name for column in cursor.description or ()], cursor.fetchall())
    found = mart.contents()
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name
    described = mart.query(
        "select comment from system.columns where database = 'mart' and table in ('events', 'funnel')"
    )
    assert all(comment for (comment,) in described)


def test_the_users_of_a_server_get_hashed_passwords_by_statements_that_clickhouse_reads(
    clickhouse: ClickHouse, clickhouse_dbt: Dbt
) -> None:
    owner = ClickHouseMart(clickhouse.settings, clickhouse_dbt).owner
    statements = user_statements(clickhouse.settings)
    assert "grant SHOW, SELECT ON mart.* to eventmart_reader" in statements
    assert all(clickhouse.settings.secret("owner_password") not in statement for statement in statements)
    for statement in statements:
        # no server runs here
        assert owner.query(f"explain ast {statement}").result_rows


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"mart_port": 1}, "ClickHouse is away: "),
        ({"postgres_admin_password": SecretStr("wrong")}, "[Aa]uthentication"),
    ],
)
def test_a_server_that_cannot_be_used_is_told(clickhouse: ClickHouse, wrong: dict[str, Any], reason: str) -> None:
    # on another port than the embedded one, it is a server of one's own
    settings = clickhouse.settings.model_copy(update={"clickhouse_port": 2, **wrong})
    with pytest.raises(OperatorError, match=f"{reason}.* Check that ClickHouse runs, and check EVENTMART_MART_HOST"):
        set_up_clickhouse(settings)


@pytest.fixture(scope="module")
def later(history: list[Event]) -> Tables:
    """The rows of the lake without its last events, of which the marts of the tests below are built."""
    return lake_rows(history[:-40])


@pytest.fixture
def mart(clickhouse: ClickHouse, clickhouse_dbt: Dbt, later: Tables) -> ClickHouseMart:
    mart = ClickHouseMart(clickhouse.settings, clickhouse_dbt)
    mart.publish(later)
    mart.run_dbt("run")
    return mart


@contextmanager
def killing(clickhouse: ClickHouse, statement: str, count: int) -> Iterator[None]:
    """ClickHouse is killed as soon as dbt has executed so many statements that match."""
    left = [statement] * count

    def and_kill(execute: Callable[..., Any]) -> Callable[..., Any]:
        def executed(client: ChHttpClient, sql: str, **options: Any) -> Any:
            result = execute(client, sql, **options)
            if left and re.search(statement, sql, re.DOTALL):
                left.pop()
                if not left:
                    clickhouse.end(signal.SIGKILL)
            return result

        return executed

    with (
        mock.patch.object(ChHttpClient, "query", and_kill(ChHttpClient.query)),
        mock.patch.object(ChHttpClient, "command", and_kill(ChHttpClient.command)),
    ):
        yield
    assert left == []


# statements of a run, by what the run does then, and how many of them are executed before ClickHouse is killed
_MOMENTS = {
    "levels the generation that nobody reads": (r"(clone as|replace partition)", 2),
    "merges tables": (r"insert into `mart_[ab]`\.`events`", 1),
    "updates summaries": (r"insert into incoming\.summaries_begun", 2),
    "has switched": (r"insert into analytics\.changes.*'mart_[ab]'", 1),
}


def test_a_kill_shows_readers_one_state_and_the_next_run_makes_it_good(
    clickhouse: ClickHouse, mart: ClickHouseMart, history: list[Event], later: Tables
) -> None:
    held = later
    for number, (moment, (statement, count)) in enumerate(_MOMENTS.items(), start=1):
        lake = lake_rows(history[: len(history) - 40 + 10 * number])
        before = mart.contents()
        run_id = mart.publish_changes(changes(held, lake), event_count=len(lake["events"]))
        with killing(clickhouse, statement, count), pytest.raises(DbtError):
            mart.run_dbt("run", *MERGED)
        clickhouse.start()
        clickhouse.wait_until_ready()
        found = mart.contents()
        # the summary whose update did not end is computed by its own model
        mart.run_dbt("run", *(() if moment == "updates summaries" else MERGED))
        after = mart.contents()
        assert after != before
        assert found == (after if moment == "has switched" else before), moment
        assert mart.query("select run_id from mart.watermark") == [(run_id,)]
        held = lake
    mart.publish(held)
    mart.run_dbt("run", *MERGED)
    assert mart.contents() == after


def test_a_statement_without_rows_may_take_hours(mart: ClickHouseMart) -> None:
    # silent until it ends
    slow = "insert into function null('slept UInt8') select sleep(1.5)"
    with mock.patch.object(clickhouse_connect, "get_client", wraps=clickhouse_connect.get_client) as opened:
        mart.run_dbt("run-operation", "forget_changed_tables")
        for role in ("owner", "publisher"):
            mart.connect(role)
        mart.connect("owner").command(slow)
    assert len(opened.call_args_list) > 3
    assert {call.kwargs["send_receive_timeout"] for call in opened.call_args_list} == {STATEMENT_SECONDS}
    with (
        pytest.raises(ConnectionError, match="Read timed out"),
        connected(mart.settings, "owner", 1) as impatient,
    ):
        impatient.command(slow)


def test_dates_that_clickhouse_cannot_hold_refuse_their_table_and_no_other(
    mart: ClickHouseMart, later: Tables, rows: Tables
) -> None:
    orders = [dict(row) for row in changes(later, rows)["orders"]]
    before = mart.rows("orders")
    orders[0]["event_date"] = "-0044-03-15"
    orders[1]["event_date"] = "+10000-01-01"
    last = datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)
    orders[2]["ordered_at"] = micros(last) + 1
    mart.publish_changes(changes(later, rows) | {"orders": orders}, event_count=len(rows["events"]))
    held = "no date from 0000-01-01 to 9999-12-31"
    refusal = (
        f"mart.orders are refused.* 1 rows have in column ordered_at {held}.* 2 rows have in column event_date {held}"
    )
    with pytest.raises(DbtError, match=refusal):
        mart.run_dbt("run", *MERGED)
    assert mart.rows("orders") == before
    assert mart.query("select count() from mart.events") == [(len(rows["events"]),)]

    first = datetime(1, 1, 1, tzinfo=UTC)
    for order, moment in zip(orders[:3], (first, last, None), strict=True):
        order["event_date"] = moment and moment.date()
        order["ordered_at"] = moment and micros(moment)
    mart.publish(rows | {"orders": orders[:3]})
    mart.run_dbt("run", *MERGED)
    assert mart.query("select event_date, ordered_at from mart.orders order by all") == [
        (first.date(), first),
        (last.date(), last),
        (None, None),
    ]


def publish_removal(
    mart: ClickHouseMart, erased: Sequence[Event], sent: Tables, remaining: Sequence[Event], **said: Any
) -> None:
    """Publish what the lake sends after it has erased events."""
    mart.publish_changes(sent, event_count=len(remaining))
    mart.say_of_tables(said)
    keys = [[row["source"], row["event_id"], row["received_at"]] for row in lake_rows(erased)["events"]]
    publisher = mart.connect("publisher")
    publisher.command(
        "create or replace table landing.erased_events "
        "(source String, event_id String, received_micros Int64) engine = MergeTree order by ()"
    )
    publisher.insert("landing.erased_events", keys, column_names=["source", "event_id", "received_micros"])


def test_removed_events_leave_the_mart_that_one_run_makes_of_the_others(
    mart: ClickHouseMart, history: list[Event]
) -> None:
    first, present = MIDNIGHT.date(), history[:-40]
    # every third event of a session that goes on for days, and the dates before the first one that is kept
    erased = [event for event in present if event.user_id == "walker" and event.number % 3 == 0]
    remaining = [event for event in present if event not in erased and event.at.date() >= first]
    assert len(sessions_of(remaining)) != len(sessions_of(present))
    publish_removal(mart, erased, {}, remaining, has_erased=True, retained_from=first.isoformat())
    mart.run_dbt("run", *MERGED)
    found = {name: mart.rows(name) for name in ("events", "sessions", "users", "users_daily", "journeys")}
    # nothing is left of them: in neither generation, nor as rows that are only marked, nor on their way
    ids = ", ".join(f"'{event.event_id}'" for event in erased)
    for table in ("mart_a.events", "mart_b.events", "incoming.events"):
        assert mart.owner.query(f"select count() from {table} where event_id in ({ids})").result_rows == [(0,)]
    marked = "select count() from system.parts where active and database like 'mart_%' and has_lightweight_delete"
    assert mart.owner.query(marked).result_rows == [(0,)]
    mart.publish(lake_rows(remaining))
    mart.run_dbt("run", *MERGED)
    assert {name: mart.rows(name) for name in found} == found


def test_a_mart_forgets_what_it_holds(mart: ClickHouseMart, later: Tables) -> None:
    before = mart.contents()
    mart.run_dbt("run-operation", "forget_all_tables")
    assert mart.query("select table_name from mart.published_tables") == []
    mart.publish(later)
    mart.run_dbt("run", *MERGED)
    assert mart.contents() == before


def test_a_changed_model_gets_all_events_again(mart: ClickHouseMart, later: Tables) -> None:
    before = mart.contents()
    mart.owner.command("alter table mart_a.published_tables update definition = 'another' where true")
    mart.owner.command("alter table mart_b.published_tables update definition = 'another' where true")
    mart.run_dbt("run-operation", "forget_changed_tables")
    held = {name for (name,) in mart.query("select table_name from mart.published_tables")}
    assert held == {"orders", "quarantine"}
    mart.publish_changes({}, event_count=len(later["events"]))
    with pytest.raises(DbtError, match="the last run published only new rows"):
        mart.run_dbt("run", *MERGED)
    mart.publish(later)
    mart.run_dbt("run", *MERGED)
    assert mart.contents() == before


def generations(mart: ClickHouseMart) -> tuple[str, str]:
    """The databases of the generation that readers see, and of the other one."""
    newest = "select generation from analytics.changes order by number desc limit 1"
    ((current,),) = mart.owner.query(newest).result_rows
    return current, "mart_a" if current == "mart_b" else "mart_b"


def test_a_summary_reads_seeds_and_is_updated_after_a_delete_that_failed(
    mart: ClickHouseMart, later: Tables, tmp_path: Path
) -> None:
    project = copy_project(MART, tmp_path / "mart")
    (project / "seeds").mkdir()
    (project / "seeds/plans.csv").write_text("user_id,plan\nwalker,gold\n")
    (project / "models/summaries/paid.sql").write_text(
        "{{ config(unique_key='plan') }} select plans.plan as plan, sum(users.event_count) as event_count "
        "from {{ ref('users') }} as users inner join {{ ref('plans') }} as plans on users.user_id = plans.user_id "
        "group by plans.plan"
    )
    mart.dbt.invoke(project, "seed")
    mart.dbt.invoke(project, "run", "--select", "paid")
    expected = mart.query("select plan, event_count from mart.paid")
    assert expected == [("gold", sum(row["user_id"] == "walker" for row in later["events"]))]
    for run in range(2):
        mart.publish_changes({}, event_count=len(later["events"]))
        if run:
            with pytest.raises(DatabaseError):
                mart.owner.command(f"delete from {generations(mart)[1]}.users where throwIf(true)")
        mart.dbt.invoke(project, "run", *MERGED)
        assert mart.query("select plan, event_count from mart.paid") == expected
    assert mart.owner.query("select count() from system.mutations where not is_done").result_rows == [(0,)]


def test_readers_keep_the_values_of_a_column_whose_type_the_run_changes(mart: ClickHouseMart) -> None:
    amounts = mart.query("select order_id, toFloat64(amount) from mart.orders order by all")
    assert amounts
    _, written = generations(mart)
    mart.owner.command(
        f"create or replace table {written}.orders engine = MergeTree order by () as "
        "select * replace (toString(amount) as amount, toLowCardinality(assumeNotNull(currency)) as currency) "
        "from mart.orders"
    )
    mart.run_dbt(
        "run-operation", "show_table", "--args",
        f"{{name: orders, written: {written}, description: '', columns: {{}}}}",
    )  # fmt: skip
    assert mart.query("select order_id, toFloat64(amount) from mart.orders order by all") == amounts
    assert mart.query("select distinct toTypeName(currency), currency != '' from mart.orders") == [
        ("LowCardinality(String)", 1)
    ]
