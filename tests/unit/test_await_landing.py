"""An update run waits for the events received before it, but only for a limited time."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from eventmart.settings import Settings
from raw_zone import watermark

UNTIL = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def await_landing(monkeypatch: pytest.MonkeyPatch, *watermarks: datetime | None, patience_seconds: float = 0.2) -> str:
    """Run await_landing while the watermark takes these values; the last one stays. Return its result."""
    values = iter(watermarks)
    monkeypatch.setattr(watermark, "landed_watermark", lambda _: next(values, watermarks[-1]))
    monkeypatch.setattr(watermark, "_POLL_SECONDS", 0.01)
    return watermark.await_landing(cast(Settings, None), UNTIL, patience_seconds)


def test_it_waits_for_the_watermark(monkeypatch: pytest.MonkeyPatch) -> None:
    result = await_landing(monkeypatch, None, UNTIL - timedelta(seconds=1), UNTIL)
    assert result == "complete through 2026-01-02T03:04:05+00:00"


def test_it_gives_up_on_a_spool_that_is_behind_and_reports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    result = await_landing(monkeypatch, UNTIL - timedelta(minutes=1))
    assert result == "complete through 2026-01-02T03:03:05+00:00 only: a spool is behind"
    assert await_landing(monkeypatch, None) == "nothing landed yet"


def test_without_patience_it_takes_what_has_landed(monkeypatch: pytest.MonkeyPatch) -> None:
    result = await_landing(monkeypatch, UNTIL - timedelta(seconds=1), UNTIL, patience_seconds=0)
    assert result == "complete through 2026-01-02T03:04:04+00:00"


def test_a_spool_that_has_joined_with_a_backlog_does_not_count_until_it_has_worked_that_off() -> None:
    hour = timedelta(hours=1)
    state = watermark.Landed({"old": UNTIL + hour, "older": UNTIL, "new": UNTIL - hour})
    assert state.complete_through == UNTIL - hour
    counted = state.without_newcomers(UNTIL)
    assert counted == watermark.Landed({"old": UNTIL + hour, "older": UNTIL})
    # a lake that is new waits for all
    assert state.without_newcomers(None) == state
    assert watermark.Landed({"new": UNTIL - hour}).without_newcomers(UNTIL) is None
