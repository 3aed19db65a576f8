"""Validation of items: each becomes an event in its envelope, or a rejection with its reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter

import msgspec

from eventmart.errors import OperatorError
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
# an escaped backslash, a surrogate pair, or half a pair, which browsers write for a text that was cut within an emoji
_HEX = rb"[0-9a-fA-F]"
_SURROGATE = re.compile(rb"\\\\|\\u[dD][89abAB]%b{2}\\u[dD][c-fC-F]%b{2}|(\\u[dD][89a-fA-F]%b{2})" % (_HEX, _HEX, _HEX))
_ALL_BUT_OPENING = bytes(set(range(256)) - set(b"[{\n"))
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


_decode_raw = msgspec.json.Decoder(msgspec.Raw).decode
_encode = msgspec.json.Encoder().encode


class EventIds:
    """Finds the ids that events contain.

    Args:
        members: members of an event that may hold its id; the first that holds a number or a non-empty string counts.

    Attributes:
        preferred: the first of these members.
    """

    def __init__(self, members: Sequence[str]) -> None:
        if not members:
            raise OperatorError("EVENTMART_EVENT_ID_MEMBERS names no member. Set it to names, or leave it out.")
        self.preferred = members[0]
        fields = {f"_{number}": member for number, member in enumerate(members)}
        # verbatim, so that numbers keep all of their digits
        ids = msgspec.defstruct(
            "_Ids", [(field, msgspec.Raw, msgspec.Raw(b"")) for field in fields], rename=fields, gc=False
        )
        self._decode = msgspec.json.Decoder(ids).decode
        self._first = attrgetter("_0")

    def of_event(self, event: bytes) -> bytes:
        """The id that an event contains, as a JSON string; empty if it contains none.

        Half a surrogate pair counts as U+FFFD.

        Raises:
            ValueError: the event is not a JSON object.
        """
        return _first_id(self._decode(_without_lone_surrogates(event)))

    def of_events(self, events: Sequence[bytes], new_id: Callable[[], str]) -> list[bytes]:
        """Ids of events as JSON strings: the id that the event contains, else a new one.

        Raises:
            ValueError: an event is not a JSON object.
        """
        decoded = list(map(self._decode, events))
        event_ids = list(map(bytes, map(self._first, decoded)))
        if min(map(len, event_ids)) > _EMPTY_STRING_BYTES and {*map(itemgetter(0), event_ids)} == {_QUOTE}:
            # fast path: nearly always the first member of every event is a non-empty string
            return event_ids
        return [_first_id(ids) or _encode(new_id()) for ids in decoded]


@dataclass(frozen=True)
class Rules:
    """Validation rules for events.

    Attributes:
        max_bytes: maximum size of an event.
        max_depth: maximum nesting depth of objects and arrays.
        ids: finds the ids that events contain.
        schemas: JSON Schemas by event type; None to check no schemas.
    """

    max_bytes: int
    max_depth: int
    ids: EventIds
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


def assess(items: Sequence[bytes], rules: Rules, new_id: Callable[[], str]) -> Assessment:
    """Accept or reject each item of a request.

    Args:
        items: bytes of each item.
        rules: validation rules.
        new_id: creates an id for an event that contains none.
    """
    try:
        # fast path: nearly always all items are valid, and checks on the whole batch prove it
        event_ids = rules.ids.of_events(items, new_id)
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
        # the decoder refuses half a surrogate pair, which is valid JSON; the event itself stays as it is
        decodable = _without_lone_surrogates(item) if len(item) <= rules.max_bytes else item
        event_id, rejection = _assess_one(item, decodable, rules, new_id)
        fault = rules.schemas.fault(decodable) if rules.schemas and rejection is None else None
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


def _assess_one(
    raw: bytes, decodable: bytes, rules: Rules, new_id: Callable[[], str]
) -> tuple[bytes, tuple[str, str] | None]:
    """Validate one item; return its id, or the reason and detail of its rejection.

    Args:
        raw: the item.
        decodable: the item without lone surrogates, which has the same length.
        rules: validation rules.
        new_id: creates an id for an event that contains none.
    """
    if len(raw) > rules.max_bytes:
        return b"", ("too_large", f"The event has {len(raw)} bytes, {rules.max_bytes} are allowed.")
    try:
        raw.decode("utf-8")
        event_id = rules.ids.of_event(decodable)
    except UnicodeDecodeError as error:
        return b"", ("invalid_utf8", f"The event is not valid UTF-8 (byte {error.start}). Encode it as UTF-8.")
    except msgspec.ValidationError:
        # the decoder checks the type by the first byte, so the rest may still be invalid JSON
        if not _is_json(decodable):
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
    # PostgreSQL's text can hold neither, and replacing them could produce the id of another event
    if _NUL in event_id and "\0" in msgspec.json.decode(event_id):
        return b"", ("invalid_event_id", "The event's id contains the character NUL. Use another id.")
    if decodable != raw and rules.ids.of_event(_without_lone_surrogates(raw, rb"\ufffc")) != event_id:
        return b"", ("invalid_event_id", "The event's id contains half a surrogate pair. Use another id.")
    return event_id or _encode(new_id()), None


def _without_lone_surrogates(raw: bytes, replacement: bytes = rb"\ufffd") -> bytes:
    return _SURROGATE.sub(lambda match: replacement if match[1] else match[0], raw) if b"\\u" in raw else raw


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


def _first_id(ids: msgspec.Struct) -> bytes:
    """The first member that can be an id, as a JSON string; empty if there is none."""
    return next(filter(None, map(_as_string, map(bytes, msgspec.structs.astuple(ids)))), b"")


def _as_string(token: bytes) -> bytes:
    """Convert a JSON string or number to a JSON string; empty for other types, which cannot be ids."""
    if token.startswith(b'"'):
        return token if len(token) > _EMPTY_STRING_BYTES else b""
    return b'"%b"' % token if token[:1] == b"-" or token[:1].isdigit() else b""
