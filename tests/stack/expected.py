"""The mart's figures, counted from the events in plain Python, independently of the SQL."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

GAP = timedelta(minutes=30)
# the models between an event and a view of the mart
LINEAGE = (
    "source.lake.raw.events",
    "model.lake.stg_events",
    "model.lake.fct_events",
    "model.mart.stg_events",
    "model.mart.events",
    "model.mart.users_daily",
    "model.mart.daily_active_users",
)
FUNNEL = ("page_view", "product_view", "add_to_cart", "checkout", "purchase")


def is_event(line: bytes) -> bool:
    """Whether a line is a JSON object, strictly."""

    def no_constant(name: str) -> None:
        raise ValueError(name)

    try:
        return isinstance(json.loads(line, parse_constant=no_constant), dict)
    except ValueError:
        return False


class Figures:
    """The figures that the mart should have for web shop events.

    Args:
        lines: as they were sent; the first one with an event_id counts.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.rejected = 0
        for line in lines:
            if not is_event(line):
                self.rejected += 1
                continue
            event = json.loads(line)
            event["at"] = datetime.fromisoformat(event["occurred_at"]).astimezone(UTC)
            self.events.setdefault(event["event_id"], event)
        self._by_user: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in sorted(self.events.values(), key=lambda event: (event["at"], event["event_id"])):
            self._by_user[event["user_id"]].append(event)

    def by_type(self) -> dict[str, int]:
        """Events by type."""
        return dict(Counter(event["event_type"] for event in self.events.values()))

    def by_hour_and_type(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Events and users by hour (ISO, UTC) and type."""
        users: dict[tuple[str, str], list[str]] = defaultdict(list)
        for event in self.events.values():
            users[event["at"].strftime("%Y-%m-%dT%H:00:00Z"), event["event_type"]].append(event["user_id"])
        return {key: (len(found), len(set(found))) for key, found in users.items()}

    def daily_active_users(self) -> dict[str, tuple[int, int]]:
        """Users and events by day."""
        users: dict[str, list[str]] = defaultdict(list)
        for event in self.events.values():
            users[event["at"].date().isoformat()].append(event["user_id"])
        return {day: (len(set(found)), len(found)) for day, found in users.items()}

    def sessions(self) -> list[tuple[str, datetime, datetime, int]]:
        """User, start, end and number of events of each session."""
        sessions: list[tuple[str, datetime, datetime, int]] = []
        for user, events in self._by_user.items():
            begun: list[datetime] = []
            for event in events:
                if begun and event["at"] - begun[-1] > GAP:
                    sessions.append((user, begun[0], begun[-1], len(begun)))
                    begun = []
                begun.append(event["at"])
            sessions.append((user, begun[0], begun[-1], len(begun)))
        return sessions

    def funnel(self) -> list[int]:
        """Users at each step."""
        reached = Counter[int]()
        for events in self._by_user.values():
            moment = datetime.min.replace(tzinfo=UTC)
            for number, step in enumerate(FUNNEL):
                times = [event["at"] for event in events if event["event_type"] == step and event["at"] >= moment]
                if not times:
                    break
                moment = min(times)
                reached[number] += 1
        return [reached[number] for number in range(len(FUNNEL))]

    def attribution(self) -> dict[str | None, tuple[int, int, int]]:
        """Users, events and users who reached the funnel's last event type, by the users' first referrer."""
        found: dict[str | None, tuple[int, int, int]] = {}
        for events in self._by_user.values():
            referrer = next((event["referrer"] for event in events if event.get("referrer")), None)
            is_converted = any(event["event_type"] == FUNNEL[-1] for event in events)
            users, count, converted = found.get(referrer, (0, 0, 0))
            found[referrer] = (users + 1, count + len(events), converted + is_converted)
        return found

    def retention(self) -> dict[tuple[str, int], int]:
        """Users by cohort (Monday) and week number."""
        counts: Counter[tuple[str, int]] = Counter()
        for events in self._by_user.values():
            weeks = sorted({_monday(event["at"].date()) for event in events})
            for week in weeks:
                counts[weeks[0].isoformat(), (week - weeks[0]).days // 7] += 1
        return dict(counts)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
