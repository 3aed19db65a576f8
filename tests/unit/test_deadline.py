"""The time limit of the first row of a stream."""

from threading import Event, Thread

import pytest

from ingest_api.analytics.deadline import Deadline
from ingest_api.analytics.engine import QueryEnded, QueryTimedOut


def test_a_query_is_ended_at_its_deadline() -> None:
    ended = Event()
    deadline = Deadline(0.01, QueryEnded)

    def query() -> None:
        with deadline.ending(ended.set):
            assert ended.wait(5)
            raise QueryEnded("ended")

    with pytest.raises(QueryTimedOut):
        query()


def test_a_query_whose_first_row_has_come_is_not_ended() -> None:
    ended = Event()
    deadline = Deadline(0.05, QueryEnded)
    with deadline.ending(ended.set):
        deadline.met()
        assert not ended.wait(0.2)


def test_what_comes_after_the_query_is_not_ended() -> None:
    begun, goes_on, over = Event(), Event(), Event()

    def end() -> None:
        begun.set()
        goes_on.wait(5)

    def query() -> None:
        with Deadline(0.01, QueryEnded).ending(end):
            assert begun.wait(5)
        over.set()

    thread = Thread(target=query)
    thread.start()
    assert begun.wait(5)
    assert not over.wait(0.1)
    goes_on.set()
    assert over.wait(5)
    thread.join()
