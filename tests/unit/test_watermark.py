"""The watermark never passes an event that is not yet in HDFS, and never decreases."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest_api.spool import watermark
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Limits, Spool
from ingest_api.spool.unavailable import SpoolUnavailable
from ingest_api.spool.watermark import Receptions


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 1, 2, 3, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def step(self, seconds: float) -> datetime:
        self.time += timedelta(seconds=seconds)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spool_dir(tmp_path: Path) -> SpoolDir:
    spool_dir = SpoolDir(tmp_path)
    spool_dir.create()
    return spool_dir


def before(time: datetime) -> datetime:
    """The microsecond before a time; an event may have exactly that time as its stamp."""
    return time - timedelta(microseconds=1)


def test_with_no_request_in_flight_it_follows_the_clock(spool_dir: SpoolDir, clock: Clock) -> None:
    assert watermark.advance(spool_dir, clock()) == before(clock())
    receptions = Receptions(spool_dir, clock, "w1")
    now = clock.step(5)
    receptions.publish()
    assert watermark.advance(spool_dir, now) == before(now)
    assert watermark.current(spool_dir) == before(now)


def test_a_request_in_flight_holds_it_back(spool_dir: SpoolDir, clock: Clock) -> None:
    receptions = Receptions(spool_dir, clock, "w1")
    begun = clock.step(1)
    with receptions.reception() as first:
        clock.step(1)
        with receptions.reception():
            pass
        clock.step(1)
        receptions.publish()
        assert first == begun
        assert watermark.advance(spool_dir, clock.step(10)) == before(begun)
    receptions.publish()
    assert watermark.advance(spool_dir, clock()) == before(clock())


def test_the_slowest_worker_counts_and_a_dead_one_does_not(spool_dir: SpoolDir, clock: Clock) -> None:
    slow, fast = Receptions(spool_dir, clock, "slow"), Receptions(spool_dir, clock, "fast")
    begun = clock()
    clock.step(10)
    fast.publish()
    assert watermark.advance(spool_dir, clock()) == before(begun)
    slow.close()
    assert watermark.advance(spool_dir, clock()) == before(clock())
    assert [path.name for path in spool_dir.workers.iterdir()] == ["fast"]


def test_a_segment_in_the_spool_holds_it_back_until_it_has_landed(spool_dir: SpoolDir, clock: Clock) -> None:
    spool = Spool(spool_dir, Limits(2**20, 3600, 2**30, 0), clock, lambda: f"{clock():%S%f}")
    begun = clock.step(1)
    with spool.reception() as stamp:
        name = spool.append("events", [b"x"]).result()
    assert stamp == begun
    clock.step(60)
    assert watermark.advance(spool_dir, clock()) < begun
    # the segment is sealed and its worker has ended, but the shipper has not shipped it
    spool.close()
    assert watermark.advance(spool_dir, clock.step(60)) < begun
    (spool_dir.sealed("events") / name).unlink()
    assert watermark.advance(spool_dir, clock()) == before(clock())


def test_it_never_decreases_if_the_clock_is_set_back(spool_dir: SpoolDir, clock: Clock) -> None:
    receptions = Receptions(spool_dir, clock, "w1")
    high = clock.step(100)
    receptions.publish()
    assert watermark.advance(spool_dir, clock()) == before(high)

    clock.step(-50)
    with receptions.reception() as stamp:
        assert stamp > watermark.current(spool_dir)
    receptions.publish()
    assert watermark.advance(spool_dir, clock()) == before(high)
    # the stamps of a new worker are later than the watermark, too
    with Receptions(spool_dir, clock, "w2").reception() as stamp:
        assert stamp > watermark.current(spool_dir)


def test_floors_are_exact_to_the_microsecond(spool_dir: SpoolDir, clock: Clock) -> None:
    clock.time = datetime(2026, 7, 8, 9, 10, 11, 123457, tzinfo=UTC)
    held = Receptions(spool_dir, clock, "w1")
    assert watermark.advance(spool_dir, clock.step(9)) == datetime(2026, 7, 8, 9, 10, 11, 123456, tzinfo=UTC)
    held.close()


def test_a_watermark_that_a_power_cut_has_emptied_is_made_again(
    spool_dir: SpoolDir, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    watermark.advance(spool_dir, clock())
    (spool_dir.root / "watermark").write_text("")
    receptions = Receptions(spool_dir, clock, "w1")
    assert "watermark is empty" in caplog.text
    with receptions.reception() as first:
        receptions.publish()
        assert watermark.advance(spool_dir, clock.step(10)) == before(first)


def test_it_is_on_disk_before_it_has_its_name(
    spool_dir: SpoolDir, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        done.append("sync")
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        done.append("rename")
        return replace(path, target)

    monkeypatch.setattr("os.fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    watermark.advance(spool_dir, clock())
    assert done == ["sync", "rename", "sync"]


def test_no_request_is_taken_that_is_far_ahead_of_one_that_is_not_on_disk(spool_dir: SpoolDir, clock: Clock) -> None:
    receptions = Receptions(spool_dir, clock, "w1")
    with receptions.reception():
        clock.step(60)
        with receptions.reception():
            pass
        clock.step(0.1)
        with pytest.raises(SpoolUnavailable, match="over a minute ago"), receptions.reception():
            pass
    with receptions.reception() as moment:
        assert moment == clock()
