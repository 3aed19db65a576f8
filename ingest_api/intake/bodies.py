"""Splits a request body into items, without interpreting them."""

import io
import re
import zlib
from http import HTTPStatus

import msgspec

from ingest_api.problems import Problem, too_large

_NDJSON = {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_GZIP_CHUNK_BYTES = 2**14
# concatenated files have one member each, block-compressed ones a member for 64 KiB
_MAX_GZIP_MEMBERS = 10_000
# an array with more commas than this for each allowed item is split with an eye on the number of items
_COMMAS_PER_ITEM = 10
# each takes less than a microsecond
_MAX_DELIMITERS = 1_000_000
_WHITESPACE = b" \t\r\n"

# matches up to the next bracket or brace, and between the elements of the array up to the next comma; skips whole
# strings, because these characters mean nothing inside
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_DELIMITER = re.compile(rb'(?:[^"\[\]{},]++|' + _STRING + rb")*+([\[\]{},])", re.DOTALL)
_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)
_CLOSING = {b"[": b"]", b"{": b"}"}

_decode_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def decompress(body: bytes, content_encoding: str, max_bytes: int) -> bytes:
    """Undo the content encoding: none or gzip (one or more members).

    Raises:
        Problem: 415 for an unsupported encoding, 400 for invalid or incomplete gzip, 413 if the result exceeds
            `max_bytes`.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        if body.startswith(_GZIP_MAGIC):
            raise Problem(HTTPStatus.BAD_REQUEST, "The body is gzip. Add the header `Content-Encoding: gzip`.")
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Content-Encoding {content_encoding!r} is not supported. Send gzip, or no encoding.",
        )
    source = io.BytesIO(body)
    parts: list[bytes] = []
    budget = max_bytes
    members = 0
    # small chunks, because zlib copies what follows a member: a body of tiny members would be copied once for each
    chunk = source.read(_GZIP_CHUNK_BYTES)
    while chunk:
        members += 1
        if members > _MAX_GZIP_MEMBERS:
            raise too_large(f"more than {_MAX_GZIP_MEMBERS} gzip members")
        member = zlib.decompressobj(_GZIP_WINDOW)
        while not member.eof:
            if not chunk:
                raise Problem(HTTPStatus.BAD_REQUEST, "The body is not valid gzip (it ends too early). Send it again.")
            try:
                part = member.decompress(chunk, budget + 1)
            except zlib.error as error:
                raise Problem(HTTPStatus.BAD_REQUEST, f"The body is not valid gzip ({error}).") from None
            budget -= len(part)
            if budget < 0:
                raise too_large(f"more than {max_bytes} bytes after gunzip")
            parts.append(part)
            chunk = member.unused_data or source.read(_GZIP_CHUNK_BYTES)
    return b"".join(parts)


def split(body: bytes, content_type: str, max_items: int) -> list[bytes]:
    """Split a body into its items, verbatim.

    Items may be invalid JSON. If an array is so broken that its elements cannot be separated, it is returned as one
    item.

    Returns:
        The elements of a JSON array, the lines of NDJSON, or else the body itself as the only item.

    Raises:
        Problem: 415 if the media type is neither JSON nor NDJSON, 400 if the body has no items, 413 if it has more than
            `max_items`.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    text = body.strip(_WHITESPACE)
    if media_type in _NDJSON:
        if count(text, b"\n") >= max_items:
            # check before splitting: a few MB of very short lines would take a hundred times that in memory
            raise too_large(f"more than {max_items} events or lines")
        # iterating over BytesIO is faster than bytes.split
        items = [line for line in map(bytes.strip, io.BytesIO(text)) if line]
    elif media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json")):
        items = _elements(text, max_items)
    else:
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Content-Type {media_type or '(none)'!r} is not supported. Send application/json (an object or an "
            "array of objects) or application/x-ndjson (one object per line).",
        )
    if len(items) > max_items:
        raise too_large(f"more than {max_items} events or lines")
    if not items:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is empty, or an empty array. Send at least one JSON object.")
    return items


def count(body: bytes, character: bytes) -> int:
    """Count a character; ten times as fast as bytes.count if the character is rare."""
    return len(body) - len(body.replace(character, b""))


def _elements(text: bytes, max_items: int) -> list[bytes]:
    if not text.startswith(b"["):
        return [text] if text else []
    # each element takes a hundred bytes in memory, however short it is
    if count(text, b",") <= _COMMAS_PER_ITEM * max_items:
        try:
            return list(map(bytes, _decode_array(text)))
        except (msgspec.DecodeError, RecursionError):
            pass  # some of its elements are not JSON; the others are
    return _split_at_delimiters(text, max_items) or [text]


def _split_at_delimiters(text: bytes, max_items: int) -> list[bytes]:
    """Split an array by brackets and commas alone, whether its elements are valid or not.

    Returns:
        The elements, or an empty list if the split would be a guess: a bracket is unmatched, a string is unterminated,
        or an element is empty.

    Raises:
        Problem: 413 if it has more than `max_items` elements, or more brackets than can be looked at in a second.
    """
    elements: list[bytes] = []
    expected_closings: list[bytes] = []
    position = start = delimiters = 0
    while match := (_BRACKET if len(expected_closings) > 1 else _DELIMITER).match(text, position):
        delimiters += 1
        if delimiters > _MAX_DELIMITERS:
            raise too_large(f"more than {_MAX_DELIMITERS} brackets and commas")
        position = match.end()
        character = match[1]
        if closing := _CLOSING.get(character):
            expected_closings.append(closing)
            if len(expected_closings) == 1:
                start = position
        elif character != b"," and character != expected_closings.pop():
            return []
        if not expected_closings or (character == b"," and len(expected_closings) == 1):
            elements.append(text[start : position - 1].strip(_WHITESPACE))
            if len(elements) > max_items:
                raise too_large(f"more than {max_items} events or lines")
            start = position
        if not expected_closings:
            break
    is_complete = not expected_closings and position == len(text)
    return elements if is_complete and all(elements) else []
