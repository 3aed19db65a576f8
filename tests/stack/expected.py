"""The mart's figures, counted from the events in plain Python, independently of the SQL."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
WINDOW = timedelta(days=7)


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
            if event.get("user_id"):
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

    def journeys(self) -> dict[tuple[str, str], int]:
        """Steps taken by user and day (ISO, UTC) of the first step."""
        found: dict[tuple[str, str], int] = {}
        for user, events in self._by_user.items():
            entries: dict[str, datetime] = {}
            for event in events:
                if event["event_type"] == FUNNEL[0]:
                    entries.setdefault(event["at"].date().isoformat(), event["at"])
            for day, entered_at in entries.items():
                found[user, day] = _steps_taken(events, entered_at)
        return found

    def funnel(self) -> list[int]:
        """Users at each step."""
        furthest: dict[str, int] = {}
        for (user, _), steps in self.journeys().items():
            furthest[user] = max(steps, furthest.get(user, 0))
        return [sum(steps > number for steps in furthest.values()) for number in range(len(FUNNEL))]

    def funnel_weekly(self) -> dict[tuple[str, int], int]:
        """Users by week (Monday) of the first step and number of the step."""
        furthest: dict[tuple[str, str], int] = {}
        for (user, day), steps in self.journeys().items():
            week = _monday(date.fromisoformat(day)).isoformat()
            furthest[week, user] = max(steps, furthest.get((week, user), 0))
        weeks = {week for week, _ in furthest}
        return {
            (week, number): sum(steps >= number for (each, _), steps in furthest.items() if each == week)
            for week in weeks
            for number in range(1, len(FUNNEL) + 1)
        }

    def attribution(self) -> dict[tuple[str, str, str | None], tuple[int, int, int]]:
        """Users, events and users who bought something, by day, channel and origin of the users' first visit."""
        found: dict[tuple[str, str, str | None], tuple[int, int, int]] = {}
        for events in self._by_user.values():
            visit = [events[0]]
            for event in events[1:]:
                if event["at"] - visit[-1]["at"] > GAP:
                    break
                visit.append(event)
            key = (visit[0]["at"].date().isoformat(), *_origin(visit))
            is_converted = any(event["event_type"] == FUNNEL[-1] for event in events)
            users, count, converted = found.get(key, (0, 0, 0))
            found[key] = (users + 1, count + len(events), converted + is_converted)
        return found

    def revenue(self) -> dict[str, tuple[int, int, Decimal]]:
        """Orders, buyers and revenue by day."""
        orders: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in self.events.values():
            if event["event_type"] == FUNNEL[-1]:
                orders[event["at"].date().isoformat()].append(event)
        return {
            day: (
                len(found),
                len({event.get("user_id") for event in found} - {None}),
                sum((Decimal(str(event["price"])) for event in found), Decimal()),
            )
            for day, found in orders.items()
        }

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


def _steps_taken(events: list[dict[str, Any]], entered_at: datetime) -> int:
    moment = entered_at
    for number, step in enumerate(FUNNEL):
        times = [
            event["at"]
            for event in events
            if event["event_type"] == step and moment <= event["at"] <= entered_at + WINDOW
        ]
        if not times:
            return number
        moment = min(times)
    return len(FUNNEL)


def _origin(visit: list[dict[str, Any]]) -> tuple[str, str | None]:
    """Channel and origin of a visit to the web shop."""
    channels = {"google.com": "search", "t.co": "social", "shop.example": "direct"}
    media = {"email": "email", "cpc": "paid"}
    url = next((event["url"] for event in visit if event.get("url")), "")
    parameters = parse_qs(urlsplit(url).query)
    if parameters:
        return media[parameters["utm_medium"][0]], parameters["utm_source"][0]
    referrer = next((event["referrer"] for event in visit if event.get("referrer")), None)
    if referrer is None:
        return "direct", None
    host = (urlsplit(referrer).hostname or "").removeprefix("www.")
    channel = channels.get(host, "referral")
    return channel, None if channel == "direct" else host
