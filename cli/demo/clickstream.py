"""The clickstream of a web shop. It is the same at every call.

It is realistic: visits follow the path to a purchase and mostly leave it on the way, some users visit far more often
than others, and there are days and nights. It has the usual flaws: some events arrive late, some twice, and a few are
broken.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

EVENTS = 20_000
USERS = 500
# a week that begins on a Thursday, so that it spans two calendar weeks and weekly retention has data
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
_SHOP = "https://shop.example"
_REFERRERS = ("https://www.google.com/", "https://t.co/", "https://news.example/article", _SHOP + "/", None, None)
# what the links in newsletters and advertisements add to the address of the first page
_CAMPAIGNS = (
    "?utm_source=newsletter&utm_medium=email&utm_campaign=january",
    "?utm_source=google&utm_medium=cpc&utm_campaign=coats",
)
_PATHS = ("/", "/sale", "/new", "/shoes", "/coats", "/hats")
_PRODUCTS = tuple((f"p-{number:03}", 9.9 + 7 * (number % 23)) for number in range(1, 121))
# the steps to a purchase, each with the probability that a visit continues to it
_FUNNEL = (("product_view", 0.7), ("add_to_cart", 0.35), ("checkout", 0.55), ("purchase", 0.7))


def clickstream(seed: int = 7) -> Iterator[bytes]:
    """The lines of the clickstream in order of arrival: `EVENTS` lines, including repeated and broken ones.

    Args:
        seed: seed of the random numbers.
    """
    rng = random.Random(seed)  # noqa: S311 - must be repeatable, not secret
    events: list[tuple[datetime, bytes]] = []
    unique_events = EVENTS - _REPEATED - len(_BROKEN)
    visit_weights = [rng.paretovariate(1.3) for _ in range(USERS)]
    # every user visits once, then users with a larger weight visit more often
    visitors = list(range(USERS))
    while len(events) < unique_events:
        user = visitors.pop() if visitors else rng.choices(range(USERS), visit_weights)[0]
        events.extend(_visit(rng, f"u-{user + 1:04}"))
    events = events[:unique_events]

    arrivals = [(occurred_at, line) for occurred_at, line in events]
    for index in rng.sample(range(len(arrivals)), _LATE):
        occurred_at, line = arrivals[index]
        arrivals[index] = (occurred_at + timedelta(hours=rng.uniform(1, 30)), line)
    for occurred_at, line in rng.sample(events, _REPEATED):
        arrivals.append((occurred_at + timedelta(seconds=rng.uniform(1, 600)), line))
    for line in _BROKEN:
        arrivals.append((START + timedelta(days=DAYS * rng.random()), line))
    arrivals.sort()
    return (line for _, line in arrivals)


def _visit(rng: random.Random, user: str) -> Iterator[tuple[datetime, bytes]]:
    moment = START + timedelta(
        days=rng.randrange(DAYS),
        hours=min(23.0, max(0.0, rng.gauss(15, 4))),
        minutes=rng.uniform(0, 59),
    )
    session = {"user_id": user, "referrer": rng.choice(_REFERRERS)}
    campaign = rng.choice(_CAMPAIGNS) if rng.random() < 0.2 else ""

    def event(event_type: str, **properties: object) -> tuple[datetime, bytes]:
        nonlocal moment
        moment += timedelta(seconds=rng.expovariate(1 / 40))
        body = {
            "event_id": str(UUID(int=rng.getrandbits(128), version=4)),
            "event_type": event_type,
            "occurred_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **session,
            **properties,
        }
        return moment, json.dumps(body, separators=(",", ":")).encode()

    for number in range(rng.randint(1, 6)):
        yield event("page_view", url=_SHOP + rng.choice(_PATHS) + (campaign if number == 0 else ""))
    if rng.random() < 0.2:
        yield event("search", query=rng.choice(("boots", "rain coat", "sun hat")))
    product, price = rng.choice(_PRODUCTS)
    for step, likelihood in _FUNNEL:
        if rng.random() > likelihood:
            break
        yield event(step, product_id=product, price=round(price, 2), currency="EUR")
