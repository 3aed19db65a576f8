"""The figures of the mart, against the same figures counted from the events in plain Python."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import pytest

from tests.mart.history import Event, sessions_of
from tests.mart.lone_mart import LoneMart
from tests.stack.expected import FUNNEL, Figures


@pytest.fixture(scope="module")
def figures(history: list[Event]) -> Figures:
    return Figures(event.line() for event in history if event.user_id)


@pytest.fixture(scope="module")
def by_user(history: list[Event]) -> dict[str, list[Event]]:
    """The events of each user, in order."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(history, key=lambda event: (event.at, event.event_id)):
        if event.user_id:
            found[event.user_id].append(event)
    return found


def test_events_are_as_they_were_sent(read_only_mart: LoneMart, history: list[Event]) -> None:
    rows = read_only_mart.query(
        "select event_id, event_type, event_at, received_at, user_id, referrer, event from events"
    )
    assert {row[0]: row[1:6] for row in rows} == {
        event.event_id: (event.event_type, event.at, event.received_at, event.user_id, event.referrer)
        for event in history
    }
    assert all(row[6]["occurred_at"] == row[2].isoformat() for row in rows)


def test_sessions(read_only_mart: LoneMart, figures: Figures) -> None:
    rows = read_only_mart.query("select user_id, session_started_at, session_ended_at, event_count from sessions")
    assert Counter(rows) == Counter(figures.sessions())
    # the events name the sessions that there are, and each session has one first event
    counted = read_only_mart.query("select session_id, count(*) from events where user_id is not null group by 1")
    assert Counter(counted) == Counter(read_only_mart.query("select session_id, event_count from sessions"))
    first_events = read_only_mart.query("select session_id, event_at from events where is_session_start")
    assert Counter(first_events) == Counter(read_only_mart.query("select session_id, session_started_at from sessions"))


def test_users(read_only_mart: LoneMart, figures: Figures, by_user: dict[str, list[Event]]) -> None:
    sessions = Counter(user for user, _, _, _ in figures.sessions())

    def expected(user: str) -> tuple[Any, ...]:
        events = by_user[user]
        days = {event.at.date() for event in events}
        mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
        first_visit = sessions_of(events)[0]
        referrer = next((event.referrer for event in first_visit if event.referrer), None)
        converted_at = next((event.at for event in events if event.event_type == FUNNEL[-1]), None)
        return events[0].at, events[-1].at, len(events), sessions[user], len(days), mondays, referrer, converted_at

    rows = read_only_mart.query(
        "select user_id, first_seen_at, last_seen_at, event_count, session_count, active_day_count, active_weeks, "
        "first_referrer, converted_at from users"
    )
    assert {row[0]: row[1:] for row in rows} == {user: expected(user) for user in by_user}
    top = read_only_mart.query("select user_rank, user_id, event_count from top_users order by user_rank")
    ranked = sorted(by_user, key=lambda user: (-len(by_user[user]), user))
    assert top == [(rank, user, len(by_user[user])) for rank, user in enumerate(ranked, 1)]


def test_journeys_and_funnel(read_only_mart: LoneMart, figures: Figures) -> None:
    rows = read_only_mart.query("select user_id, entry_date::text, step_count from journeys where funnel = 'purchase'")
    journeys = figures.journeys()
    assert {row[:2]: row[2] for row in rows} == journeys
    # the users are not all alike
    assert len(set(journeys.values())) > 2
    rows = read_only_mart.query("select user_count from funnel order by step_number")
    assert [row[0] for row in rows] == figures.funnel()
    rows = read_only_mart.query("select entry_week::text, step_number, user_count from funnel_weekly")
    assert {row[:2]: row[2] for row in rows} == figures.funnel_weekly()
    rows = read_only_mart.query(
        "select first_seen_date::text, channel, origin, user_count, event_count, converted_user_count from attribution"
    )
    assert {row[:3]: row[3:] for row in rows} == figures.attribution()


def test_revenue(read_only_mart: LoneMart, history: list[Event]) -> None:
    expected = Figures(event.line() for event in history).revenue()
    assert len(expected) > 5
    rows = read_only_mart.query(
        "select order_date::text, order_count, buyer_count, revenue, currency from revenue_daily"
    )
    assert {row[0]: row[1:] for row in rows} == {day: (*figures, "EUR") for day, figures in expected.items()}


def test_days_and_hours(read_only_mart: LoneMart, figures: Figures, history: list[Event]) -> None:
    rows = read_only_mart.query("select activity_date::text, active_user_count, event_count from daily_active_users")
    assert {row[0]: row[1:] for row in rows} == figures.daily_active_users()
    by_hour: dict[tuple[datetime, str], list[str | None]] = defaultdict(list)
    for event in history:
        by_hour[event.at.replace(minute=0, second=0, microsecond=0), event.event_type].append(event.user_id)
    rows = read_only_mart.query("select event_hour_at, event_type, event_count, user_count from events_hourly")
    assert {row[:2]: row[2:] for row in rows} == {
        key: (len(users), len(set(users) - {None})) for key, users in by_hour.items()
    }


def test_sessions_daily(read_only_mart: LoneMart, figures: Figures) -> None:
    by_day: dict[date, list[tuple[str, datetime, datetime, int]]] = defaultdict(list)
    for session in figures.sessions():
        by_day[session[1].date()].append(session)
    assert len(by_day) > 10
    rows = read_only_mart.query(
        "select session_date, session_count, user_count, average_event_count, median_duration_seconds "
        "from sessions_daily"
    )
    assert {row[0]: row[1:] for row in rows} == {
        day: (
            len(sessions),
            len({user for user, _, _, _ in sessions}),
            (Decimal(sum(count for *_, count in sessions)) / len(sessions)).quantize(Decimal("0.01"), ROUND_HALF_UP),
            round(median(int(end.timestamp()) - int(start.timestamp()) for _, start, end, _ in sessions)),
        )
        for day, sessions in by_day.items()
    }


def test_retention_weekly(read_only_mart: LoneMart, figures: Figures) -> None:
    expected = figures.retention()
    rows = read_only_mart.query(
        "select cohort_week::text, week_number, user_count, retention from retention_weekly where user_count > 0"
    )
    assert {row[:2]: row[2] for row in rows} == expected
    for cohort_week, _, user_count, retention in rows:
        share = Decimal(user_count) / expected[cohort_week, 0]
        assert retention == share.quantize(Decimal("0.0001"), ROUND_HALF_UP)
