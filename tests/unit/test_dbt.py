"""The summary of a dbt command, and its errors."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from dbt.adapters.base.impl import DEFAULT_BASE_BEHAVIOR_FLAGS

from pipeline.dbt import Dbt, DbtError, busy, readable
from pipeline.projects import MART
from tests.projects import changed_copy

BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - dbt's times are naive


def span(begin: int, end: int) -> tuple[datetime, datetime]:
    return BEGIN + timedelta(seconds=begin), BEGIN + timedelta(seconds=end)


def test_time_counts_once_when_nodes_run_in_parallel() -> None:
    assert busy([]) == timedelta()
    assert busy([span(5, 9), span(0, 2), span(1, 3), span(6, 7)]) == timedelta(seconds=3 + 4)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("[TABLE_OR_VIEW_NOT_FOUND] no t;\n'Project [a]", "[TABLE_OR_VIEW_NOT_FOUND] no t"),
        ("first line\n\tat org.apache.Spark", "first line"),
        (
            "TFetchResp(status=TStatus(statusCode=3, infoMessages=['*org.apache', 'a:b:1'], sqlState=None, "
            "errorCode=0, errorMessage='[DIVIDE] by zero\n\tat a'), operationHandle=None)",
            "[DIVIDE] by zero",
        ),
    ],
)
def test_errors_come_without_stack_traces_and_plans(message: str, text: str) -> None:
    assert readable(message) == text


@pytest.mark.parametrize(
    ("message", "is_named"),
    [
        ("TCloseOperationResp(infoMessages=['*Cannot call methods on a stopped SparkContext.\n This …'])", True),
        ("TSocket read 0 bytes", True),
        # of the Thrift client, whose connection was reset
        ("unexpected exception", True),
        ("Runtime Error in model stg_events (models/staging/stg_events.sql)\n  unexpected exception\n", True),
        ("An unexpected exception of somebody's function", False),
    ],
)
def test_the_death_of_spark_is_named(message: str, is_named: bool) -> None:
    assert readable(message).startswith("Spark stopped during this statement.") is is_named


def test_an_operation_that_fails_says_why(dbt: Dbt) -> None:
    # no PostgreSQL knows the password
    with pytest.raises(DbtError, match="connection to server at"):
        dbt.invoke(MART, "run-operation", "forget_changed_tables")


def test_what_a_project_says_is_heard_while_the_command_runs(dbt: Dbt, tmp_path: Path) -> None:
    said = "{{ log('builds all anew', info=true) }}"
    project = changed_copy(MART, tmp_path / MART.name, [("models/staging/stg_events.sql", "select", f"{said} select")])
    heard: list[str] = []
    dbt.on_message = heard.append
    dbt.parse(project)
    assert "builds all anew" in heard


def test_a_command_costs_the_same_however_many_came_before(dbt: Dbt) -> None:
    flags = []
    for _ in range(3):
        dbt.parse(MART)
        flags.append(len(DEFAULT_BASE_BEHAVIOR_FLAGS))
    assert flags == [flags[0]] * 3
