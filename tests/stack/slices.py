"""Events that are hard on an incremental lake: late, repeated, and in sessions that cross midnight."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

RUNS = 10
SLICE = 60
# every fourth event belongs to one session that lasts for days
WALK = RUNS * SLICE // 4
_MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)


def slices(name: str, seed: int) -> list[list[bytes]]:
    """Events of a few users, most of them around two midnights. Each slice repeats some events of earlier slices.

    Args:
        name: prefix of the ids of events and users.
        seed: of the random choices.

    Returns:
        Slices of lines. A repeat has event type `repeat`.
    """
    chance = random.Random(seed)
    steps = chance.sample(range(WALK), WALK)

    def event(number: int) -> dict[str, Any]:
        if number % 4 == 0:
            at = _MIDNIGHT + timedelta(minutes=25 * (steps[number // 4] - WALK // 2))
            walker = {"event_type": "a", "occurred_at": at.isoformat(), "user_id": f"{name}-walker"}
            return {"event_id": f"{name}-{number}", **walker}
        spread = chance.choice((30, 90, 2880))
        at = _MIDNIGHT + timedelta(days=chance.choice((0, 1)), minutes=chance.uniform(-spread, spread))
        made = {"event_id": f"{name}-{number}", "event_type": chance.choice("abc"), "occurred_at": at.isoformat()}
        if chance.random() < 0.9:
            made["user_id"] = f"{name}-u{chance.randrange(6)}"
        if chance.random() < 0.3:
            made["referrer"] = f"r{chance.randrange(4)}"
        if chance.random() < 0.05:
            del made["occurred_at"]
        return made

    events = [event(number) for number in range(RUNS * SLICE)]
    made = []
    for begin in range(0, len(events), SLICE):
        repeats = [{**chance.choice(events[: begin + SLICE]), "event_type": "repeat"} for _ in range(SLICE // 6)]
        made.append([json.dumps(each).encode() for each in events[begin : begin + SLICE] + repeats])
    return made
