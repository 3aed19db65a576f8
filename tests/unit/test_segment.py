"""The segment format: damage costs no more than it hits."""

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


def test_what_is_written_is_read() -> None:
    contents = read(SEGMENT)
    assert lines(contents) == RECORDS
    # a frame goes on as one piece
    assert len(contents.chunks) == len(FRAMES)
    assert (contents.damaged, contents.torn_bytes) == ([], 0)
    assert read(b"") == Contents()


def test_indexes_of_several_requests_make_one_frame() -> None:
    first, second = [b"a", b"b"], [b"c"]
    pieces = frame([b"a\nb\n", b"c\n"], [index_of(first), index_of(second)])
    assert lines(read(b"".join(pieces))) == [b"a", b"b", b"c"]


def test_cut_at_every_byte_whole_frames_are_read_and_the_rest_is_torn() -> None:
    ends = [len(pack(FRAMES[:count])) for count in range(len(FRAMES) + 1)]
    for length in range(len(SEGMENT)):
        whole = max(count for count, end in enumerate(ends) if end <= length)
        contents = read(SEGMENT[:length])
        assert lines(contents) == [record for records in FRAMES[:whole] for record in records]
        assert contents.damaged == []
        assert contents.torn_bytes == length - ends[whole]


def test_a_flipped_bit_costs_at_most_the_record_that_it_hits() -> None:
    for position in range(len(SEGMENT)):
        for bit in range(8):
            damaged = bytearray(SEGMENT)
            damaged[position] ^= 1 << bit
            contents = read(bytes(damaged))
            found = lines(contents)
            assert len(found) + len(contents.damaged) == len(RECORDS), (position, bit)
            assert len(contents.damaged) <= 1, (position, bit)
            assert [record for record in RECORDS if record in found] == found, (position, bit)
            assert contents.torn_bytes == 0


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_damaged_nothing_false_is_read_and_nothing_raises(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(SEGMENT)
    for _ in range(chance.randint(2, 30)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    if chance.random() < 0.5:
        start = chance.randrange(len(damaged))
        del damaged[start : start + chance.randrange(100)]
    assert set(lines(read(bytes(damaged)))) <= set(RECORDS)


def test_a_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    path.write_bytes(SEGMENT[:-1])
    assert read_file(path) == read(path.read_bytes())
    path.write_bytes(b"")
    assert read_file(path) == Contents()
