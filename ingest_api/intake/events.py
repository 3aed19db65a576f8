"""What becomes of one item: an event in its envelope, or a rejection with its reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import msgspec

from ingest_api.intake.schemas import Schemas
from ingest_api.records import Rejected, envelopes

# of an id as a JSON string. It is a key of the deduplication: longer ones are a mistake, for which every join pays
MAX_EVENT_ID_BYTES = 258

_EMPTY_STRING_BYTES = 2
# a bracket, or a string, in which brackets mean nothing
_BRACKET = re.compile(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"')
_STEPS = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_QUOTE = ord('"')
# as JSON has it; after another backslash it is mere text
_NUL = b"\\u0000"
_ALL_BUT_OPENING = bytes(set(range(256)) - set(b"[{\n"))
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


class _Ids(msgspec.Struct, gc=False):
    # verbatim, so that a number of any length stays what it was
    event_id: msgspec.Raw = msgspec.Raw(b"")
    id: msgspec.Raw = msgspec.Raw(b"")


_decode_ids = msgspec.json.Decoder(_Ids).decode
_decode_raw = msgspec.json.Decoder(msgspec.Raw).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Rules:
    """What an event must keep to.

    Attributes:
        max_bytes: the most that it may have.
        max_depth: of objects and arrays within one another.
        schemas: what events of a type must look like; None for anything.
    """

    max_bytes: int
    max_depth: int
    schemas: Schemas | None = None


@dataclass(frozen=True)
class Assessment:
    """What became of the items of a request.

    Attributes:
        event_ids: of the accepted events, each as a JSON string.
        events: their bytes as they were sent, but for line breaks between tokens, which are spaces.
        rejected: the others.
        faults: of the accepted events that do not fit their schema, why, by their position among the accepted.
    """

    event_ids: list[bytes]
    events: list[bytes]
    rejected: list[Rejected]
    faults: dict[int, str] = field(default_factory=dict)

    def lines(self, received_at: str, source: str) -> list[bytes]:
        """The accepted events in their envelopes, each one line without its line break."""
        return envelopes(self.event_ids, self.events, self.faults, received_at, source)


def own_id(item: bytes) -> bytes:
    """The id that an event brings, as a JSON string; empty where it brings none.

    Raises:
        ValueError: it is no event.
    """
    return _event_id(_decode_ids(item))


def assess(items: Sequence[bytes], rules: Rules, new_id: Callable[[], str]) -> Assessment:
    """Accept or reject each item of a request.

    Args:
        items: their bytes.
        rules: what each must keep to.
        new_id: makes the id of an event that brings none.
    """
    try:
        # nearly always all is well, and then nothing needs to be looked at item by item
        event_ids = _event_ids(items, new_id)
        # looked at together: each begins with a brace, so that no character can go over the end of one
        lines, text = list(items), b"\n".join(items)
        opening = _opening_brackets(text)
        if len(opening) > len(items) or b"\r" in text:
            lines = list(map(_one_line, items))
            opening = _opening_brackets(b"\n".join(lines))
        is_sound = (
            rules.schemas is None
            and max(map(len, items)) <= rules.max_bytes
            and max(map(len, event_ids)) <= MAX_EVENT_ID_BYTES
            and _NUL not in b"".join(event_ids)
            # an event is not deeper than the brackets that it opens are many
            and max(map(len, opening)) <= rules.max_depth
            and _is_utf8(text)
        )
        if is_sound:
            return Assessment(event_ids, lines, [])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        # told item by item
        pass
    assessment = Assessment([], [], [])
    for index, item in enumerate(items):
        event_id, rejection = _assess_one(item, rules, new_id)
        fault = rules.schemas.faults(item) if rules.schemas and rejection is None else None
        if fault and rules.schemas and rules.schemas.is_rejecting:
            rejection = ("schema", f"The event does not fit the schema of its type: {fault}")
        elif fault:
            assessment.faults[len(assessment.events)] = fault
        if rejection is None:
            assessment.event_ids.append(event_id)
            assessment.events.append(_one_line(item))
        else:
            assessment.rejected.append(Rejected(index, *rejection, item))
    return assessment


def _assess_one(raw: bytes, rules: Rules, new_id: Callable[[], str]) -> tuple[bytes, tuple[str, str] | None]:
    """The event's id, or the reason and detail of its rejection."""
    if len(raw) > rules.max_bytes:
        return b"", ("too_large", f"The event has {len(raw)} bytes, {rules.max_bytes} are allowed.")
    try:
        raw.decode("utf-8")
        event_id = _event_id(_decode_ids(raw)) or _encode(new_id())
    except UnicodeDecodeError as error:
        return b"", ("invalid_utf8", f"The event is not UTF-8 (byte {error.start}).")
    except msgspec.ValidationError:
        # said of the first byte, before the rest was read
        if not _is_json(raw):
            return b"", ("not_json", "The item is not JSON.")
        return b"", ("not_an_object", "The item is JSON, but not an object: send each event as {…}.")
    except msgspec.DecodeError as error:
        return b"", ("not_json", f"The item is not JSON: {error}")
    except RecursionError:
        return b"", ("too_deep", f"The event is nested more than {rules.max_depth} levels deep.")
    if _depth(raw) > rules.max_depth:
        return b"", ("too_deep", f"The event is nested more than {rules.max_depth} levels deep.")
    if len(event_id) > MAX_EVENT_ID_BYTES:
        detail = f"The event's id has {len(event_id)} bytes as JSON, {MAX_EVENT_ID_BYTES} are allowed."
        return b"", ("invalid_event_id", detail)
    if _NUL in event_id and "\0" in msgspec.json.decode(event_id):
        # PostgreSQL's text cannot hold it, and an id with something else in its place may be another event's
        return b"", ("invalid_event_id", "The event's id holds the character NUL: give it another id.")
    return event_id, None


def _opening_brackets(text: bytes) -> list[bytes]:
    """The opening brackets of each line, those within strings too."""
    return text.translate(None, _ALL_BUT_OPENING).split(b"\n")


def _depth(raw: bytes) -> int:
    """How deep objects and arrays are within one another, of what is JSON."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(raw):
        depth += _STEPS.get(bracket, 0)
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
    """JSON without line breaks, which can only be white space between its tokens."""
    return raw.translate(_LINE_BREAKS) if b"\n" in raw or b"\r" in raw else raw


def _event_ids(items: Sequence[bytes], new_id: Callable[[], str]) -> list[bytes]:
    """The ids of events as JSON strings: those that they bring, or new ones."""
    found = list(map(_decode_ids, items))
    event_ids = [bytes(ids.event_id) for ids in found]
    if min(map(len, event_ids)) > _EMPTY_STRING_BYTES and {*map(itemgetter(0), event_ids)} == {_QUOTE}:
        # nearly always
        return event_ids
    return [_event_id(ids) or _encode(new_id()) for ids in found]


def _event_id(ids: _Ids) -> bytes:
    """The event's own id as a JSON string; empty where it brings none."""
    return _as_string(bytes(ids.event_id)) or _as_string(bytes(ids.id))


def _as_string(token: bytes) -> bytes:
    """A JSON string or number, which may be an id, as a JSON string; empty for anything else."""
    if token.startswith(b'"'):
        return token if len(token) > _EMPTY_STRING_BYTES else b""
    return b'"%b"' % token if token[:1] == b"-" or token[:1].isdigit() else b""
