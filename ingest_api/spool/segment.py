"""The format of a spool segment: a sequence of frames. Damage loses only the records that it hits.

    frame   = header, body, index, trailer
    body    = the records, one per line
    index   = length and hash of each record
    header  = magic, number of records, length of the body, hash of the body, hash of the index, hash of these fields
    trailer = the same fields under another magic

One group commit writes one frame. If the hash of the body is correct, as it nearly always is, the reader returns the
body unchanged, without looking at its records. If not, it checks each record against its own length and hash. A
damaged header is recovered from the trailer, a damaged index from the line breaks, a damaged line break from the index.
An incomplete frame at the end was never acknowledged.
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
    """Contents of a segment.

    Attributes:
        chunks: the intact records, in order. Each chunk is one or more whole lines, with line breaks.
        damaged: bytes of each damaged record, as far as they can be found.
        torn_bytes: length of an incomplete frame at the end.
    """

    chunks: list[memoryview] = field(default_factory=list)
    damaged: list[bytes] = field(default_factory=list)
    torn_bytes: int = 0


def index_of(lines: Sequence[bytes]) -> bytes:
    """Build the index of records; the records come without line breaks."""
    # length and hash of a record in one 64-bit number
    entries = [len(line) | (xxh3_64_intdigest(line) & 0xFFFFFFFF) << 32 for line in lines]
    return struct.pack(f"<{len(entries)}Q", *entries)


def frame(bodies: Sequence[bytes], indexes: Sequence[bytes]) -> list[bytes]:
    """Build a frame, as buffers to be written in order.

    Args:
        bodies: one or more groups of records; each record ends with a line break.
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
    """Read a sealed segment, which never changes. It is memory-mapped: a record is loaded when it is used."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return Contents()
        return read(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))


def read(data: bytes | mmap.mmap) -> Contents:
    """Read the intact and the damaged records of a segment."""
    contents = Contents()
    view = memoryview(data)
    position = 0
    while position < len(data):
        end, head = _frame_at(data, position)
        if head is None:
            # header and trailer are both unusable: an incomplete frame at the end, or damage that cannot be repaired
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
    """End and header of the frame at a position; the header is None if the frame is incomplete or beyond repair."""
    head = _parse(_MAGIC, data, position)
    if head is not None:
        end = position + _length(head)
        return (end, head) if end <= len(data) else (len(data), None)
    # the header is damaged: use the trailer whose lengths match its distance from here
    offset = position
    while (offset := data.find(_TRAILER_MAGIC, offset + 1)) != -1:
        head = _parse(_TRAILER_MAGIC, data, offset)
        if head is not None and position + _length(head) == offset + _HEADER.size:
            return offset + _HEADER.size, head
    return _next_frame(data, position), None


def _next_frame(data: bytes | mmap.mmap, position: int) -> int:
    offset = position
    while (offset := data.find(_MAGIC, offset + 1)) != -1:
        if _parse(_MAGIC, data, offset) is not None:
            return offset
    return len(data)


def _salvage(contents: Contents, body: bytes, index: bytes, is_index_intact: bool) -> None:
    entries = list(_ENTRY.iter_unpack(index))
    if is_index_intact:
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
