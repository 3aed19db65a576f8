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
