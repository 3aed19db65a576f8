"""Generates past events in the format in which the shipper lands them, and new events to send."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from hdfs import InsecureClient

from eventmart.settings import Settings
from pipeline.raw_tables import register_batch

# By default, a longer history has more days, not fuller days. Even the shortest one measured, 100,000 events, has the
# two full days on which the new events fall.
EVENTS_A_DAY = 50_000
_CHUNK = 10_000
_USERS = 50_000
_TYPES = ("page_view", "page_view", "page_view", "product_view", "add_to_cart", "checkout", "purchase")
_REFERRERS = ("https://search.example/", "https://news.example/", None)


def write_history(settings: Settings, events: int, events_a_day: int = EVENTS_A_DAY) -> None:
    """Write one raw file for each day up to yesterday, and register the partitions in Spark.

    Args:
        settings: how to reach HDFS and the Thrift server.
        events: number of events in all files together. The earliest day has the remainder.
        events_a_day: number of events in a file.
    """
    hdfs = InsecureClient(settings.webhdfs_url, user=settings.hdfs_user)
    day = datetime.now(UTC).date()
    while events > 0:
        day -= timedelta(days=1)
        count = min(events, events_a_day)
        events -= count
        path = f"/lake/raw/events/ingest_date={day}/ingest_hour=23/{day}T23-00-00-history.jsonl"
        hdfs.write(path, data=_chunks(_lines(day, count)))
    # a run registers only the hours since the last watermark, and these files are older
    register_batch(settings, None, anew=True)


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    while chunk := b"".join(islice(lines, _CHUNK)):
        yield chunk


def recent_events(name: str, events: int) -> Iterator[bytes]:
    """Generate events of the last two days, one line of JSON each.

    Args:
        name: seed and prefix of the ids. The same name yields the same events, except for their times.
        events: number of events.
    """
    generator = random.Random(name)  # noqa: S311 - not used for secrets
    now = datetime.now(UTC)
    for number in range(events):
        yield _event(f"{name}-{number}", now - timedelta(days=2) * generator.random(), generator).encode()


def _lines(day: date, events: int) -> Iterator[bytes]:
    generator = random.Random(day.toordinal())  # noqa: S311 - not used for secrets
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for number in range(events):
        event_id = f"{day}-{number}"
        event = _event(event_id, begin + timedelta(seconds=generator.random() * 86_000), generator)
        envelope = f'{{"event_id":"{event_id}","received_at":"{day}T23:59:00.000000Z","source":"history"'
        yield f'{envelope},"event":{event}}}\n'.encode()


def _event(event_id: str, at: datetime, generator: random.Random) -> str:
    return json.dumps(
        {
            "event_id": event_id,
            "event_type": generator.choice(_TYPES),
            "occurred_at": at.isoformat(),
            "user_id": f"u-{generator.randrange(_USERS)}",
            "path": f"/products/{generator.randrange(1000)}",
            "referrer": generator.choice(_REFERRERS),
        }
    )
