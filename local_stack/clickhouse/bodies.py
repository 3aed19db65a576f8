"""The body of a request: its bytes, decompressed, and where the rows of an INSERT begin."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Protocol

import lz4.frame

from eventmart.errors import first_line

_PART_BYTES = 2**18
# of an INSERT, up to its rows in another format than VALUES
_INSERT = re.compile(
    rb"""
    (?P<statement>
        \s*(?:/\*.*?\*/\s*|--[^\n]*\n\s*)*
        insert\s+into\s+(?:table\s+)?(?:`[^`]*`|"[^"]*"|[\w.])+\s*(?:\([^()]*\)\s*)?(?:settings\s[^()]*?)?
    )
    \bformat\s+(?P<format>\w+)[ \t]*(?:\r?\n|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class BodyInvalid(ValueError):
    """The body cannot be read; the message gives the reason."""


class File(Protocol):
    """Where a body comes from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""


_OPENED: Mapping[str, Callable[[Any], File]] = {
    "": lambda body: body,
    "identity": lambda body: body,
    "gzip": lambda body: gzip.GzipFile(fileobj=body),
    "lz4": lambda body: lz4.frame.LZ4FrameFile(body),
}


def parts_of(body: File, encoding: str) -> Iterator[bytes]:
    """The parts of a body, which may be several gzip streams or LZ4 frames.

    Args:
        body: as sent.
        encoding: Content-Encoding of the body; empty for none.

    Raises:
        BodyInvalid: it is not in this encoding, or ends too early.
    """
    if encoding not in _OPENED:
        raise BodyInvalid(f"Content-Encoding {encoding} is not supported. Send gzip, lz4, or no compression.")
    try:
        opened = _OPENED[encoding](body)
        while part := opened.read(_PART_BYTES):
            yield part
    # the libraries have no error of their own in common
    except (OSError, EOFError, RuntimeError, zlib.error) as error:
        raise BodyInvalid(f"The body cannot be read: {first_line(error)}.") from error


def split_insert(statement: str, body: Iterator[bytes]) -> tuple[str, str, Iterator[bytes]] | None:
    """The statement without FORMAT, the format, and the rows of an INSERT that streams; None if it is another one.

    Args:
        statement: the beginning of the statement, and empty if all of it is in the body.
        body: the parts of the body.
    """
    text = statement.rstrip().encode() + b"\n" if statement else b""
    found = _INSERT.match(text + next(body, b""))
    if found is None:
        return None
    return found["statement"].decode(), found["format"].decode(), chain([found.string[found.end() :]], body)
