"""Summaries that add up: a run changes them by the difference of the rows that it touches, whatever these are."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mart.history import MIDNIGHT, Event, changes, lake_rows, make_events
from tests.mart.lone_mart import MERGED, LoneMart

COUNT = 6_000
# what each summary holds, counted anew
COUNTED = {
    "events_hourly": """
        select date_trunc('hour', event_at), event_type, count(*), count(distinct user_id) from events group by 1, 2
    """,
    "daily_active_users": """
        select event_date, count(distinct user_id), count(*)::bigint from events where user_id is not null group by 1
    """,
    "cohorts_weekly": """
        with weeks as (
            select user_id, date_trunc('week', event_date)::date as week from events where user_id is not null
        ),
        cohorts as (select user_id, min(week) as cohort from weeks group by 1)
        select cohort, week, count(distinct user_id) from weeks inner join cohorts using (user_id) group by 1, 2
    """,
}
Versions = dict[tuple[Any, ...], tuple[Any, ...]]


@pytest.fixture
def events() -> list[Event]:
    """A history with many users, so that a run touches few of them."""
    return [
        event if event.user_id is None else Event(event.number, event.event_type, event.at, f"u{number % 900}", None)
        for number, event in enumerate(make_events(5, COUNT))
    ]


def versions(mart: LoneMart, table: str) -> Versions:
    """The rows of a summary, and the transaction that wrote each."""
    return {row[1:]: row[:1] for row in mart.query(f"select xmin::text, * from {table}")}


def check(mart: LoneMart) -> None:
    for table, sql in COUNTED.items():
        assert sorted(mart.query(f"select * from {table}")) == sorted(mart.query(sql)), table
    with mart.connect("owner") as owner:
        for table in COUNTED:
            comment = f"select obj_description('incoming.{table}'::regclass)"
            assert owner.execute(comment.encode()).fetchone() != (None,), f"{table} is maintained"
            assert owner.execute(f"select count(*) from incoming.{table}_parts".encode()).fetchone() == (0,)


def test_rows_that_a_run_does_not_touch_are_left_alone(empty_mart: LoneMart, events: list[Event]) -> None:
    mart = empty_mart
    lake = lake_rows(events)
    mart.publish(lake)
    mart.run_dbt("run")
    check(mart)
    known = next(event for event in events if event.user_id)
    hour = timedelta(hours=1)

    for arrived in (
        # a user who is counted already, in this hour and on this day
        [(known.event_type, known.at, known.user_id), (known.event_type, known.at, None)],
        # an hour, a type, a day and a week with no event before, and the same again
        [("rare", MIDNIGHT + 1000 * hour, known.user_id), (known.event_type, known.at, "somebody new")],
        [("rare", MIDNIGHT + 1000 * hour, known.user_id), ("rarer", MIDNIGHT + 1000 * hour, None)],
        # a user's first week becomes another one
        [(known.event_type, MIDNIGHT - 2000 * hour, known.user_id)],
    ):
        events += [Event(len(events) + number, *event, None) for number, event in enumerate(arrived)]
        before, lake = lake, lake_rows(events)
        published = changes(before, lake)
        rows = {table: versions(mart, table) for table in COUNTED}
        # one that has not changed, too
        published["events"].append(before["events"][0])
        mart.publish_changes(published, event_count=len(lake["events"]))
        mart.run_dbt("run", *MERGED)
        check(mart)
        for table in COUNTED:
            written = versions(mart, table).items() - rows[table].items()
            # one in each week of a user whose first week is another one, twice
            assert len(written) <= 12 < len(rows[table]), table


def test_an_addition_that_fails_leaves_no_parts_behind(empty_mart: LoneMart, events: list[Event]) -> None:
    mart = empty_mart
    before = lake_rows(events)
    mart.publish(before)
    mart.run_dbt("run")
    events.append(Event(len(events), "purchase", MIDNIGHT, "somebody new", None))
    mart.publish_changes(changes(before, lake_rows(events)), event_count=len(events))
    with mart.connect("owner") as owner:
        owner.execute("alter table mart.events_hourly add constraint nothing check (event_count < 0) not valid")
    mart.run_dbt("run", *MERGED)
    with mart.connect("owner") as owner:
        assert owner.execute("select obj_description('incoming.events_hourly'::regclass)").fetchone() == (None,)
        assert owner.execute("select count(*) from incoming.events_hourly_parts").fetchone() == (0,)
        owner.execute("alter table mart.events_hourly drop constraint nothing")
    mart.run_dbt("run")
    check(mart)


def test_a_summary_that_cannot_be_added_up_is_computed_whole(empty_mart: LoneMart, events: list[Event]) -> None:
    mart = empty_mart
    mart.publish(lake_rows(events))
    mart.run_dbt("run")
    for number, broken in enumerate(
        (
            "drop view incoming.events_hourly_of_parts",
            "alter table incoming.events_hourly_parts drop column user_id cascade",
            "create or replace view incoming.daily_active_users_of_parts as select activity_date, "
            "null::bigint as active_user_count, null::bigint as event_count from incoming.daily_active_users_parts",
        )
    ):
        with mart.connect("owner") as owner:
            owner.execute(broken.encode())
        before = lake_rows(events)
        events.append(Event(len(events), "purchase", MIDNIGHT, f"new {number}", None))
        mart.publish_changes(changes(before, lake_rows(events)), event_count=len(events))
        mart.run_dbt("run")
        check(mart)
