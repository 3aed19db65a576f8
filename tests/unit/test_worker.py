"""An update run: the order of its steps, its record, and its end if a step fails."""

from typing import Any, cast
from uuid import UUID

from eventmart.update_runs import RunRecords
from pipeline.dbt import DbtError, ModelsFailed
from pipeline.worker import Progress, perform

RUN_ID = UUID(int=1)


class Records:
    def __init__(self) -> None:
        self.steps: list[list[tuple[str, str]]] = []
        self.end: tuple[UUID, str | None] | None = None

    def record_steps(self, run_id: UUID, steps: list[dict[str, Any]]) -> None:
        self.steps.append([(step["name"], step["state"]) for step in steps])
        self.last = [dict(step) for step in steps]

    def finish(self, run_id: UUID, error: str | None, *, is_through: bool) -> None:
        self.end = (run_id, error)
        self.is_through = is_through


def test_steps_run_in_order_and_are_recorded_as_they_go() -> None:
    records = Records()
    perform(cast(RunRecords, records), RUN_ID, [("one", lambda: "done"), ("two", lambda: "")])
    assert records.steps == [
        [("one", "running")],
        [("one", "succeeded")],
        [("one", "succeeded"), ("two", "running")],
        [("one", "succeeded"), ("two", "succeeded")],
    ]
    assert records.last[0]["detail"] == "done"
    assert records.last[0]["seconds"] >= 0
    assert records.end == (RUN_ID, None)
    assert records.is_through


def test_a_failing_step_ends_the_run_and_records_the_cause() -> None:
    records = Records()
    reached = []

    def fail() -> str:
        raise ValueError("no such table")

    def two() -> str:
        reached.append("two")
        return ""

    perform(cast(RunRecords, records), RUN_ID, [("one", fail), ("two", two)])
    assert records.steps[-1] == [("one", "failed")]
    assert records.end == (RUN_ID, "one: no such table")
    assert not records.is_through
    assert reached == []


def test_a_run_goes_on_without_models_that_fail_and_names_them_at_its_end() -> None:
    records = Records()

    def fail(error: Exception) -> str:
        raise error

    lake, mart = ModelsFailed("model.lake.fct_orders: no price"), ModelsFailed("model.mart.top: no such column")
    steps = [
        ("lake", lambda: fail(lake)),
        ("publish", lambda: ""),
        ("mart", lambda: fail(mart)),
        ("docs", lambda: fail(DbtError("disk full"))),
        ("never", lambda: ""),
    ]
    perform(cast(RunRecords, records), RUN_ID, steps[:-2])
    assert records.is_through
    perform(cast(RunRecords, records), RUN_ID, steps)
    assert not records.is_through
    assert [state for _, state in records.steps[-1]] == ["failed", "succeeded", "failed", "failed"]
    assert records.end == (
        RUN_ID,
        "lake: model.lake.fct_orders: no price\nmart: model.mart.top: no such column\ndocs: disk full",
    )


def test_the_record_tells_what_a_running_step_is_doing_and_not_what_an_ended_one_did() -> None:
    records = Records()
    progress = Progress(cast(RunRecords, records))

    def build() -> str:
        progress.tell("fct_events")
        assert records.last == [{**records.last[0], "name": "one", "state": "running", "detail": "fct_events"}]
        # within the same second
        progress.tell("fct_orders")
        assert records.last[0]["detail"] == "fct_events"
        return "2 success"

    perform(cast(RunRecords, records), RUN_ID, [("one", build)], progress)
    assert records.last[0]["detail"] == "2 success"
    progress.tell("of nobody")
    assert len(records.steps) == 3
