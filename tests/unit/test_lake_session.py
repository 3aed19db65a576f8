"""A session of Spark: it waits for Spark to start, ends its query in time, and tells why there is no result."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from pyhive.exc import OperationalError
from TCLIService.ttypes import TOperationState
from thrift.transport.TTransport import TTransportException

from ingest_api.analytics.engine import EngineUnavailable, QueryEnded, QueryFailed, QueryTimedOut
from ingest_api.analytics.lake import session as lake_sessions
from ingest_api.analytics.lake.session import lake_session
from ingest_api.cancellation import Cancellation, Cancelled

RUNNING, FINISHED, ERROR, TIMED_OUT = (
    TOperationState.RUNNING_STATE,
    TOperationState.FINISHED_STATE,
    TOperationState.ERROR_STATE,
    TOperationState.TIMEDOUT_STATE,
)


class Spark:
    """A server that answers polls with these states; the last one stays. A state may have a message."""

    def __init__(self, *states: int | tuple[int, str] | Exception) -> None:
        self.states = list(states)
        self.refusals = 0
        self.is_cancelled = self.is_closed = False

    def connect(self) -> "Spark":
        if self.refusals:
            self.refusals -= 1
            raise TTransportException(TTransportException.NOT_OPEN, "refused")
        return self

    def cursor(self, arraysize: int = 0) -> "Spark":
        return self

    def execute(self, sql: str, async_: bool = False) -> None:
        self.sql = sql

    def poll(self, get_progress_update: bool = True) -> Any:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        number, message = state if isinstance(state, tuple) else (state, None)
        return SimpleNamespace(operationState=number, errorMessage=message)

    def cancel(self) -> None:
        self.is_cancelled = True

    def close(self) -> None:
        self.is_closed = True

    def __iter__(self) -> Iterator[tuple[str]]:
        yield ("{}",)
        raise TTransportException(TTransportException.END_OF_FILE, "gone")


def run(
    spark: Spark,
    seconds: float = 60,
    is_ended: Callable[[], bool] = lambda: False,
    cancellation: Cancellation | None = None,
) -> None:
    with lake_session(spark.connect, seconds, cancellation or Cancellation(), is_ended) as session:
        session.run(("select 1", 0))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake_sessions, "_AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(lake_sessions, "_WATCH_SECONDS", 0.01)
    monkeypatch.setattr(lake_sessions, "_REASON_SECONDS", 0.001)


def test_a_query_waits_for_spark_to_start_and_to_end() -> None:
    spark = Spark(RUNNING, RUNNING, FINISHED)
    spark.refusals = 3
    run(spark)
    assert (spark.sql, spark.is_cancelled, spark.is_closed) == ("select 1", False, True)


def test_a_spark_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake_sessions, "_START_SECONDS", 0.05)
    spark = Spark(FINISHED)
    spark.refusals = 1_000_000
    with pytest.raises(EngineUnavailable, match="Check that spark-query runs"):
        run(spark)


def test_nobody_waits_for_spark_after_the_client_has_left() -> None:
    spark = Spark(FINISHED)
    spark.refusals = 1_000_000
    cancellation = Cancellation()
    Thread(target=cancellation.cancel).start()
    with pytest.raises(Cancelled):
        run(spark, cancellation=cancellation)


def test_a_query_is_ended_by_an_administrator_while_spark_starts() -> None:
    spark = Spark(FINISHED)
    spark.refusals = 1_000_000
    is_ended = Event()
    connect = spark.connect

    def refuse_and_end() -> Spark:
        is_ended.set()
        return connect()

    with pytest.raises(QueryEnded), lake_session(refuse_and_end, 60, Cancellation(), is_ended.is_set):
        pytest.fail("Spark has started")
    assert spark.refusals == 1_000_000 - 1


def test_the_reason_of_a_failure_may_come_after_its_state() -> None:
    message = "[X] Not so. SQLSTATE: 42601 (line 1, pos 2)"
    with pytest.raises(QueryFailed, match="Not so") as failed:
        run(Spark(ERROR, ERROR, ERROR, (ERROR, message)))
    assert (failed.value.line, failed.value.column) == (1, 3)
    with pytest.raises(QueryFailed, match="no reason"):
        run(Spark(ERROR))


def test_a_query_ends_with_its_time() -> None:
    spark = Spark(RUNNING)
    with pytest.raises(QueryTimedOut, match=r"cancelled after 0\.05 s"):
        run(spark, seconds=0.05)
    assert spark.is_cancelled
    assert spark.is_closed


def test_a_query_that_spark_ends_by_its_own_limit_is_told_as_timed_out() -> None:
    with pytest.raises(QueryTimedOut, match=r"cancelled after 60 s"):
        run(Spark(RUNNING, TIMED_OUT))


def test_a_query_ends_with_its_client_or_by_an_administrator() -> None:
    spark = Spark(RUNNING)
    cancellation = Cancellation()
    with lake_session(spark.connect, 60, cancellation, lambda: False) as session:
        Thread(target=cancellation.cancel).start()
        with pytest.raises(QueryEnded):
            session.run(("select 1", 0))
    assert spark.is_cancelled
    spark = Spark(RUNNING)
    with pytest.raises(QueryEnded):
        run(spark, is_ended=lambda: True)
    assert spark.is_cancelled


@pytest.mark.parametrize(
    "gone", [TTransportException(TTransportException.END_OF_FILE, "gone"), BrokenPipeError(), EOFError()]
)
def test_a_spark_that_ends_during_a_query_is_told(gone: Exception) -> None:
    with pytest.raises(EngineUnavailable, match="Spark has ended during the query"):
        run(Spark(RUNNING, gone))


def test_a_spark_that_ends_while_rows_are_fetched_is_told() -> None:
    spark = Spark(FINISHED)
    with lake_session(spark.connect, 60, Cancellation(), lambda: False) as session:
        rows = session.fetch(session.run(("select 1", 0)))
        assert next(rows) == "{}"
        with pytest.raises(EngineUnavailable, match="Spark has ended during the query"):
            next(rows)


def test_a_query_is_ended_by_an_administrator_while_its_rows_are_awaited() -> None:
    cancelled = Event()

    class Slow(Spark):
        client = SimpleNamespace(CloseOperation=lambda _: cancelled.set())
        _operationHandle = None

        def __iter__(self) -> Iterator[tuple[str]]:
            yield ("{}",)
            is_ended.set()
            assert cancelled.wait(5)
            raise OperationalError("cancelled")

    is_ended = Event()
    with lake_session(Slow(FINISHED).connect, 60, Cancellation(), is_ended.is_set) as session:
        rows = session.fetch(session.run(("select 1", 0)))
        assert next(rows) == "{}"
        with pytest.raises(QueryEnded):
            next(rows)


def test_a_spark_that_does_not_answer_has_not_ended() -> None:
    with pytest.raises(EngineUnavailable, match="Spark does not answer"):
        run(Spark(RUNNING, TTransportException(TTransportException.TIMED_OUT, "read timeout")))
