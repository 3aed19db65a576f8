"""A reader of the mart who looks for states that contradict themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.stack.client import Client

# One statement sees one state of the mart. Events without a user belong to no session.
_CONSISTENT = """
    select
        (select count(*) from events) as events,
        (select event_count from watermark) as lake_events,
        (select coalesce(sum(event_count), 0) from events_hourly) as by_hour,
        (select count(*) from events where user_id is not null) as of_users,
        (select coalesce(sum(event_count), 0) from sessions) as of_sessions,
        (select coalesce(sum(event_count), 0) from users) as by_user
"""


class Reader(threading.Thread):
    """Reads the mart again and again and keeps every contradiction."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self.stopping = threading.Event()
        self.looks = 0
        self.contradictions: list[tuple[Any, ...]] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._read()
        except Exception as error:
            self.error = error

    def _read(self) -> None:
        while not self.stopping.wait(0.05):
            try:
                with self._client.connect("reader") as connection:
                    row = connection.execute(_CONSISTENT).fetchone()
            except psycopg.OperationalError:
                # PostgreSQL is being killed
                continue
            self.looks += 1
            if row is None or len(set(row[:3])) != 1 or len(set(row[3:])) != 1:
                self.contradictions.append(tuple(row or ()))


@contextmanager
def reading(client: Client) -> Iterator[Reader]:
    """A reader at work; when the context ends, it has stopped."""
    reader = Reader(client)
    reader.start()
    yield reader
    reader.stopping.set()
    reader.join(30)
    assert not reader.is_alive()
    assert reader.error is None
    assert reader.looks > 0
