"""The summary of a dbt command."""

from datetime import datetime, timedelta

from pipeline.dbt import busy

BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - dbt's times are naive


def span(begin: int, end: int) -> tuple[datetime, datetime]:
    return BEGIN + timedelta(seconds=begin), BEGIN + timedelta(seconds=end)


def test_time_counts_once_when_nodes_run_in_parallel() -> None:
    assert busy([]) == timedelta()
    assert busy([span(5, 9), span(0, 2), span(1, 3), span(6, 7)]) == timedelta(seconds=3 + 4)
