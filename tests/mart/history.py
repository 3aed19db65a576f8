"""Events of a web shop, and the rows that the lake holds of them, computed in plain Python."""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.mart.landing import PUBLISHED, micros
from tests.stack.expected import FUNNEL, GAP

MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)
REJECTED_EVERY = 10
_USERS = 12
_STEP = timedelta(minutes=25)
_REASONS = ("not_json", "not_an_object", "schema")

# the rows of each table
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Event:
    """An event as it was sent. Events are received one second apart, in the order of their numbers."""

    number: int
    event_type: str
    at: datetime
    user_id: str | None
    referrer: str | None

    @property
    def event_id(self) -> str:
        return f"e{self.number:05}"

    @property
    def received_at(self) -> datetime:
        return MIDNIGHT + timedelta(days=60, seconds=self.number)

    @property
    def price(self) -> Decimal | None:
        """What it sells."""
        return Decimal(self.number % 7) + Decimal("0.25") if self.event_type == FUNNEL[-1] else None

    def line(self) -> bytes:
        """The event's JSON."""
        event = {"event_id": self.event_id, "event_type": self.event_type, "occurred_at": self.at.isoformat()}
        event |= {"user_id": self.user_id} if self.user_id else {}
        event |= {"referrer": self.referrer} if self.referrer else {}
        event |= {"price": str(self.price), "currency": "EUR"} if self.price else {}
        return json.dumps(event).encode()


def make_events(seed: int, count: int) -> list[Event]:
    """Events of a few users, in no order of time.

    They belong to visits, most of which are around two midnights, and the others on any day of five weeks. Every fourth
    event is of one session, whose events are received in such an order that its parts begin as sessions of their own
    and are joined later.
    """
    rng = random.Random(seed)
    visits = [_visit(rng) for _ in range(count // 5)]
    walk = rng.sample(range(count // 4 + 1), count // 4 + 1)

    def make(number: int) -> Event:
        event_type = rng.choices(FUNNEL, (5, 4, 3, 2, 1))[0]
        referrer = f"https://r{rng.randrange(4)}.example/" if rng.random() < 0.3 else None
        if number % 4 == 0:
            return Event(number, event_type, MIDNIGHT + _STEP * walk[number // 4], "walker", referrer)
        user_id, begin = rng.choice(visits)
        is_known = rng.random() < 0.9
        at = begin + timedelta(seconds=rng.uniform(0, 3600))
        return Event(number, event_type, at, user_id if is_known else None, referrer)

    return [make(number) for number in range(count)]


def _visit(rng: random.Random) -> tuple[str, datetime]:
    """User and begin of a visit."""
    any_day = rng.randrange(-14, 21)
    begin = MIDNIGHT + timedelta(days=rng.choice((0, 1, any_day, any_day)), seconds=rng.uniform(-9000, 9000))
    return f"u{rng.randrange(_USERS):02}", begin


def lake_rows(events: Sequence[Event]) -> Tables:
    """The rows that the lake holds of the first events of a history, of which one in ten came with a rejected item."""
    return {
        "events": [_event_row(event) for event in events],
        "orders": [_order_row(event) for event in events if event.event_type == FUNNEL[-1]],
        "quarantine": [_rejected_row(event) for event in events if event.number % REJECTED_EVERY == 0],
    }


def changes(before: Tables, after: Tables) -> Tables:
    """The rows that are new or have changed."""
    return {table: [row for row in after[table] if row not in before.get(table, [])] for table in PUBLISHED}


def sessions_of(events: Iterable[Event]) -> list[list[Event]]:
    """The events of each session, in order."""
    by_user: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=_order):
        if event.user_id is not None:
            by_user[event.user_id].append(event)
    return [session for user_events in by_user.values() for session in _sessions(user_events)]


def session_id(first: Event) -> str:
    """Id of the session that begins with an event."""
    return hashlib.md5(f"{first.user_id}|{micros(first.at)}".encode()).hexdigest()


def _order(event: Event) -> tuple[datetime, str]:
    return event.at, event.event_id


def _sessions(events: Iterable[Event]) -> list[list[Event]]:
    sessions: list[list[Event]] = []
    for event in events:
        if not sessions or event.at - sessions[-1][-1].at > GAP:
            sessions.append([])
        sessions[-1].append(event)
    return sessions


def _event_row(event: Event) -> dict[str, Any]:
    return {
        "source": "anonymous",
        "event_id": event.event_id,
        "event_key": event.number,
        "event_type": event.event_type,
        "event_at": micros(event.at),
        "is_event_at_inferred": False,
        "received_at": micros(event.received_at),
        "user_id": event.user_id,
        "page_url": None,
        "referrer": event.referrer,
        "schema_error": None,
        "event": event.line().decode(),
        "event_hash": event.number,
        "is_unsafe_for_jsonb": False,
        "raw_file": f"/lake/raw/events/{event.received_at:%Y-%m-%d}/{event.number // 100}.jsonl",
        "event_date": event.at.date(),
    }


def _order_row(event: Event) -> dict[str, Any]:
    return {
        "source": "anonymous",
        "order_id": event.event_id,
        "user_id": event.user_id,
        "ordered_at": micros(event.at),
        "amount": event.price,
        "currency": "EUR",
        "event_date": event.at.date(),
    }


def _rejected_row(event: Event) -> dict[str, Any]:
    body = f"rejected {event.number}"
    return {
        "quarantined_item_id": hashlib.md5(body.encode()).hexdigest(),
        "rejected_at": micros(event.received_at),
        "source": "anonymous",
        "reason": _REASONS[event.number % len(_REASONS)],
        "detail": "for a test",
        "body_bytes": len(body),
        "is_base64": False,
        "body": body,
        "raw_file": "/lake/raw/quarantine/1.jsonl",
        "rejected_date": event.received_at.date(),
    }
