"""The demo's clickstream: deterministic, with repeated, late and broken events."""

import json
from collections import Counter
from itertools import pairwise

from cli.demo.clickstream import DAYS, EVENTS, START, USERS, clickstream


def test_it_is_deterministic_and_has_repeats_late_and_broken_events() -> None:
    lines = list(clickstream())
    assert lines == list(clickstream())
    assert len(lines) == EVENTS
    events: list[dict[str, str]] = []
    broken: list[object] = []
    for line in lines:
        try:
            event = json.loads(line, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
            (events if isinstance(event, dict) else broken).append(event)
        except ValueError:
            broken.append(line)
    assert len(broken) == 8
    ids = Counter(event["event_id"] for event in events)
    assert Counter(ids.values()) == {1: len(ids) - 300, 2: 300}
    assert len({event["user_id"] for event in events}) == USERS
    times = [event["occurred_at"] for event in events]
    assert min(times) >= START.isoformat()[:10]
    assert max(times) < f"2026-01-{DAYS + 2:02}"
    late = sum(1 for earlier, later in pairwise(times) if earlier > later)
    assert late > 300
    by_type = Counter(event["event_type"] for event in events)
    funnel = [by_type[step] for step in ("page_view", "product_view", "add_to_cart", "checkout", "purchase")]
    assert funnel == sorted(funnel, reverse=True)
