"""`eventmart update`: what it shows of a run, and Ctrl-C."""

import io
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from rich.console import Console

from cli import updating
from cli.api import Api
from cli.updating import Updating
from eventmart.errors import OperatorError

RUNNING = {"state": "running", "steps": [{"name": "lake", "state": "running"}], "error": None}
STEPS = [
    {"name": "landing", "state": "failed", "seconds": 0.1, "error": "connection refused"},
    {"name": "landing", "state": "succeeded", "seconds": 0.2, "detail": "complete"},
    {"name": "lake", "state": "cancelled"},
]
CANCELLED = {"state": "cancelled", "steps": STEPS, "error": None, "is_full": False, "replay_from": None}


class Run:
    """The API, with one run whose states are given."""

    def __init__(self, *states: dict[str, Any] | type[BaseException], runs: Sequence[dict[str, Any]] = ()) -> None:
        self.states = list(states)
        self.runs = [{"run_id": "1", "state": "running"}, *runs]
        self.deleted: list[str] = []

    def get(self, path: str, **_: str) -> dict[str, Any]:
        if path == "/data/update":
            return {"run_id": "1", "status_url": "/data/update/1"}
        if path == "/data/updates":
            return {"runs": self.runs}
        state = self.states.pop(0)
        if isinstance(state, dict):
            return state
        raise state

    def delete(self, path: str) -> dict[str, Any]:
        self.deleted.append(path)
        return {}


@pytest.fixture
def follow(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Follows a run, with an answer to the question that Ctrl-C asks; returns what is shown."""
    monkeypatch.setattr(updating, "_POLL_SECONDS", 0)

    def follow(run: Run, answer: str = "", *, is_terminal: bool = True) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        console = Console(file=io.StringIO(), force_terminal=is_terminal, color_system=None, width=200)
        try:
            Updating(cast(Api, run), console).follow()
        except OperatorError as error:
            console.print(str(error))
        return cast(io.StringIO, console.file).getvalue()

    return follow


def test_ctrl_c_asks_and_cancels(follow: Callable[..., str]) -> None:
    run = Run(RUNNING, KeyboardInterrupt, RUNNING, CANCELLED)
    shown = follow(run, "y\n")
    assert run.deleted == ["/data/updates/1"]
    assert "The update run is cancelled. The next one completes its work." in shown
    assert "✗ landing (0.1 s) connection refused" in shown
    assert "✓ landing (0.2 s) complete" in shown
    assert "✗ lake \n" in shown


@pytest.mark.parametrize("what", [{"is_full": True}, {"replay_from": "2026-01-01T00:00:00+00:00"}])
def test_no_later_run_does_the_work_of_a_full_one_or_of_a_replay(
    follow: Callable[..., str], what: dict[str, Any]
) -> None:
    shown = follow(Run(RUNNING, CANCELLED | what))
    assert "The update run is cancelled. No later run does its work: request it again." in shown


@pytest.mark.parametrize(("answer", "is_terminal"), [("n\n", True), ("", True), ("y\n", False)])
def test_without_a_yes_the_run_goes_on(follow: Callable[..., str], answer: str, is_terminal: bool) -> None:
    run = Run(RUNNING, KeyboardInterrupt)
    shown = follow(run, answer, is_terminal=is_terminal)
    assert run.deleted == []
    assert "The run goes on: /data/update/1" in shown


def test_a_run_that_succeeds_is_shown_step_by_step(follow: Callable[..., str]) -> None:
    shown = follow(Run(RUNNING, {"state": "succeeded", "steps": STEPS[1:2], "error": None}))
    assert shown.count("✓ landing (0.2 s) complete") == 1


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ({"state": "succeeded", "error": None}, ""),
        ({"state": "failed", "error": "of the other one"}, "of the other one"),
    ],
)
def test_the_run_that_is_active_is_followed_first(follow: Callable[..., str], end: dict[str, Any], says: str) -> None:
    ends = [{**end, "steps": STEPS[1:2]}, {"state": "succeeded", "steps": STEPS[:2], "error": None}]
    shown = follow(Run(RUNNING, *ends, runs=[{"run_id": "2", "state": "running"}, {"run_id": "3", "state": "queued"}]))
    first, second = shown.split("Yours:")
    assert "Another run is active" in first
    assert "✓ landing (0.2 s) complete" in first
    assert says in first
    assert "✗ landing (0.1 s) connection refused" in second


@pytest.mark.parametrize(
    ("waiting", "hint"),
    [(RUNNING, "No news for 5 minutes."), ({**RUNNING, "state": "queued", "steps": []}, "Still queued. Another run")],
)
def test_a_run_that_does_not_go_on_is_hinted_at_once(
    follow: Callable[..., str], monkeypatch: pytest.MonkeyPatch, waiting: dict[str, Any], hint: str
) -> None:
    for name in ("_QUEUED_SECONDS", "_SILENT_SECONDS"):
        monkeypatch.setattr(updating, name, -1)
    shown = follow(Run(*[waiting] * 4, {"state": "succeeded", "steps": [], "error": None}))
    assert shown.count(hint) == 1
    assert "`make status`" in shown
