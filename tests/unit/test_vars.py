"""Vars that make no sense are refused when the project is parsed, before a run does anything."""

import json
from pathlib import Path

import pytest

from pipeline.dbt import Dbt, DbtError
from pipeline.projects import LAKE, MART


@pytest.mark.parametrize(
    ("project", "name", "value", "message"),
    [
        (MART, "session_gap_minutes", 0, r"session_gap_minutes is `0`\. Set it to a number of minutes above 0"),
        (
            MART,
            "reporting_time_zone",
            "Mars/Base",
            r"reporting_time_zone is `Mars/Base`\. Set it to the name of a time",
        ),
        (MART, "funnels", {"f": {"steps": []}}, r"funnels is .*\. Set it to names, each with `steps`"),
        (MART, "own_hosts", "shop.example", r"own_hosts is `shop.example`\. Set it to a list of hosts"),
        (LAKE, "future_tolerance_hours", "day", r"future_tolerance_hours is `day`\. Set it to a number of hours"),
        (LAKE, "user_id_paths", ["actor.login", "o'user"], r"In dbt_project\.yml, `o'user` is no path into an event"),
    ],
)
def test_a_var_that_makes_no_sense_is_refused(dbt: Dbt, project: Path, name: str, value: object, message: str) -> None:
    with pytest.raises(DbtError, match=message):
        dbt.invoke(project, "parse", "--vars", json.dumps({name: value}))


def test_events_from_before_the_dates_of_clickhouse_are_not_published_to_it(
    dbt: Dbt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTMART_MART_ENGINE", "clickhouse")
    variables = json.dumps({"earliest_event_at": "1900-01-01"})
    with pytest.raises(DbtError, match=r"earliest_event_at is `1900-01-01`\. Set it to a date after 1900-01-01"):
        dbt.invoke(LAKE, "run-operation", "publish", "--vars", variables)
