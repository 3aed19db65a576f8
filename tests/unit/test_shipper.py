"""The shipper: a segment goes from here only once it is there."""

from pathlib import Path
from typing import cast

import pytest

from ingest_api.landing import HdfsLanding, LandingFailed
from ingest_api.shipper import ship


class Lake:
    """Stands for HDFS: takes segments, or fails."""

    def __init__(self) -> None:
        self.landed: dict[str, bytes] = {}
        self.is_down = False

    def land(self, stream: str, segment: Path) -> str:
        if self.is_down:
            raise LandingFailed("down")
        self.landed[f"{stream}/{segment.name}"] = segment.read_bytes()
        return segment.name


def test_a_segment_stays_until_it_has_landed(tmp_path: Path) -> None:
    sealed = tmp_path / "events" / "sealed"
    sealed.mkdir(parents=True)
    (sealed / "2026-01-02T03-b.jsonl").write_bytes(b"2\n")
    (sealed / "2026-01-02T03-a.jsonl").write_bytes(b"1\n")
    (sealed / "2026-01-02T03-empty.jsonl").touch()
    lake = Lake()
    landing = cast(HdfsLanding, lake)

    lake.is_down = True
    with pytest.raises(LandingFailed):
        ship(tmp_path, landing)
    assert len(list(sealed.iterdir())) == 3

    lake.is_down = False
    assert ship(tmp_path, landing) == 2
    assert list(lake.landed.items()) == [
        ("events/2026-01-02T03-a.jsonl", b"1\n"),
        ("events/2026-01-02T03-b.jsonl", b"2\n"),
    ]
    assert list(sealed.iterdir()) == []
    assert ship(tmp_path, landing) == 0
