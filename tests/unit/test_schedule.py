"""When the worker updates by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from eventmart.timetable import Timetable
from eventmart.update_runs import Plan
from pipeline.conditions import late
from pipeline.schedule import Schedule

BEGIN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def schedule_of(every: str, clock: Clock, reasons: list[str]) -> Schedule:
    return Schedule(Timetable(every), lambda: reasons.pop(0), clock)


def pauses_after_failures(schedule: Schedule, clock: Clock, failures: int) -> list[timedelta]:
    """Let run after run fail; returns how long each of the next ones waits, for no other reason than the failure."""
    pauses = []
    for _ in range(failures):
        schedule.ended(has_failed=True)
        assert schedule.plan.next_at is not None
        pauses.append(schedule.plan.next_at - clock.now)
        clock.now = schedule.plan.next_at
        assert schedule.is_due()
    return pauses


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("30s", BEGIN + timedelta(seconds=30), BEGIN + timedelta(seconds=60)),
        ("2h", BEGIN + timedelta(hours=2), BEGIN + timedelta(hours=4)),
        ("0 * * * *", datetime(2026, 1, 2, 4, tzinfo=UTC), datetime(2026, 1, 2, 5, tzinfo=UTC)),
        ("30 6 * * MON", datetime(2026, 1, 5, 6, 30, tzinfo=UTC), datetime(2026, 1, 12, 6, 30, tzinfo=UTC)),
    ],
)
def test_times_follow_from_the_text(text: str, first: datetime, second: datetime) -> None:
    timetable = Timetable(text)
    assert timetable.next_after(BEGIN) == first
    assert timetable.next_after(first) == second


def test_off_is_never() -> None:
    assert Timetable("off").next_after(BEGIN) is None
    clock = Clock()
    schedule = schedule_of("off", clock, [])
    clock.advance(10**6)
    assert not schedule.is_due()
    assert schedule.seconds_left(30) == 30


@pytest.mark.parametrize("text", ["", "30", "0s", "30 s", "s", "1w", "* * * *", "61 * * * *", "every day", "-5s"])
def test_another_text_is_refused_with_what_is_possible(text: str) -> None:
    with pytest.raises(ValueError, match=r"Use off, an interval such as 30s, 5m, 1h or 1d, or a cron expression"):
        Timetable(text)


def test_a_run_is_due_at_its_time_if_anything_is_new() -> None:
    clock = Clock()
    schedule = schedule_of("30s", clock, ["", "something has landed", "", "something has landed"])
    # the first look is at once
    assert not schedule.is_due()
    clock.advance(29)
    assert not schedule.is_due()
    assert schedule.seconds_left(30) == 1
    clock.advance(1)
    assert schedule.is_due()
    assert (schedule.plan.next_at, schedule.plan.note) == (BEGIN + timedelta(seconds=60), "")
    # a run that somebody else has requested counts as well
    clock.advance(20)
    schedule.ended(has_failed=False)
    clock.advance(29)
    assert not schedule.is_due()
    clock.advance(1)
    assert not schedule.is_due()
    assert schedule.plan.note == "nothing is new"
    clock.advance(30)
    assert schedule.is_due()


def test_after_failures_a_run_comes_later_and_later_and_needs_no_news() -> None:
    clock = Clock()
    schedule = schedule_of("30s", clock, [])
    pauses = [pause.total_seconds() for pause in pauses_after_failures(schedule, clock, 9)]
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    schedule.ended(has_failed=True)
    assert schedule.plan.note == "the last 10 runs failed"
    schedule.ended(has_failed=False)
    assert schedule.plan.next_at == clock.now + timedelta(seconds=30)
    assert schedule.plan.note == ""


def test_a_pause_after_failures_is_never_shorter_than_the_interval() -> None:
    clock = Clock()
    schedule = schedule_of("1d", clock, [])
    schedule.ended(has_failed=True)
    assert schedule.plan.next_at == BEGIN + timedelta(days=1)


def test_while_nobody_can_see_whether_anything_is_new_nothing_is_done() -> None:
    clock = Clock()

    def news() -> str:
        raise ConnectionError("HDFS is away")

    schedule = Schedule(Timetable("30s"), news, clock)
    assert not schedule.is_due()
    assert schedule.plan.note == "cannot see whether anything is new: HDFS is away"
    assert schedule.plan.next_at == BEGIN + timedelta(seconds=30)
    # soon, whatever the timetable
    for every, first in (("1d", 0), ("0 4 * * *", 3355)):
        schedule = Schedule(Timetable(every), news, clock)
        clock.advance(first)
        assert not schedule.is_due()
        assert schedule.plan.next_at == clock.now + timedelta(minutes=1)


def test_a_time_that_comes_during_a_run_is_not_left_out() -> None:
    clock = Clock()
    schedule = schedule_of("0 4 * * *", clock, ["something has landed"])
    # a run that somebody has requested, from before that time until after it
    clock.advance(7200)
    schedule.ended(has_failed=False)
    assert schedule.seconds_left(30) == 0
    assert schedule.is_due()
    assert schedule.plan.next_at == datetime(2026, 1, 3, 4, tzinfo=UTC)


def test_a_time_that_comes_while_no_worker_is_there_is_not_left_out() -> None:
    clock = Clock()
    missed = Plan("0 3 * * *", BEGIN - timedelta(minutes=4), "")
    schedule = Schedule(Timetable("0 3 * * *"), lambda: "something has landed", clock, last=missed)
    assert schedule.is_due()
    assert schedule.plan.next_at == datetime(2026, 1, 3, 3, tzinfo=UTC)
    # it was that of another timetable
    assert not Schedule(Timetable("0 4 * * *"), lambda: "something has landed", clock, last=missed).is_due()


def test_after_failures_a_cron_expression_leaves_times_out() -> None:
    clock = Clock()
    schedule = schedule_of("* * * * *", clock, [])
    pauses = [pause // timedelta(minutes=1) for pause in pauses_after_failures(schedule, clock, 7)]
    assert pauses == [2, 5, 9, 17, 33, 61, 61]


@pytest.mark.parametrize("every", ["30s", "* * * * *"])
def test_a_clock_that_is_set_back_delays_nothing(every: str) -> None:
    clock = Clock()
    clock.advance(86_400)
    schedule = schedule_of(every, clock, ["", "something has landed"])
    clock.advance(60)
    assert not schedule.is_due()
    clock.now = BEGIN
    assert schedule.seconds_left(100) <= 60
    clock.advance(60)
    assert not schedule.is_due()


@pytest.mark.parametrize(
    ("every", "age", "is_late"),
    [
        # while nothing arrives, the watermark stands still for 15 minutes
        ("30s", timedelta(minutes=19), False),
        ("30s", timedelta(minutes=21), True),
        ("1h", timedelta(minutes=64), False),
        ("1h", timedelta(minutes=66), True),
        ("off", timedelta(hours=24), False),
        ("off", timedelta(hours=25), True),
        ("30s", timedelta(minutes=-2), True),
    ],
)
def test_a_mart_is_late_after_the_time_at_which_it_was_to_move(every: str, age: timedelta, is_late: bool) -> None:
    told = late(BEGIN - age, BEGIN, every, timedelta(minutes=5))
    assert bool(told) == is_late
    assert ("a clock was set back" in told) == (age < timedelta())
