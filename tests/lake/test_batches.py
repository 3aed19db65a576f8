"""A backlog that is loaded in batches, and in it events whose ids are in use already."""

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from eventmart.update_runs import Run
from ingest_api.records import utc_text
from pipeline.lake_state import lake_watermark
from pipeline.projects import LAKE
from pipeline.steps import UpdateSteps
from raw_zone.layout import NAME_TIME, file_path
from spark_thrift.client import connect
from tests.lake.conftest import Lake
from tests.stack.client import Client, marker


class Backlog:
    """Three files, loaded one by one, and what the lake said after each.

    Args:
        lake: the lake.
    """

    def __init__(self, lake: Lake) -> None:
        self.name = marker()
        self.id = f"{self.name}-id"
        self._lake = lake
        self.summaries: list[str] = []
        self.watermarks: list[datetime] = []
        self.received = datetime.now(UTC) - timedelta(seconds=3)
        first, other, third = self.event("first"), self.event("other"), self.event("third")
        lake.put([(self.id, first), (self.id, other), (self.id, first)], self.received)
        lake.put([(self.id, third), (self.id, first), (self.id, first)], self.received + timedelta(seconds=1))
        lake.put([(self.id, other), ("17", other)], self.received + timedelta(seconds=2), source=self.name)

    def event(self, content: str) -> bytes:
        return json.dumps({"type": self.name, "content": content}).encode()

    def load(self) -> None:
        """Perform a run that may take in only one file at a time, up to the lake."""
        small = self._lake.settings.model_copy(update={"batch_max_bytes": 1})
        run = Run(uuid.uuid4(), "running", self.received, None, None, [], None, False, None, None)
        for name, step in UpdateSteps(small, self._lake.dbt, run):
            if name in ("landing", "partitions"):
                step()
            if name == "lake":
                self.summaries.append(step().detail)
                self.watermarks.append(self._watermark())

    def _watermark(self) -> datetime:
        with connect(self._lake.settings) as connection:
            watermark = lake_watermark(connection.cursor())
        assert watermark is not None
        return watermark


@pytest.fixture(scope="module")
def backlog(lake: Lake) -> Backlog:
    # what has landed before
    lake.load()
    backlog = Backlog(lake)
    backlog.load()
    return backlog


def test_the_watermark_moves_with_each_batch(backlog: Backlog) -> None:
    second, third = (backlog.received + timedelta(seconds=number) for number in (1, 2))
    assert len(backlog.watermarks) >= 3
    assert backlog.watermarks == sorted(backlog.watermarks)
    # one batch ended just before each file began
    assert {second - timedelta(microseconds=1), third - timedelta(microseconds=1)} < set(backlog.watermarks)
    assert backlog.watermarks[-1] > third


def test_repeats_and_conflicts_are_counted_in_the_run(backlog: Backlog) -> None:
    found = [summary.split("; ")[-1] for summary in backlog.summaries]
    assert [text for text in found if text != "0 repeats, 0 conflicts of ids"] == [
        "1 repeats, 1 conflicts of ids",
        "2 repeats, 1 conflicts of ids",
    ]


def test_of_events_with_one_id_the_first_counts_and_the_others_are_in_quarantine(
    client: Client, lake: Lake, backlog: Backlog
) -> None:
    lake.perform("publish", "mart")
    rows = client.query(
        f"select source, event_id, event ->> 'content' from events where event_type = '{backlog.name}' order by 1, 2"
    )
    assert rows == [
        ("anonymous", backlog.id, "first"),
        (backlog.name, "17", "other"),
        (backlog.name, backlog.id, "other"),
    ]
    kept = client.query(
        "select source, body, body_bytes, detail, rejected_at from quarantine "
        f"where reason = 'id_conflict' and body like '%{backlog.name}%' order by rejected_at"
    )
    assert [(source, body.encode(), size) for source, body, size, *_ in kept] == [
        ("anonymous", event, len(event)) for event in (backlog.event("other"), backlog.event("third"))
    ]
    assert str(backlog.received)[:19] in kept[0][3]
    ((repeats, conflicts),) = client.query("select repeat_count, id_conflict_count from watermark")
    assert repeats >= 3
    assert conflicts >= 2


def test_every_raw_line_is_accounted_for(lake: Lake, backlog: Backlog) -> None:
    # fails if there is a line too many or too few
    lake.dbt.invoke(LAKE, "test", "--select", "each_raw_line_is_an_event_or_a_repeat")


def test_a_replay_records_what_is_repeated_once(lake: Lake, backlog: Backlog) -> None:
    count = f"select reason, count(*) from lake.int_repeated_events where event_id = '{backlog.id}' group by reason"
    assert dict(lake.query(count)) == {"repeat": 3, "id_conflict": 2}
    lake.load(replay=(backlog.received, backlog.received + timedelta(seconds=1)))
    assert dict(lake.query(count)) == {"repeat": 3, "id_conflict": 2}
    lake.dbt.invoke(LAKE, "test", "--select", "each_raw_line_is_an_event_or_a_repeat")


def test_a_line_that_a_run_reads_again_is_skipped_only_if_its_time_is_written_as_the_api_writes_it(lake: Lake) -> None:
    lake.load()
    with connect(lake.settings) as connection:
        loaded = lake_watermark(connection.cursor())
    assert loaded is not None
    received = loaded + timedelta(milliseconds=5)
    name = marker()
    times = {
        "api": utc_text(received),
        "offset": received.isoformat(),
        # as a text, it is five hours before what the lake has loaded
        "west": received.astimezone(timezone(timedelta(hours=-5))).isoformat(),
        # the text in the id is not the key
        r"\",\"received_at\":\"1999-01-01T00:00:00.000000Z\"": utc_text(received),
    }
    lines = [
        f'{{"event_id":"{name}{kind}","received_at":"{time}","source":"anonymous","event":{{"type":"{name}"}}}}\n'
        for kind, time in times.items()
    ]
    # written by hand, with a key in the event that is not that of the envelope
    event = json.dumps({"received_at": "1999-01-01T00:00:00.000000Z", "type": name}, separators=(",", ":"))
    by_hand = f'{{"event_id": "{name}hand", "received_at": "{utc_text(received)}", "source": "a","event":{event}}}\n'
    # a file that was begun before the last batch ended, and so may hold events of both
    path = file_path("events", f"{(loaded - timedelta(seconds=30)).strftime(NAME_TIME)}-{name}.jsonl")
    lake.hdfs.write(path, data="".join([*lines, by_hand]).encode())
    lake.load()
    found = lake.query(f"select event_id, received_at from lake.fct_events where event_type = '{name}'")
    ids = [f"{name}{kind}".replace("\\", "") for kind in (*times, "hand")]
    assert sorted(found) == sorted((event_id, received.replace(tzinfo=None)) for event_id in ids)
