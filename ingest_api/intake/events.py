"""Validation of items: each becomes an event in its envelope, or a rejection with its reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import msgspec

from ingest_api.intake.schemas import Schemas
from ingest_api.records import Rejected, envelopes

# length of an id as a JSON string; ids are deduplication keys, and longer ones, surely a mistake, slow down every join
MAX_EVENT_ID_BYTES = 258

_EMPTY_STRING_BYTES = 2
# a bracket, or a whole string, because brackets mean nothing inside
_BRACKET = re.compile(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"')
_DEPTH_STEPS = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_QUOTE = ord('"')
# NUL as a JSON escape; if another backslash precedes it, it is ordinary text
_NUL = b"\\u0000"
_ALL_BUT_OPENING = bytes(set(range(256)) - set(b"[{\n"))
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


class _Ids(msgspec.Struct, gc=False):
    # verbatim, so that numbers keep all of their digits
    event_id: msgspec.Raw = msgspec.Raw(b"")
    id: msgspec.Raw = msgspec.Raw(b"")


_decode_ids = msgspec.json.Decoder(_Ids).decode
_decode_raw = msgspec.json.Decoder(msgspec.Raw).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Rules:
    """Validation rules for events.

    Attributes:
        max_bytes: maximum size of an event.
        max_depth: maximum nesting depth of objects and arrays.
        schemas: JSON Schemas by event type; None to check no schemas.
    """

    max_bytes: int
    max_depth: int
    schemas: Schemas | None = None


@dataclass(frozen=True)
class Assessment:
    """Result of validating the items of a request.

    Attributes:
        event_ids: ids of the accepted events, each as a JSON string.
        events: bytes of the accepted events as they were sent, except that line breaks between tokens are replaced
            by spaces.
        rejected: the other items.
        faults: for each accepted event that violates its schema, its position in `events` and the violation.
    """

    event_ids: list[bytes]
    events: list[bytes]
    rejected: list[Rejected]
    faults: dict[int, str] = field(default_factory=dict)

    def lines(self, received_at: str, source: str) -> list[bytes]:
        """The accepted events in their envelopes, one line each, without the line break."""
        return envelopes(self.event_ids, self.events, self.faults, received_at, source)


def own_id(item: bytes) -> bytes:
    """The id that an event contains, as a JSON string; empty if it contains none.

    Raises:
        ValueError: the item is not a JSON object.
    """
    return _event_id(_decode_ids(item))


def assess(items: Sequence[bytes], rules: Rules, new_id: Callable[[], str]) -> Assessment:
    """Accept or reject each item of a request.

    Args:
        items: bytes of each item.
        rules: validation rules.
        new_id: creates an id for an event that contains none.
    """
    try:
        # fast path: nearly always all items are valid, and checks on the whole batch prove it
        event_ids = _event_ids(items, new_id)
        # each item begins with a brace, so no UTF-8 sequence can span two joined items
        lines, text = list(items), b"\n".join(items)
        opening = _opening_brackets(text)
        if len(opening) > len(items) or b"\r" in text:
            lines = list(map(_one_line, items))
            opening = _opening_brackets(b"\n".join(lines))
        are_valid = (
            rules.schemas is None
            and max(map(len, items)) <= rules.max_bytes
            and max(map(len, event_ids)) <= MAX_EVENT_ID_BYTES
            and _NUL not in b"".join(event_ids)
            # the number of opening brackets is an upper bound of the depth
            and max(map(len, opening)) <= rules.max_depth
            and _is_utf8(text)
        )
        if are_valid:
            return Assessment(event_ids, lines, [])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        # the slow path finds the item and the reason
        pass
    assessment = Assessment([], [], [])
    for index, item in enumerate(items):
        event_id, rejection = _assess_one(item, rules, new_id)
        fault = rules.schemas.fault(item) if rules.schemas and rejection is None else None
        if fault and rules.schemas and rules.schemas.is_rejecting:
            rejection = ("schema", f"The event violates the schema of its type: {fault}")
        elif fault:
            assessment.faults[len(assessment.events)] = fault
        if rejection is None:
            assessment.event_ids.append(event_id)
            assessment.events.append(_one_line(item))
        else:
            assessment.rejected.append(Rejected(index, *rejection, item))
    return assessment


def _assess_one(raw: bytes, rules: Rules, new_id: Callable[[], str]) -> tuple[bytes, tuple[str, str] | None]:
    """Validate one item; return its id, or the reason and detail of its rejection."""
    if len(raw) > rules.max_bytes:
        return b"", ("too_large", f"The event has {len(raw)} bytes, {rules.max_bytes} are allowed.")
    try:
        raw.decode("utf-8")
        event_id = _event_id(_decode_ids(raw)) or _encode(new_id())
    except UnicodeDecodeError as error:
        return b"", ("invalid_utf8", f"The event is not valid UTF-8 (byte {error.start}). Encode it as UTF-8.")
    except msgspec.ValidationError:
        # the decoder checks the type by the first byte, so the rest may still be invalid JSON
        if not _is_json(raw):
            return b"", ("not_json", "The item is not JSON. Send each event as a JSON object.")
        return b"", ("not_an_object", "The item is JSON, but not an object. Send each event as a JSON object.")
    except msgspec.DecodeError as error:
        return b"", ("not_json", f"The item is not JSON: {error}")
    except RecursionError:
        return b"", ("too_deep", f"The event is nested more than {rules.max_depth} levels deep. Flatten it.")
    if _depth(raw) > rules.max_depth:
        return b"", ("too_deep", f"The event is nested more than {rules.max_depth} levels deep. Flatten it.")
    if len(event_id) > MAX_EVENT_ID_BYTES:
        detail = f"The event's id has {len(event_id)} bytes as JSON, {MAX_EVENT_ID_BYTES} are allowed. Shorten it."
        return b"", ("invalid_event_id", detail)
    if _NUL in event_id and "\0" in msgspec.json.decode(event_id):
        # PostgreSQL's text cannot hold NUL, and replacing it could produce the id of another event
        return b"", ("invalid_event_id", "The event's id contains the character NUL. Use another id.")
    return event_id, None


def _opening_brackets(text: bytes) -> list[bytes]:
    """The opening brackets of each line, including brackets inside strings."""
    return text.translate(None, _ALL_BUT_OPENING).split(b"\n")


def _depth(raw: bytes) -> int:
    """Nesting depth of objects and arrays in valid JSON."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(raw):
        depth += _DEPTH_STEPS.get(bracket, 0)
        deepest = max(deepest, depth)
    return deepest


def _is_json(raw: bytes) -> bool:
    try:
        _decode_raw(raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _is_utf8(raw: bytes) -> bool:
    return raw.isascii() or bool(raw.decode("utf-8"))


def _one_line(raw: bytes) -> bytes:
    """Replace line breaks in JSON by spaces. JSON allows raw line breaks only between tokens."""
    return raw.translate(_LINE_BREAKS) if b"\n" in raw or b"\r" in raw else raw


def _event_ids(items: Sequence[bytes], new_id: Callable[[], str]) -> list[bytes]:
    """Ids of events as JSON strings: the id that the event contains, else a new one."""
    decoded = list(map(_decode_ids, items))
    event_ids = [bytes(ids.event_id) for ids in decoded]
    if min(map(len, event_ids)) > _EMPTY_STRING_BYTES and {*map(itemgetter(0), event_ids)} == {_QUOTE}:
        # fast path: nearly always every event_id is a non-empty string
        return event_ids
    return [_event_id(ids) or _encode(new_id()) for ids in decoded]


def _event_id(ids: _Ids) -> bytes:
    """The id that an event contains, as a JSON string; empty if it contains none."""
    return _as_string(bytes(ids.event_id)) or _as_string(bytes(ids.id))


def _as_string(token: bytes) -> bytes:
    """Convert a JSON string or number to a JSON string; empty for other types, which cannot be ids."""
    if token.startswith(b'"'):
        return token if len(token) > _EMPTY_STRING_BYTES else b""
    return b'"%b"' % token if token[:1] == b"-" or token[:1].isdigit() else b""
