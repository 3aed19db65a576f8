"""Data tests that fail: their severity decides whether what is new gets into the mart."""

from pathlib import Path

import pytest

from pipeline.dbt import DbtError
from pipeline.projects import MART
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.projects import changed_copy

_STAGED = "models/staging/_landing__models.yml"
_EVENTS = "  - name: stg_events\n"
_TEST = """
    columns:
      - name: page_url
        data_tests:
          - accepted_values: {arguments: {values: [/expected]}, config: {severity: %s}}
"""


def _project(folder: Path, severity: str) -> Path:
    changes = [(_STAGED, _EVENTS, _EVENTS + _TEST.lstrip("\n") % severity)]
    return changed_copy(MART, folder, changes)


def test_severity_decides_whether_what_is_new_is_merged(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    before = mart.checksums()
    new = {**rows["events"][-1], "event_id": "new", "page_url": "/unexpected"}
    changes = {**{name: [] for name in rows}, "events": [new]}
    mart.publish_changes(changes, event_count=len(rows["events"]) + 1)
    mart.dbt.take_results()
    with pytest.raises(DbtError, match="Got 1 result, configured to fail if != 0") as failed:
        mart.run_dbt("build", "--exclude", "tag:audit", project=_project(tmp_path / "error", "error"))
    assert not failed.value.is_transient
    assert mart.checksums() == before
    failing = [result for result in mart.dbt.take_results() if result["status"] == "fail"]
    assert [result["message"] for result in failing] == ["Got 1 result, configured to fail if != 0"]

    mart.run_dbt("build", "--exclude", "tag:audit", project=_project(tmp_path / "warn", "warn"))
    assert mart.query("select page_url from mart.events where event_id = 'new'") == [("/unexpected",)]
    warned = [result for result in mart.dbt.take_results() if result["status"] == "warn"]
    assert [result["message"] for result in warned] == ["Got 1 result, configured to warn if != 0"]


def test_a_test_that_fails_after_the_merge_takes_nothing_back(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    project = changed_copy(MART, tmp_path / "mart", [])
    (project / "tests" / "no_new_event.sql").write_text("select 1 from {{ ref('events') }} where event_id = 'new'")
    new = {**rows["events"][-1], "event_id": "new"}
    mart.publish_changes({**{name: [] for name in rows}, "events": [new]}, event_count=len(rows["events"]) + 1)
    with pytest.raises(DbtError, match="no_new_event: Got 1 result"):
        mart.run_dbt("build", "--exclude", "tag:audit", project=project)
    assert mart.query("select count(*) from mart.events where event_id = 'new'") == [(1,)]
