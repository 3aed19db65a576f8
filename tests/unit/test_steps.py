"""What an update run tells dbt to do."""

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


class Told:
    """Notes what it is told to do."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def invoke(self, project: Path, *arguments: str) -> str:
        self.commands.append(" ".join((project.name, *arguments)))
        return ""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr(steps, "remove_leftovers", lambda _: [])
    monkeypatch.setattr(steps, "has_mart_changed", lambda *_: False)
    return Told()


def built(told: Told, run: Run) -> list[str]:
    made = update_steps(cast(Settings, None), cast(Dbt, told), run)
    assert list(made) == ["landing", "compact", "partitions", "lake", "publish", "mart", "docs"]
    for name in ("lake", "publish", "mart"):
        made[name]()
    return told.commands


def test_a_run_goes_on_from_the_last_and_tests_what_is_new(told: Told) -> None:
    commands = built(told, RUN)
    assert not any("--full-refresh" in command or "--vars" in command for command in commands)
    assert [("tag:audit" in command) for command in commands] == [True, False, True]


def test_a_full_run_builds_all_anew_and_tests_all(told: Told) -> None:
    commands = built(told, replace(RUN, is_full=True))
    # the mart's tables stay, and lose what is not there any more
    assert [("--full-refresh" in command) for command in commands] == [True, True, False, False]
    lake, _, mart, audit = commands
    assert "tag:audit" not in lake
    # after the merge, which dbt would have wait for them
    assert mart.endswith("--exclude tag:audit")
    assert audit.startswith("mart_project test")
    assert audit.endswith("--select tag:audit")


def test_a_mart_with_other_models_is_sent_everything(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "has_mart_changed", lambda *_: True)
    assert [("--full-refresh" in command) for command in built(told, RUN)] == [False, True, False]


def test_a_replay_tells_the_lake_what(told: Told) -> None:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    lake, publish, mart = built(told, replace(RUN, replay_from=day, replay_to=day.replace(day=3)))
    assert '--vars {"replay_from": "2026-01-02T00:00:00+00:00", "replay_to": "2026-01-03T00:00:00+00:00"}' in lake
    assert "--vars" not in publish + mart
