"""When the Thrift server of queries has to end."""

from dataclasses import replace

import pytest

from spark_thrift.query_watch import Load, Watch

REST = Load(sessions=0, statements=0, tasks=0, wanted_tasks=0, bytes=0)
BUSY = Load(sessions=2, statements=2, tasks=2, wanted_tasks=2, bytes=2**20)


class Clock:
    """Time that passes by a second each time that it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def seconds_until_end(load: Load, idle_seconds: float = 60) -> tuple[int, str]:
    watch = Watch(idle_seconds, Clock())
    for seconds in range(1000):
        if reason := watch.reason_to_end(load):
            return seconds, reason
    return 1000, ""


@pytest.mark.parametrize("load", [BUSY, replace(BUSY, tasks=0, wanted_tasks=0), replace(BUSY, statements=0)])
def test_a_server_that_is_used_goes_on(load: Load) -> None:
    assert seconds_until_end(load) == (1000, "")


@pytest.mark.parametrize(
    "load",
    [
        # one of three tasks belongs to no job any more, whatever else runs
        replace(BUSY, tasks=3),
        replace(REST, tasks=1),
        # as while Spark evaluates a constant
        replace(REST, statements=1),
    ],
)
def test_what_goes_on_after_its_query_ends_the_server(load: Load) -> None:
    seconds, reason = seconds_until_end(load)
    assert seconds == 10
    assert reason == "a query that was ended goes on, 10 s later"


def test_what_ends_a_moment_after_its_query_ends_nothing() -> None:
    watch = Watch(1000, Clock())
    for _ in range(100):
        assert not watch.reason_to_end(replace(BUSY, tasks=3))
        assert not watch.reason_to_end(BUSY)


def test_a_server_without_a_session_rests() -> None:
    assert seconds_until_end(REST, 60) == (60, "nobody has used it for 60 s")


def test_queries_may_not_fill_the_disk() -> None:
    assert seconds_until_end(replace(BUSY, bytes=2**32 + 1)) == (
        0,
        "its temporary files have more than 4294967296 bytes",
    )
