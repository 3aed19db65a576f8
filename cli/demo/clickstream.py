"""A web shop's clickstream, the same at every call.

What is believable about it: visits that follow a path to the purchase and mostly leave it on the way, users of
very different diligence, days and nights, and the usual flaws - some events arrive late, some twice, a few broken.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

EVENTS = 20_000
USERS = 500
# a week from a Thursday on, so that it reaches into two calendar weeks and retention has something to say
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 7

_REPEATED = 300
_LATE = 400
_BROKEN = (
    b'{"event_type": "page_view", "user_id": "u-0001"',
    b'{"event_type": "page_view", "load_ms": NaN}',
    b"[]",
    b"42",
    b"not json at all",
    b'{"event_type": "search", "query": "caf\xe9"}',
    b'"page_view"',
    b'{"event_type": "page_view",, "user_id": "u-0002"}',
)
_REFERRERS = ("https://search.example/", "https://social.example/", "https://news.example/", None, None)
_PATHS = ("/", "/sale", "/new", "/shoes", "/coats", "/hats")
_PRODUCTS = tuple((f"p-{number:03}", 9.9 + 7 * (number % 23)) for number in range(1, 121))
# the chance that a visit goes on from each step of the way to a purchase
_FUNNEL = (("product_view", 0.7), ("add_to_cart", 0.35), ("checkout", 0.55), ("purchase", 0.7))


def clickstream(seed: int = 7) -> Iterator[bytes]:
    """The lines of the clickstream in the order of their arrival: `EVENTS` of them, repeats and broken included."""
    chance = random.Random(seed)  # noqa: S311 - must be repeatable, not secret
    events: list[tuple[datetime, bytes]] = []
    wanted = EVENTS - _REPEATED - len(_BROKEN)
    diligence = [chance.paretovariate(1.3) for _ in range(USERS)]
    # everybody visits once, then those more often who are more diligent
    visitors = list(range(USERS))
    while len(events) < wanted:
        user = visitors.pop() if visitors else chance.choices(range(USERS), diligence)[0]
        events.extend(_visit(chance, f"u-{user + 1:04}"))
    events = events[:wanted]

    arrivals = [(occurred_at, line) for occurred_at, line in events]
    for index in chance.sample(range(len(arrivals)), _LATE):
        occurred_at, line = arrivals[index]
        arrivals[index] = (occurred_at + timedelta(hours=chance.uniform(1, 30)), line)
    for occurred_at, line in chance.sample(events, _REPEATED):
        arrivals.append((occurred_at + timedelta(seconds=chance.uniform(1, 600)), line))
    for line in _BROKEN:
        arrivals.append((START + timedelta(days=DAYS * chance.random()), line))
    arrivals.sort()
    return (line for _, line in arrivals)


def _visit(chance: random.Random, user: str) -> Iterator[tuple[datetime, bytes]]:
    moment = START + timedelta(
        days=chance.randrange(DAYS),
        hours=min(23.0, max(0.0, chance.gauss(15, 4))),
        minutes=chance.uniform(0, 59),
    )
    session = {"user_id": user, "referrer": chance.choice(_REFERRERS)}

    def event(event_type: str, **properties: object) -> tuple[datetime, bytes]:
        nonlocal moment
        moment += timedelta(seconds=chance.expovariate(1 / 40))
        body = {
            "event_id": str(UUID(int=chance.getrandbits(128), version=4)),
            "event_type": event_type,
            "occurred_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **session,
            **properties,
        }
        return moment, json.dumps(body, separators=(",", ":")).encode()

    for _ in range(chance.randint(1, 6)):
        yield event("page_view", path=chance.choice(_PATHS))
    if chance.random() < 0.2:
        yield event("search", query=chance.choice(("boots", "rain coat", "sun hat")))
    product, price = chance.choice(_PRODUCTS)
    for step, likelihood in _FUNNEL:
        if chance.random() > likelihood:
            break
        yield event(step, product_id=product, price=round(price, 2))
