"""3 GB of backlog on a Spark with a heap of 1 GB: large events, many of one user, and many small ones."""

import json
import random
from collections.abc import Iterator

import pytest

from eventmart.settings import Settings
from tests.stack.client import Client, marker

# half an hour
pytestmark = pytest.mark.thorough

LARGE, MEDIUM, SMALL = (900_000, 1_200), (90_000, 12_000), (300, 2_000_000)


def backlog(name: str) -> Iterator[bytes]:
    generator = random.Random(name)
    number = 0
    for size, count in (LARGE, MEDIUM, SMALL):
        # one character beyond Latin-1 doubles what the text takes in Java's memory
        text = "\U0001f600" + generator.randbytes(size // 2).hex()
        for _ in range(count):
            number += 1
            user = name if size == LARGE[0] else f"{name}-{number % 50_000}"
            day = 1 + number % 28
            event = {"event_id": f"{name}-{number}", "type": name, "user_id": user, "text": f"{number} {text}"}
            yield json.dumps({**event, "time": f"2026-02-{day:02}T12:00:00Z"}, ensure_ascii=False).encode()


def test_a_backlog_of_3_gb_is_worked_off_in_pieces(client: Client, settings: Settings) -> None:
    assert settings.spark_driver_memory == "1g"
    client.settle()
    name = marker()
    count = LARGE[1] + MEDIUM[1] + SMALL[1]
    assert client.send(backlog(name)) == (count, 0)
    run = client.succeeded_run(client.request_update(), seconds=3600)
    batches = [step for step in run["steps"] if step["name"] == "partitions"]
    assert len(batches) >= 6
    (found,) = client.query(
        f"select count(*), count(*) filter (where user_id = '{name}'), max(length(event ->> 'text')) "
        f"from events where event_type = '{name}'"
    )
    assert found[:2] == (count, LARGE[1])
    assert found[2] > LARGE[0]
