"""Queries that come while others run: some wait a moment, the others are refused at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from ingest_api.analytics import slots
from ingest_api.analytics.engine import TooManyQueries
from ingest_api.analytics.slots import Slots


def test_a_query_waits_for_one_that_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_WAIT_SECONDS", 30.0)
    places, is_taken, end = Slots(1), Event(), Event()

    def run() -> None:
        with places.taken():
            is_taken.set()
            assert end.wait(30)

    with ThreadPoolExecutor() as executor:
        first = executor.submit(run)
        assert is_taken.wait(30)
        is_taken.clear()
        second = executor.submit(run)
        end.set()
        first.result(30)
        second.result(30)
    with places.taken():
        pass


def test_too_many_are_refused_at_once_and_those_that_wait_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_WAIT_SECONDS", 0.5)
    places, begin = Slots(2), Barrier(5)

    def ask() -> float:
        begin.wait(30)
        asked = time.monotonic()
        with pytest.raises(TooManyQueries, match="2 queries are running"), places.taken():
            pass
        return time.monotonic() - asked

    with places.taken(), places.taken(), ThreadPoolExecutor() as executor:
        asking = [executor.submit(ask) for _ in range(5)]
        waited = sorted(asked.result(30) for asked in asking)
    assert [seconds >= 0.5 for seconds in waited] == [False, False, False, True, True]
    # all slots are free again
    with places.taken(), places.taken():
        pass
