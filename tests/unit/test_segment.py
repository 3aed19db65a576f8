"""The segment format: damage loses only the records that it hits."""

import random
from pathlib import Path

import pytest

from ingest_api.spool.segment import Contents, frame, index_of, read, read_file

FRAMES = [[b'{"n":1}'], [b'{"n":%d,"text":"%s"}' % (n, b"x" * n) for n in range(2, 12)], [b"", b'{"n":12}']]
RECORDS = [record for records in FRAMES for record in records]


def pack(frames: list[list[bytes]]) -> bytes:
    return b"".join(b"".join(frame([r + b"\n" for r in records], [index_of(records)])) for records in frames)


def lines(contents: Contents) -> list[bytes]:
    return b"".join(contents.chunks).split(b"\n")[:-1]


SEGMENT = pack(FRAMES)


def test_written_records_are_read_back() -> None:
    contents = read(SEGMENT)
    assert lines(contents) == RECORDS
    # the body of an intact frame is returned as one chunk
    assert len(contents.chunks) == len(FRAMES)
    assert (contents.damaged, contents.torn_bytes) == ([], 0)
    assert read(b"") == Contents()


def test_indexes_of_several_requests_make_one_frame() -> None:
    first, second = [b"a", b"b"], [b"c"]
    buffers = frame([b"a\nb\n", b"c\n"], [index_of(first), index_of(second)])
    assert lines(read(b"".join(buffers))) == [b"a", b"b", b"c"]


def test_a_truncated_segment_keeps_whole_frames_and_reports_the_rest_as_torn() -> None:
    ends = [len(pack(FRAMES[:count])) for count in range(len(FRAMES) + 1)]
    for length in range(len(SEGMENT)):
        whole = max(count for count, end in enumerate(ends) if end <= length)
        contents = read(SEGMENT[:length])
        assert lines(contents) == [record for records in FRAMES[:whole] for record in records]
        assert contents.damaged == []
        assert contents.torn_bytes == length - ends[whole]


def test_a_flipped_bit_loses_at_most_one_record() -> None:
    for position in range(len(SEGMENT)):
        for bit in range(8):
            damaged = bytearray(SEGMENT)
            damaged[position] ^= 1 << bit
            contents = read(bytes(damaged))
            intact = lines(contents)
            assert len(intact) + len(contents.damaged) == len(RECORDS), (position, bit)
            assert len(contents.damaged) <= 1, (position, bit)
            assert [record for record in RECORDS if record in intact] == intact, (position, bit)
            assert contents.torn_bytes == 0


@pytest.mark.parametrize("seed", range(50))
def test_random_damage_yields_no_false_record_and_no_error(seed: int) -> None:
    generator = random.Random(seed)
    damaged = bytearray(SEGMENT)
    for _ in range(generator.randint(2, 30)):
        damaged[generator.randrange(len(damaged))] = generator.randrange(256)
    if generator.random() < 0.5:
        start = generator.randrange(len(damaged))
        del damaged[start : start + generator.randrange(100)]
    assert set(lines(read(bytes(damaged)))) <= set(RECORDS)


def test_read_file_equals_read_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    path.write_bytes(SEGMENT[:-1])
    assert read_file(path) == read(path.read_bytes())
    path.write_bytes(b"")
    assert read_file(path) == Contents()
