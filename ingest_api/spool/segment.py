"""The format of a spool segment: frames of records, of which damage costs no more than it hits.

    frame  = header, body, index, trailer
    body   = the records, each one line
    index  = for each record its length and its hash
    header = magic, number of records, length of the body, hash of the body, hash of the index, hash of these
    trailer = the header once more, under another magic

A group commit writes one frame. As long as the hash of the body is right, and that is nearly always, a frame is read
without looking at its records: they go on as the bytes that they are. Otherwise each record is held against its own
length and hash. A header that is damaged is made good by the trailer, a damaged index by the line breaks, a damaged
line break by the index. What is missing at the end of the last frame was never acknowledged.
"""

import mmap
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xxhash import xxh3_64, xxh3_64_intdigest, xxh32_intdigest

_HEADER = struct.Struct("<4sIIQQI")
_ENTRY = struct.Struct("<II")
_MAGIC = b"\xe5EM1"
_TRAILER_MAGIC = b"\xe5EM2"


@dataclass
class Contents:
    """What a segment holds.

    Attributes:
        chunks: the intact records, in their order; each chunk is one or more whole lines, where they lie in memory.
        damaged: what is left of each damaged record.
        torn_bytes: length of an unfinished frame at the end.
    """

    chunks: list[memoryview] = field(default_factory=list)
    damaged: list[bytes] = field(default_factory=list)
    torn_bytes: int = 0


def index_of(lines: Sequence[bytes]) -> bytes:
    """The index of records, given without their line breaks."""
    # both numbers of a record as one
    entries = [len(line) | (xxh3_64_intdigest(line) & 0xFFFFFFFF) << 32 for line in lines]
    return struct.pack(f"<{len(entries)}Q", *entries)


def frame(bodies: Sequence[bytes], indexes: Sequence[bytes]) -> list[bytes]:
    """A frame of records, in pieces that are to be written one after another.

    Args:
        bodies: one or more groups of records, each record with its line break.
        indexes: the `index_of` each group.
    """
    body_hash, index_hash = xxh3_64(), xxh3_64()
    for body in bodies:
        body_hash.update(body)
    for index in indexes:
        index_hash.update(index)
    count = sum(map(len, indexes)) // _ENTRY.size
    head = (count, sum(map(len, bodies)), body_hash.intdigest(), index_hash.intdigest())
    return [_header(_MAGIC, head), *bodies, *indexes, _header(_TRAILER_MAGIC, head)]


def read_file(path: Path) -> Contents:
    """The records of a segment that is sealed, and so never changes; they stay in the file until they are used."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return Contents()
        return read(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))


def read(data: bytes | mmap.mmap) -> Contents:
    """The records of a segment, intact and damaged."""
    contents = Contents()
    view = memoryview(data)
    position = 0
    while position < len(data):
        end, head = _frame_at(data, position)
        if head is None:
            # neither of the two headers: an unfinished frame at the end, or more damage than one frame can take
            if end == len(data):
                contents.torn_bytes = end - position
            else:
                contents.damaged.append(data[position:end])
        else:
            count, body_length, body_hash, index_hash = head
            body = view[position + _HEADER.size : position + _HEADER.size + body_length]
            if xxh3_64_intdigest(body) == body_hash:
                contents.chunks.append(body)
            else:
                index = data[end - _HEADER.size - count * _ENTRY.size : end - _HEADER.size]
                _salvage(contents, bytes(body), index, xxh3_64_intdigest(index) == index_hash)
        position = end
    return contents


_Head = tuple[int, int, int, int]


def _header(magic: bytes, head: _Head) -> bytes:
    packed = _HEADER.pack(magic, *head, 0)[:-4]
    return packed + struct.pack("<I", xxh32_intdigest(packed[4:]))


def _parse(magic: bytes, data: bytes | mmap.mmap, position: int) -> _Head | None:
    raw = data[position : position + _HEADER.size]
    if len(raw) < _HEADER.size or not raw.startswith(magic):
        return None
    _, count, body_length, body_hash, index_hash, own_hash = _HEADER.unpack(raw)
    return (count, body_length, body_hash, index_hash) if xxh32_intdigest(raw[4:-4]) == own_hash else None


def _length(head: _Head) -> int:
    return 2 * _HEADER.size + head[1] + head[0] * _ENTRY.size


def _frame_at(data: bytes | mmap.mmap, position: int) -> tuple[int, _Head | None]:
    """End and header of the frame that begins here; no header where it is unfinished or beyond repair."""
    head = _parse(_MAGIC, data, position)
    if head is not None:
        end = position + _length(head)
        return (end, head) if end <= len(data) else (len(data), None)
    # the header is damaged: a trailer that fits the distance tells what it said
    at = position
    while (at := data.find(_TRAILER_MAGIC, at + 1)) != -1:
        head = _parse(_TRAILER_MAGIC, data, at)
        if head is not None and position + _length(head) == at + _HEADER.size:
            return at + _HEADER.size, head
    return _next_frame(data, position), None


def _next_frame(data: bytes | mmap.mmap, position: int) -> int:
    at = position
    while (at := data.find(_MAGIC, at + 1)) != -1:
        if _parse(_MAGIC, data, at) is not None:
            return at
    return len(data)


def _salvage(contents: Contents, body: bytes, index: bytes, is_index_right: bool) -> None:
    entries = list(_ENTRY.iter_unpack(index))
    if is_index_right:
        pieces = list(_by_length(body, [length for length, _ in entries]))
        checks = [{digest} for _, digest in entries]
    else:
        pieces = body.split(b"\n")[:-1]
        digests = {digest for _, digest in entries}
        checks = [digests] * len(pieces)
    for piece, digests in zip(pieces, checks, strict=True):
        if xxh3_64_intdigest(piece) & 0xFFFFFFFF in digests:
            contents.chunks.append(memoryview(piece + b"\n"))
        else:
            contents.damaged.append(piece)


def _by_length(body: bytes, lengths: Sequence[int]) -> Iterator[bytes]:
    position = 0
    for length in lengths:
        yield body[position : position + length]
        position += length + 1
