"""An update run waits for what was received before it, and not for ever."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from eventmart.settings import Settings
from raw_zone import watermark

UNTIL = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def await_landing(monkeypatch: pytest.MonkeyPatch, *seen: datetime | None) -> str:
    """What it says, of a watermark that is seen as told, and stays at the last."""
    found = iter(seen)
    monkeypatch.setattr(watermark, "landed_watermark", lambda _: next(found, seen[-1]))
    monkeypatch.setattr(watermark, "_POLL_SECONDS", 0.01)
    return watermark.await_landing(cast(Settings, None), UNTIL, patience_seconds=0.2)


def test_it_waits_until_the_watermark_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await_landing(monkeypatch, None, UNTIL - timedelta(seconds=1), UNTIL)
    assert told == "complete through 2026-01-02T03:04:05+00:00"


def test_it_goes_on_without_a_spool_that_is_behind_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await_landing(monkeypatch, UNTIL - timedelta(minutes=1))
    assert told == "complete through 2026-01-02T03:03:05+00:00 only: a spool is behind"
    assert await_landing(monkeypatch, None) == "nothing landed yet"
