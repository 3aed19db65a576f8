"""How much of a backlog one batch takes in."""

from datetime import UTC, datetime, timedelta

import pytest

from eventmart.errors import OperatorError
from pipeline.batches import Attempt, Engine, attempt_from, end_of_batch, next_attempt
from raw_zone.layout import NAME_TIME

BEGIN = datetime(2026, 1, 2, 3, tzinfo=UTC)
LANDED = BEGIN + timedelta(hours=1)
NOW = BEGIN + timedelta(hours=2)
ENGINE = Engine("local-1", "1g")
RESTARTED = Engine("local-2", "1g")


def minute(number: int) -> datetime:
    return BEGIN + timedelta(minutes=number)


def files(*minutes: int, size: int = 10) -> dict[str, int]:
    return {f"{minute(number).strftime(NAME_TIME)}-worker{place}.jsonl": size for place, number in enumerate(minutes)}


def just_before(number: int) -> datetime:
    return minute(number) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("sizes", "max_bytes", "end"),
    [
        ({}, 10, LANDED),
        (files(1, 2, 3), 30, LANDED),
        (files(1, 2, 3), 29, just_before(3)),
        (files(1, 2, 3), 10, just_before(2)),
        # at least one file, whatever its size
        (files(1, 2, 3), 1, just_before(2)),
        (files(1), 1, LANDED),
        # files that begin together stay together, so every batch ends later than it began
        (files(1, 1, 1, 2), 10, just_before(2)),
        # what has not landed completely belongs to a later batch
        (files(1, 61, 62), 10, LANDED),
    ],
)
def test_a_batch_ends_before_the_file_that_would_make_it_too_large(
    sizes: dict[str, int], max_bytes: int, end: datetime
) -> None:
    assert end_of_batch(sizes, None, LANDED, max_bytes) == end


def test_a_batch_ends_later_than_it_began() -> None:
    # a file may begin at the very time of the watermark, and the next one just after it
    names = [f"{(BEGIN + timedelta(microseconds=number)).strftime(NAME_TIME)}-a.jsonl" for number in range(3)]
    assert end_of_batch(dict.fromkeys(names, 10), BEGIN, LANDED, 1) == BEGIN + timedelta(microseconds=1)


def attempt(
    last: Attempt | None = None,
    *,
    since: datetime | None = BEGIN,
    count: int = 8,
    engine: Engine = ENGINE,
    at_least: datetime | None = None,
    max_bytes: int = 1000,
    now: datetime = NOW,
) -> Attempt:
    """The next batch of files of 10 bytes, one for each minute."""
    first = since.strftime(NAME_TIME) if since else ""
    sizes = {name: size for name, size in files(*range(1, count + 1)).items() if name > first}
    return next_attempt(last, sizes, since, LANDED, at_least, max_bytes, engine, now)


def test_what_has_landed_is_one_batch_if_it_fits() -> None:
    assert attempt() == Attempt(
        BEGIN.isoformat(), LANDED.isoformat(), True, 1000, 80, "local-1", "1g", 0, NOW.isoformat()
    )
    small = attempt(since=None, max_bytes=20)
    assert small == Attempt("", just_before(3).isoformat(), False, 20, 20, "local-1", "1g", 0, NOW.isoformat())


def test_the_mart_does_not_go_back() -> None:
    assert attempt(since=None, max_bytes=20, at_least=minute(5)).until == minute(5).isoformat()
    # but nothing is promised that has not landed
    assert attempt(since=None, max_bytes=20, at_least=minute(99)).until == LANDED.isoformat()


def test_an_attempt_survives_its_text() -> None:
    for each in (attempt(), attempt().closed()):
        assert attempt_from(each.as_text()) == each
    assert attempt_from("") is None


def test_a_batch_that_killed_spark_is_halved_until_it_passes() -> None:
    # the batch is much smaller than it may be, and it is the batch that is halved
    first = attempt()
    assert (first.is_last, first.size) == (True, 80)
    second = attempt(first, engine=RESTARTED)
    assert (second.until, second.is_last, second.size, second.deaths) == (just_before(5).isoformat(), False, 40, 1)
    third = attempt(second, engine=Engine("local-3", "1g"))
    assert (third.until, third.size, third.deaths) == (just_before(3).isoformat(), 20, 2)
    # it passes; the rest of the backlog comes in batches of that size
    fourth = attempt(third, since=just_before(3), engine=Engine("local-3", "1g"))
    assert (fourth.max_bytes, fourth.size, fourth.deaths) == (20, 20, 0)
    last = Attempt(just_before(7).isoformat(), LANDED.isoformat(), True, 20, 20, "", "1g", 0, "")
    assert attempt(last, since=LANDED).max_bytes == 1000


def test_a_repeat_without_a_death_is_the_same_batch() -> None:
    first = attempt(max_bytes=40)
    assert attempt(first, max_bytes=40) == first


def test_a_restart_after_a_batch_that_ended_is_no_death() -> None:
    halved = attempt(attempt(), engine=RESTARTED)
    # it failed, and Spark lived on, and was restarted for another reason
    again = attempt(halved.closed(), engine=Engine("local-3", "1g"))
    assert (again.size, again.deaths) == (halved.size, 1)
    # a watermark that stands still, as when a spool is retired
    idle = attempt(since=LANDED)
    for number in range(5):
        idle = attempt(idle, since=LANDED, engine=Engine(f"local-{number}", "1g"))
    assert (idle.size, idle.deaths) == (0, 0)


def test_the_smallest_batch_is_tried_after_longer_and_longer_pauses() -> None:
    first = attempt(max_bytes=10)
    last = attempt(first, engine=RESTARTED, max_bytes=10)
    assert last.until == first.until
    now = NOW
    for deaths, minutes in enumerate([1, 2, 4, 8, *[10] * 50], 2):
        engine = Engine(f"local-{deaths + 1}", "1g")
        early = now + timedelta(minutes=minutes, seconds=-1)
        with pytest.raises(OperatorError, match=rf"Spark has died {deaths} times .* after 2026-.* now 1g"):
            attempt(last, engine=engine, max_bytes=10, now=early)
        # more memory is a new beginning
        assert attempt(last, engine=Engine(engine.id, "2g"), max_bytes=10, now=early).deaths == 0
        now += timedelta(minutes=minutes)
        last = attempt(last, engine=engine, max_bytes=10, now=now)
        assert (last.deaths, last.begun_at) == (deaths, now.isoformat())


def test_an_attempt_of_an_earlier_version_is_tried_again() -> None:
    second = attempt(attempt(max_bytes=10), engine=RESTARTED, max_bytes=10)
    *values, _ = second.as_text().split("|")
    earlier = attempt_from("|".join(values))
    assert attempt(earlier, engine=Engine("local-3", "1g"), max_bytes=10).deaths == 2
