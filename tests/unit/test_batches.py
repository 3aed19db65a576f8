"""How much of a backlog one batch takes in."""

from datetime import UTC, datetime, timedelta

import pytest

from eventmart.errors import OperatorError
from pipeline.batches import Attempt, Engine, attempt_from, end_of_batch, next_attempt
from raw_zone.layout import NAME_TIME

BEGIN = datetime(2026, 1, 2, 3, tzinfo=UTC)
LANDED = BEGIN + timedelta(hours=1)
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
    assert end_of_batch(sizes, LANDED, max_bytes) == end


def attempt(
    last: Attempt | None = None,
    *,
    since: datetime | None = BEGIN,
    count: int = 8,
    engine: Engine = ENGINE,
    at_least: datetime | None = None,
    max_bytes: int = 1000,
) -> Attempt:
    return next_attempt(last, files(*range(1, count + 1)), since, LANDED, at_least, max_bytes, engine)


def test_what_has_landed_is_one_batch_if_it_fits() -> None:
    assert attempt() == Attempt(BEGIN.isoformat(), LANDED.isoformat(), True, 1000, "local-1", "1g", 0)
    assert attempt(since=None, max_bytes=20) == Attempt("", just_before(3).isoformat(), False, 20, "local-1", "1g", 0)


def test_the_mart_does_not_go_back() -> None:
    assert attempt(since=None, max_bytes=20, at_least=minute(5)).until == minute(5).isoformat()
    # but nothing is promised that has not landed
    assert attempt(since=None, max_bytes=20, at_least=minute(99)).until == LANDED.isoformat()


def test_an_attempt_survives_its_text() -> None:
    first = attempt()
    assert attempt_from(first.as_text()) == first
    assert attempt_from("") is None


def test_a_batch_that_killed_spark_is_halved_until_it_passes() -> None:
    first = attempt(max_bytes=80)
    assert first.is_last
    second = attempt(first, engine=RESTARTED, max_bytes=80)
    assert (second.until, second.is_last, second.max_bytes, second.deaths) == (just_before(5).isoformat(), False, 40, 1)
    third = attempt(second, engine=Engine("local-3", "1g"), max_bytes=80)
    assert (third.until, third.deaths) == (just_before(3).isoformat(), 2)
    # it passes; the rest of the backlog comes in batches of that size
    fourth = attempt(third, since=just_before(3), engine=Engine("local-3", "1g"), max_bytes=80)
    assert (fourth.max_bytes, fourth.deaths) == (20, 0)
    last = Attempt(just_before(7).isoformat(), LANDED.isoformat(), True, 20, "local-3", "1g", 0)
    assert attempt(last, since=LANDED, max_bytes=80).max_bytes == 80


def test_a_repeat_without_a_death_is_the_same_batch() -> None:
    first = attempt(max_bytes=40)
    assert attempt(first, max_bytes=40) == first


def test_the_smallest_batch_is_not_tried_a_third_time() -> None:
    first = attempt(max_bytes=10)
    second = attempt(first, engine=RESTARTED, max_bytes=10)
    assert second.until == first.until
    with pytest.raises(OperatorError, match=r"Spark has died 2 times .* set EVENTMART_SPARK_DRIVER_MEMORY, now 1g"):
        attempt(second, engine=Engine("local-3", "1g"), max_bytes=10)
    # more memory is a new beginning
    assert attempt(second, engine=Engine("local-3", "2g"), max_bytes=10).deaths == 0
