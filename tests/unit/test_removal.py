"""What is left of raw files when lines are erased, and which raw files are older than events are kept."""

import io
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import cast

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from pipeline.erasing import hashes_by_path
from pipeline.retention import bound, last_hour
from raw_zone.erasure import copy_lines, erase_lines

NOW = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)


def erased(content: bytes, *lines: bytes) -> tuple[bytes, int, int]:
    written: list[bytes] = []
    hashes = {sha256(line).hexdigest() for line in lines}
    kept, found = copy_lines(io.BytesIO(content), written.append, hashes)
    return b"".join(written), kept, found


@pytest.mark.parametrize(
    ("content", "left", "kept"),
    [
        (b"a\nb\nc\n", b"a\nc\n", 2),
        # joined files have blank lines, and a line may be there twice
        (b"b\n\na\nb\n", b"\na\n", 1),
        (b"a\nb", b"a\n", 1),
        (b"b\r\na\r\n", b"a\r\n", 1),
        # no part of a line counts
        (b"bb\nb \nb\n", b"bb\nb \n", 2),
        (b"\nb\n", b"\n", 0),
    ],
)
def test_only_whole_lines_are_left_out_and_all_others_stay_as_they_are(content: bytes, left: bytes, kept: int) -> None:
    assert erased(content, b"b") == (left, kept, 1)


def test_a_line_that_is_not_there_is_missed() -> None:
    assert erased(b"a\nb\n", b"b", b"c") == (b"a\n", 1, 1)


def test_a_file_that_cannot_be_rewritten_is_refused_before_any_other_is() -> None:
    # without HDFS: nothing is read
    with pytest.raises(OperatorError, match=r"b\.bz2 holds lines to erase.*Replace it by a plain or a gzip file"):
        erase_lines(cast(Settings, None), {"/lake/raw/a.jsonl": {"1"}, "/lake/raw/b.bz2": {"2"}})


def test_the_files_that_spark_names_are_paths_in_hdfs() -> None:
    lines = [
        ("hdfs://127.0.0.1:8020/lake/raw/events/ingest_date=2026-01-01/ingest_hour=00/a.jsonl", "1"),
        ("hdfs://127.0.0.1:8020/lake/raw/events/ingest_date=2026-01-01/ingest_hour=00/a.jsonl", "2"),
        ("hdfs://127.0.0.1:8020/lake/raw/events/by%20hand.jsonl", "3"),
    ]
    assert hashes_by_path(lines) == {
        "/lake/raw/events/ingest_date=2026-01-01/ingest_hour=00/a.jsonl": {"1", "2"},
        "/lake/raw/events/by hand.jsonl": {"3"},
    }


def test_events_are_kept_for_whole_days() -> None:
    settings = Settings(_env_file=None, retain_days=7)
    assert bound(settings, NOW) == date(2026, 3, 3)
    assert bound(settings.model_copy(update={"retain_days": 0}), NOW) is None


@pytest.mark.parametrize(
    ("loaded", "last"),
    [
        (NOW, "2026-03-02T23"),
        # a file holds events of the hour after its own, and only what is loaded is removed
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), "2026-03-02T20"),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), "2026-03-02T21"),
    ],
)
def test_raw_files_go_by_the_hour_if_they_are_loaded(loaded: datetime, last: str) -> None:
    assert last_hour(date(2026, 3, 3), loaded) == last
