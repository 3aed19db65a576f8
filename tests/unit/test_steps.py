"""The dbt commands of an update run."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest

from eventmart.settings import Settings
from eventmart.update_runs import Run
from pipeline import steps
from pipeline.dbt import Dbt
from pipeline.steps import update_steps

RUN = Run(
    UUID(int=1), "running", datetime.now(UTC), None, None, [], None, is_full=False, replay_from=None, replay_to=None
)


class FakeDbt:
    """Records the commands instead of running them."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def invoke(self, project: Path, *arguments: str) -> str:
        self.commands.append(" ".join((project.name, *arguments)))
        return ""


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch) -> FakeDbt:
    monkeypatch.setattr(steps, "remove_leftovers", lambda _: [])
    monkeypatch.setattr(steps, "has_mart_changed", lambda *_: False)
    return FakeDbt()


def commands_of(dbt: FakeDbt, run: Run) -> list[str]:
    run_steps = update_steps(cast(Settings, None), cast(Dbt, dbt), run)
    assert list(run_steps) == ["landing", "compact", "partitions", "lake", "publish", "mart", "docs"]
    for name in ("lake", "publish", "mart"):
        run_steps[name]()
    return dbt.commands


def test_a_run_is_incremental_and_tests_new_rows(dbt: FakeDbt) -> None:
    commands = commands_of(dbt, RUN)
    assert not any("--full-refresh" in command or "--vars" in command for command in commands)
    assert [("tag:audit" in command) for command in commands] == [True, False, True]


def test_a_full_run_rebuilds_and_tests_everything(dbt: FakeDbt) -> None:
    commands = commands_of(dbt, replace(RUN, is_full=True))
    # the mart's tables are not rebuilt; the merge deletes rows that are no longer published
    assert [("--full-refresh" in command) for command in commands] == [True, True, False, False]
    lake, _, mart, audit = commands
    assert "tag:audit" not in lake
    # audit tests run after the merge, because in the same command dbt would make the merge wait for them
    assert mart.endswith("--exclude tag:audit")
    assert audit.startswith("mart_project test")
    assert audit.endswith("--select tag:audit")


def test_a_mart_whose_models_changed_gets_everything_published(dbt: FakeDbt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "has_mart_changed", lambda *_: True)
    assert [("--full-refresh" in command) for command in commands_of(dbt, RUN)] == [False, True, False]


def test_a_replay_passes_its_range_to_the_lake(dbt: FakeDbt) -> None:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    lake, publish, mart = commands_of(dbt, replace(RUN, replay_from=day, replay_to=day.replace(day=3)))
    assert '--vars {"replay_from": "2026-01-02T00:00:00+00:00", "replay_to": "2026-01-03T00:00:00+00:00"}' in lake
    assert "--vars" not in publish + mart
