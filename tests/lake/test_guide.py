"""The guide "Add a model", followed by the letter: what it says to write is all, and one run makes it live."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventmart.settings import PROJECT_DIR
from pipeline.projects import LAKE, MART
from tests.lake.conftest import Lake
from tests.projects import copy_project
from tests.stack.client import Client, marker

# a block that begins with the path of a file
_FILE = re.compile(r"```(?:sql|yaml)\n(?:--|#) (?P<path>\S+)\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture
def files(lake: Lake, tmp_path: Path) -> Iterator[list[str]]:
    """The texts of the files that the guide says to write. They are in copies of both projects, which the lake uses."""
    found = _FILE.findall((PROJECT_DIR / "docs" / "models.md").read_text())
    lake.project, lake.mart_project = (copy_project(project, tmp_path / project.name) for project in (LAKE, MART))
    for path, text in found:
        (tmp_path / path).write_text(text)
    yield [text for _, text in found]
    lake.project, lake.mart_project = LAKE, MART


def test_what_the_guide_says_is_all_that_one_writes(client: Client, lake: Lake, files: list[str]) -> None:
    assert len(files) == 4
    assert sum(text.count("\n") for text in files) <= 45
    name = marker()
    times = ("2026-02-01T10:00:00Z", "2026-02-01T11:00:00Z", "2026-02-02T10:00:00Z")
    line = '{{"type": "search", "query": "{name}", "user_id": "u", "time": "{time}"}}'
    events = [(f"{name}-{time}", line.format(name=name, time=time).encode()) for time in times]
    lake.put(events)
    lake.perform("models", "landing", "partitions", "lake", "publish", "mart")
    found = client.query(f"select search_id, searched_at::text from searches where query = '{name}'")
    assert sorted(each for each, _ in found) == [event_id for event_id, _ in events]
    per_day = "select search_count, user_count from searches_daily where search_date = '{}'"
    assert client.query(per_day.format("2026-02-01")) == [(2, 1)]
    assert client.query(per_day.format("2026-02-02")) == [(1, 1)]
    with client.connect("owner") as owner:
        ((comment, key),) = owner.execute(
            "select obj_description('mart.searches'::regclass), pg_get_constraintdef(oid) from pg_constraint "
            "where conrelid = 'mart.searches'::regclass and contype = 'p'"
        ).fetchall()
        assert comment == "Searches. One row per source and search_id."
        assert key == "PRIMARY KEY (source, search_id)"
        view = "mart.searches_daily"
        comments = f"select obj_description('{view}'::regclass), col_description('{view}'::regclass, 2)"
        assert owner.execute(comments.encode()).fetchall() == [
            ("Searches by day of var `reporting_time_zone`. One row per search_date.", "Number of searches.")
        ]
