"""Events of the past, as the API would have landed them."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from hdfs import InsecureClient

from eventmart.settings import Settings
from pipeline.raw_tables import register_partitions

# A longer history is one of more days. The shortest that is measured, 100,000, has the two full days that new events
# fall on, as longer ones have.
_EVENTS_A_DAY = 50_000
_USERS = 50_000
_TYPES = ("page_view", "page_view", "page_view", "product_view", "add_to_cart", "checkout", "purchase")
_REFERRERS = ("https://search.example/", "https://news.example/", None)


def write_history(settings: Settings, events: int) -> None:
    """Write a raw file of 50,000 events for each of the days up to yesterday, and make them known to Spark.

    Args:
        events: in all files together; the first day has what is no whole day's.
    """
    hdfs = InsecureClient(settings.webhdfs_url, user=settings.hdfs_user)
    day = datetime.now(UTC).date()
    while events > 0:
        day -= timedelta(days=1)
        count = min(events, _EVENTS_A_DAY)
        events -= count
        path = f"/lake/raw/events/ingest_date={day}/ingest_hour=23/{day}T23-00-00-history.jsonl"
        hdfs.write(path, data=iter([b"".join(_lines(day, count))]))
    # a run looks only where shippers have been since the last
    register_partitions(settings, anew=True)


def recent_events(name: str, events: int) -> Iterator[bytes]:
    """Events of the last two days, each a line of JSON.

    Args:
        name: of which the same events come every time, but for their times.
    """
    chance = random.Random(name)  # noqa: S311 - nothing secret
    now = datetime.now(UTC)
    for number in range(events):
        yield _event(f"{name}-{number}", now - timedelta(days=2) * chance.random(), chance).encode()


def _lines(day: date, events: int) -> Iterator[bytes]:
    chance = random.Random(day.toordinal())  # noqa: S311 - nothing secret
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for number in range(events):
        event_id = f"{day}-{number}"
        event = _event(event_id, begin + timedelta(seconds=chance.random() * 86_000), chance)
        envelope = f'{{"event_id":"{event_id}","received_at":"{day}T23:59:00.000000Z","source":"history"'
        yield f'{envelope},"event":{event}}}\n'.encode()


def _event(event_id: str, at: datetime, chance: random.Random) -> str:
    return json.dumps(
        {
            "event_id": event_id,
            "event_type": chance.choice(_TYPES),
            "occurred_at": at.isoformat(),
            "user_id": f"u-{chance.randrange(_USERS)}",
            "path": f"/products/{chance.randrange(1000)}",
            "referrer": chance.choice(_REFERRERS),
        }
    )
