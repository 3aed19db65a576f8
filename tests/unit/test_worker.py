"""An update run: the order of its steps, its record, its end if a step fails, and its tries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import psycopg
import pytest
import requests
from hdfs.util import HdfsError
from thrift.transport.TTransport import TTransportException

from eventmart.errors import OperatorError
from eventmart.update_runs import Run, Step
from pipeline.dbt import DbtError, ModelsFailed, SparkDied
from pipeline.performing import perform
from pipeline.progress import Progress
from pipeline.run_records import Outcome, WorkerRecords
from pipeline.steps import Done
from pipeline.transient import is_transient, is_transient_message
from pipeline.worker import carry_out, resume

RUN_ID = UUID(int=1)
RUN = Run(RUN_ID, "running", datetime(2026, 1, 1, tzinfo=UTC), None, None, [], None, False, None, None, tries=1)
AWAY = Outcome("landing: connection refused", is_through=False, is_transient=True)


def done(detail: str) -> Callable[[], Done]:
    return lambda: Done(detail)


class Records:
    def __init__(self, cancelled_after: int | None = None) -> None:
        self.steps: list[list[tuple[str, str]]] = []
        self.nodes: list[tuple[int, list[dict[str, Any]]]] = []
        self.end: Outcome | str | None = None
        self.run: Run = RUN
        self._looks_left = cancelled_after

    def is_cancelled(self, run_id: UUID) -> bool:
        if self._looks_left is None:
            return False
        self._looks_left -= 1
        return self._looks_left < 0

    def begin_again(self, run_id: UUID) -> Run:
        self.run = replace(self.run, tries=self.run.tries + 1)
        return self.run

    def interrupted(self) -> Run:
        return self.run

    def finish_cancelled(self, run_id: UUID) -> None:
        self.end = "cancelled"

    def record_node_results(self, run_id: UUID, step: int, nodes: list[dict[str, Any]]) -> None:
        self.nodes.append((step, nodes))

    def record_steps(self, run_id: UUID, steps: list[dict[str, Any]]) -> None:
        self.steps.append([(step["name"], step["state"]) for step in steps])
        self.last = [dict(step) for step in steps]

    def finish(self, run_id: UUID, outcome: Outcome) -> None:
        self.end = outcome


def test_steps_run_in_order_and_are_recorded_as_they_go() -> None:
    records = Records()
    results = [[], [{"name": "model.lake.fct_events", "status": "success"}]]
    steps = [("one", lambda: Done("done", rows_in=3, repeats=0)), ("two", done(""))]
    outcome = perform(cast(WorkerRecords, records), RUN, steps, take_results=lambda: results.pop(0))
    assert records.steps == [
        [("one", "running")],
        [("one", "succeeded")],
        [("one", "succeeded"), ("two", "running")],
        [("one", "succeeded"), ("two", "succeeded")],
    ]
    first = records.last[0]
    assert (first["try"], first["detail"], first["rows_in"], first["repeats"]) == (1, "done", 3, 0)
    assert "rows_out" not in first
    assert first["seconds"] >= 0
    assert records.nodes == [(1, [{"name": "model.lake.fct_events", "status": "success"}])]
    assert outcome == Outcome(None, is_through=True)


def test_a_failing_step_ends_the_run_and_records_the_cause() -> None:
    records = Records()
    reached = []

    def fail() -> Done:
        raise ValueError("no such table")

    def two() -> Done:
        reached.append("two")
        return Done("")

    outcome = perform(cast(WorkerRecords, records), RUN, [("one", fail), ("two", two)])
    assert records.steps[-1] == [("one", "failed")]
    assert (records.last[0]["error"], records.last[0]["is_transient"]) == ("no such table", False)
    assert outcome == Outcome("one: no such table", is_through=False, is_transient=False)
    assert reached == []


def test_a_run_goes_on_without_models_that_fail_and_names_them_at_its_end() -> None:
    records = Records()

    def fail(error: Exception) -> Done:
        raise error

    lake, mart = ModelsFailed("model.lake.fct_orders: no price"), ModelsFailed("model.mart.top: no such column")
    steps = [
        ("lake", lambda: fail(lake)),
        ("publish", done("")),
        ("mart", lambda: fail(mart)),
        ("docs", lambda: fail(DbtError("disk full"))),
        ("never", done("")),
    ]
    assert perform(cast(WorkerRecords, records), RUN, steps[:-2]).is_through
    outcome = perform(cast(WorkerRecords, records), RUN, steps)
    assert [state for _, state in records.steps[-1]] == ["failed", "succeeded", "failed", "failed"]
    error = "lake: model.lake.fct_orders: no price\nmart: model.mart.top: no such column\ndocs: disk full"
    assert outcome == Outcome(error, is_through=False)


def test_the_record_tells_what_a_running_step_is_doing_and_not_what_an_ended_one_did() -> None:
    records = Records()
    progress = Progress(cast(WorkerRecords, records))

    def build() -> Done:
        progress.tell("fct_events")
        assert records.last == [{**records.last[0], "name": "one", "state": "running", "detail": "fct_events"}]
        # within the same second
        progress.tell("fct_orders")
        assert records.last[0]["detail"] == "fct_events"
        # a message is not held back, and stays
        progress.tell_message("builds fct_orders anew: why")
        assert records.last[0]["detail"] == "fct_events; builds fct_orders anew: why"
        progress.tell_message("sent events")
        assert records.last[0]["detail"] == "fct_events; builds fct_orders anew: why; sent events"
        return Done("2 success")

    perform(cast(WorkerRecords, records), RUN, [("one", build)], progress)
    assert records.last[0]["detail"] == "2 success"
    progress.tell_message("of nobody")
    assert len(records.steps) == 5
    # the next step begins with nothing of this one
    two = Step(name="two", state="running")
    progress.follow(RUN_ID, [two])
    progress.tell_message("sent orders")
    assert records.last == [{**two, "detail": "sent orders"}]


def test_another_try_keeps_the_steps_of_the_one_before() -> None:
    records = Records()

    def fail() -> Done:
        raise TTransportException(message="TSocket read 0 bytes")

    outcome = perform(cast(WorkerRecords, records), RUN, [("one", fail)])
    assert outcome.is_transient
    again = replace(RUN, steps=records.last, tries=2)
    perform(cast(WorkerRecords, records), again, [("one", done("good"))], take_results=lambda: [{"name": "a"}])
    assert [(step["try"], step["state"]) for step in records.last] == [(1, "failed"), (2, "succeeded")]
    assert records.nodes == [(1, [{"name": "a"}])]


class Performer:
    """Ends the tries of a run as it is told."""

    def __init__(self, *outcomes: Outcome | None) -> None:
        self.outcomes = list(outcomes)
        self.tries: list[int] = []

    def perform(self, run: Run, is_cancelled: Callable[[], bool]) -> Outcome | None:
        self.tries.append(run.tries)
        return self.outcomes.pop(0)


def test_what_passes_by_itself_is_tried_again_after_pauses_that_grow() -> None:
    records, performer, waits = Records(), Performer(AWAY, AWAY, Outcome(None, is_through=True)), list[float]()
    carry_out(cast(WorkerRecords, records), RUN, performer, retries=5, sleep=waits.append)
    assert performer.tries == [1, 2, 3]
    assert sum(waits) == 3 + 6
    assert records.end == Outcome(None, is_through=True)


def test_after_the_last_try_the_record_says_how_often_it_was_tried() -> None:
    records, performer = Records(), Performer(AWAY, AWAY, AWAY)
    carry_out(cast(WorkerRecords, records), RUN, performer, retries=2, sleep=lambda _: None)
    assert performer.outcomes == []
    assert isinstance(records.end, Outcome)
    assert records.end.error == "landing: connection refused\nIt was tried 3 times."


def test_what_does_not_pass_is_not_tried_again() -> None:
    records, failed = Records(), Outcome("lake: a test failed", is_through=False)
    performer = Performer(failed)
    carry_out(cast(WorkerRecords, records), RUN, performer, retries=5, sleep=lambda _: None)
    assert (performer.tries, records.end) == ([1], failed)


def test_a_run_is_cancelled_while_it_runs_and_between_two_tries() -> None:
    records, performer = Records(), Performer(None)
    assert carry_out(cast(WorkerRecords, records), RUN, performer, retries=5) is None
    assert records.end == "cancelled"
    waits: list[float] = []
    records, performer = Records(cancelled_after=3), Performer(AWAY)
    assert carry_out(cast(WorkerRecords, records), RUN, performer, retries=5, sleep=waits.append) is None
    assert records.end == "cancelled"
    assert sum(waits) < 3


def test_the_run_of_a_worker_that_died_goes_on_unless_it_dies_again_and_again() -> None:
    records, performer = Records(), Performer(Outcome(None, is_through=True))
    resume(cast(WorkerRecords, records), performer, retries=1)
    assert (performer.tries, records.end) == ([2], Outcome(None, is_through=True))
    records.run = replace(RUN, tries=2)
    resume(cast(WorkerRecords, records), performer, retries=1)
    error = "The worker stopped during this run. It was tried 2 times."
    assert (performer.tries, records.end) == ([2], Outcome(error, is_through=False))
    records = Records(cancelled_after=0)
    resume(cast(WorkerRecords, records), performer, retries=1)
    assert records.end == "cancelled"


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (psycopg.OperationalError("connection failed: connection to server at ... Connection refused"), True),
        (psycopg.OperationalError('connection failed: FATAL: password authentication failed for user "a"'), False),
        (psycopg.errors.AdminShutdown("terminating connection due to administrator command"), True),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), True),
        (psycopg.errors.DiskFull("could not extend file: No space left on device"), False),
        (psycopg.errors.UndefinedTable('relation "mart.events" does not exist'), False),
        (TTransportException(message="Could not connect to any of [('127.0.0.1', 10000)]"), True),
        (requests.ConnectionError("Max retries exceeded"), True),
        (requests.ReadTimeout("read timed out"), True),
        (HdfsError("Cannot create file /lake/raw/_blank. Name node is in safe mode."), True),
        (HdfsError("Namenode is in startup mode"), True),
        (HdfsError("Permission denied: user=somebody, access=WRITE"), False),
        (OperatorError("Spark has died 2 times while it loaded the events. Connection refused"), False),
        (SparkDied("Spark stopped"), True),
        (DbtError("test.lake.no_nulls: Got 3 results, configured to fail if != 0"), False),
        (DbtError("model.mart.events: server closed the connection unexpectedly", is_transient=True), True),
        (ValueError("no such table"), False),
    ],
)
def test_only_what_passes_by_itself_is_transient(error: Exception, passes: bool) -> None:
    def fail() -> Done:
        raise error

    assert perform(cast(WorkerRecords, Records()), RUN, [("one", fail)]).is_transient is passes
    if not isinstance(error, DbtError):
        assert is_transient(error) is passes


@pytest.mark.parametrize(
    ("message", "passes"),
    [
        ("Database Error failed to connect: TTransportException: unexpected exception", True),
        ("Connection lost while polling query status after 1 attempts.", True),
        ('connection to server at "127.0.0.1", port 15432 failed: Connection refused', True),
        ("server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally", True),
        ("org.apache.hadoop.hdfs.server.namenode.SafeModeException: Cannot create file", True),
        ("Caused by: java.net.ConnectException: Call From a to b:8020 failed", True),
        ("File part-0.parquet could only be written to 0 of the 1 minReplication nodes.", True),
        ("File part-0.parquet could only be written to 1 of the 2 minReplication nodes.", True),
        ("Unable to close file because the last block blk_1 does not have enough number of replicas.", True),
        ("Task 0 failed 4 times, most recent failure: ExecutorLostFailure (executor 1 exited)", True),
        ("landing.events has 12 rows instead of 10: an executor was lost while it sent them.", True),
        ("org.postgresql.util.PSQLException: FATAL: the database system is starting up", True),
        ("[TABLE_OR_VIEW_NOT_FOUND] The table or view `lake`.`connections` cannot be found.", False),
        ("[DIVIDE_BY_ZERO] Division by zero.", False),
        ("canceling statement due to lock timeout", False),
        ("java.lang.OutOfMemoryError: Java heap space", False),
    ],
)
def test_what_servers_and_dbt_say_tells_whether_it_passes(message: str, passes: bool) -> None:
    assert is_transient_message(message) is passes
