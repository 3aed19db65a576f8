"""The shipper deletes a segment only after it has landed in HDFS."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from ingest_api.metrics import ShippingMetrics
from ingest_api.shipping.__main__ import run
from ingest_api.shipping.landing import HdfsLanding, LandingFailed
from ingest_api.shipping.shipper import ship
from ingest_api.spool import segment
from ingest_api.spool.layout import SpoolDir
from raw_zone.layout import NAME_TIME


class Stop(BaseException):
    """Ends the shipper."""


class FakeLanding:
    """Replaces HDFS: stores segments, or fails. It stops the shipper when it has published `watermarks_left` more."""

    def __init__(self) -> None:
        self.landed: dict[str, bytes] = {}
        self.is_down = False
        self.watermarks: list[tuple[datetime, int]] = []
        self.watermarks_left = 0

    def publish_watermark(self, spool_id: str, complete_through: datetime) -> None:
        self.watermarks.append((complete_through, len(self.landed)))
        if len(self.watermarks) == self.watermarks_left:
            raise Stop

    def land(self, stream: str, name: str, chunks: Sequence[bytes]) -> str:
        if self.is_down:
            raise LandingFailed("down")
        self.landed[f"{stream}/{name}"] = b"".join(chunks)
        return name


@pytest.fixture
def spool_dir(tmp_path: Path) -> SpoolDir:
    spool_dir = SpoolDir(tmp_path)
    spool_dir.create()
    return spool_dir


def put(spool_dir: SpoolDir, name: str, *lines: bytes) -> Path:
    path = spool_dir.sealed("events") / name
    path.write_bytes(b"".join(segment.frame([line + b"\n" for line in lines], [segment.index_of(lines)])))
    return path


def test_a_segment_stays_until_it_has_landed(spool_dir: SpoolDir) -> None:
    put(spool_dir, "2026-01-02T030405.000002Z-b.seg", b"2", b"3")
    put(spool_dir, "2026-01-02T030405.000001Z-c.seg", b"1")
    (spool_dir.sealed("events") / "2026-01-02T030405.000003Z-empty.seg").touch()
    fake = FakeLanding()
    landing = cast(HdfsLanding, fake)

    fake.is_down = True
    with pytest.raises(LandingFailed):
        ship(spool_dir, landing, ShippingMetrics())
    assert len(list(spool_dir.sealed_segments())) == 3

    fake.is_down = False
    assert ship(spool_dir, landing, ShippingMetrics()) == 2
    assert list(fake.landed.items()) == [
        ("events/2026-01-02T030405.000001Z-c.seg", b"1\n"),
        ("events/2026-01-02T030405.000002Z-b.seg", b"2\n3\n"),
    ]
    assert list(spool_dir.sealed_segments()) == []
    assert ship(spool_dir, landing, ShippingMetrics()) == 0


def test_a_damaged_record_goes_to_quarantine_and_the_others_land(spool_dir: SpoolDir) -> None:
    path = put(spool_dir, "2026-01-02T030405.000001Z-a.seg", b'{"n":1}', b'{"n":2}', b'{"n":3}')
    path.write_bytes(path.read_bytes().replace(b'"n":2', b'"n":7'))
    fake = FakeLanding()
    ship(spool_dir, cast(HdfsLanding, fake), ShippingMetrics())
    # the quarantine segment from the first pass lands in the same pass or in the next
    ship(spool_dir, cast(HdfsLanding, fake), ShippingMetrics())
    assert fake.landed.pop("events/2026-01-02T030405.000001Z-a.seg") == b'{"n":1}\n{"n":3}\n'
    ((name, line),) = fake.landed.items()
    assert name == "quarantine/2026-01-02T030405.000001Z-a-damaged.seg"
    record = json.loads(line)
    assert (record["reason"], record["source"], record["body"]) == ("damaged", "spool", '{"n":7}')


def test_a_new_spool_is_known_before_its_first_segment_lands_and_a_backlog_moves_its_watermark(
    spool_dir: SpoolDir,
) -> None:
    begin = datetime(2026, 1, 2, tzinfo=UTC)
    for number in range(250):
        put(spool_dir, f"{(begin + timedelta(seconds=number)).strftime(NAME_TIME)}-a.seg", b"{}")
    fake = FakeLanding()
    fake.watermarks_left = 4
    with pytest.raises(Stop):
        run(spool_dir, cast(HdfsLanding, fake), ShippingMetrics())
    moment = timedelta(microseconds=1)
    assert fake.watermarks[:3] == [
        (begin - moment, 0),
        (begin + timedelta(seconds=100) - moment, 100),
        (begin + timedelta(seconds=200) - moment, 200),
    ]
    assert fake.watermarks[3][1] == 250
    assert datetime.now(UTC) - fake.watermarks[3][0] < timedelta(minutes=1)


def test_the_oldest_segments_land_first_whatever_their_stream(spool_dir: SpoolDir) -> None:
    put(spool_dir, "2026-01-02T030405.000002Z-b.seg", b"2")
    first = put(spool_dir, "2026-01-02T030405.000001Z-a.seg", b"1")
    first.rename(spool_dir.sealed("quarantine") / first.name)
    assert [stream for stream, _ in spool_dir.sealed_segments()] == ["quarantine", "events"]
