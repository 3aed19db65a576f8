"""What becomes of one item: an event in its envelope, or a rejection with its reason."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

# of an id as a JSON string. It is a key of the deduplication: longer ones are a mistake, for which every join pays
MAX_EVENT_ID_BYTES = 258
# of a rejected item this much is kept, which tells what it was
KEPT_BYTES = 64 * 1024

_EMPTY_STRING_BYTES = 2
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


class _Ids(msgspec.Struct):
    # verbatim, so that a number of any length stays what it was
    event_id: msgspec.Raw = msgspec.Raw(b"")
    id: msgspec.Raw = msgspec.Raw(b"")


_decode_ids = msgspec.json.Decoder(_Ids).decode
_decode_raw = msgspec.json.Decoder(msgspec.Raw).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Rejected:
    """An item that cannot be accepted, and why.

    Attributes:
        index: position of the item in its request, from 0.
        reason: not_json, not_an_object, invalid_utf8, invalid_event_id, too_deep or too_large.
        detail: the same for a person, with the remedy where there is one.
    """

    index: int
    reason: str
    detail: str
    raw: bytes

    def line(self, rejected_at: str, source: str) -> bytes:
        """The record for the quarantine, as one line without its line break.

        The item goes in as text; where it is not UTF-8, as base64 with `is_base64` set.
        """
        kept = self.raw[:KEPT_BYTES]
        try:
            # a cut may go through a character, whose bytes are then left out
            body, is_base64 = (
                kept.decode("utf-8", "strict" if len(kept) == len(self.raw) else "ignore"),
                False,
            )
        except UnicodeDecodeError:
            body, is_base64 = base64.b64encode(kept).decode(), True
        return _encode(
            {
                "rejected_at": rejected_at,
                "source": source,
                "reason": self.reason,
                "detail": self.detail,
                "body_bytes": len(self.raw),
                "is_base64": is_base64,
                "body": body,
            }
        )

    def as_error(self) -> dict[str, object]:
        """The entry for the `errors` of the answer."""
        return {"index": self.index, "reason": self.reason, "detail": self.detail}


@dataclass(frozen=True)
class Assessment:
    """What became of the items of a request.

    Attributes:
        event_ids: of the accepted events, each as a JSON string.
        events: their bytes as they were sent, but for line breaks between tokens, which are spaces.
        rejected: the others.
    """

    event_ids: list[bytes]
    events: list[bytes]
    rejected: list[Rejected]

    def lines(self, received_at: str, source: str) -> list[bytes]:
        """The accepted events in their envelopes, each one line without its line break."""
        middle = b',"received_at":"%b","source":%b,"event":' % (received_at.encode(), _encode(source))
        return [
            b'{"event_id":%b%b%b}' % (event_id, middle, event)
            for event_id, event in zip(self.event_ids, self.events, strict=True)
        ]


def assess(items: Sequence[bytes], max_bytes: int, new_id: Callable[[], str]) -> Assessment:
    """Accept or reject each item of a request.

    Args:
        items: their bytes.
        max_bytes: the most that an event may have.
        new_id: makes the id of an event that brings none.
    """
    try:
        # nearly always all is well, and then nothing needs to be looked at item by item
        event_ids = [_event_id(_decode_ids(item)) or _encode(new_id()) for item in items]
        is_sound = max(map(len, items)) <= max_bytes and max(map(len, event_ids)) <= MAX_EVENT_ID_BYTES
        if is_sound and all(map(_is_utf8, items)):
            return Assessment(event_ids, [_one_line(item) for item in items], [])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        # told item by item
        pass
    assessment = Assessment([], [], [])
    for index, item in enumerate(items):
        event_id, rejection = _assess_one(item, max_bytes, new_id)
        if rejection is None:
            assessment.event_ids.append(event_id)
            assessment.events.append(_one_line(item))
        else:
            assessment.rejected.append(Rejected(index, *rejection, item))
    return assessment


def _assess_one(raw: bytes, max_bytes: int, new_id: Callable[[], str]) -> tuple[bytes, tuple[str, str] | None]:
    """The event's id, or the reason and detail of its rejection."""
    if len(raw) > max_bytes:
        return b"", ("too_large", f"The event has {len(raw)} bytes, {max_bytes} are allowed.")
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
        return b"", ("too_deep", "The event is nested too deeply.")
    if len(event_id) > MAX_EVENT_ID_BYTES:
        detail = f"The event's id has {len(event_id)} bytes as JSON, {MAX_EVENT_ID_BYTES} are allowed."
        return b"", ("invalid_event_id", detail)
    return event_id, None


def utc_text(moment: datetime) -> str:
    """A moment as the envelope has it: UTC, microseconds, `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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


def _event_id(ids: _Ids) -> bytes:
    """The event's own id as a JSON string; empty where it brings none."""
    return _as_string(bytes(ids.event_id)) or _as_string(bytes(ids.id))


def _as_string(token: bytes) -> bytes:
    """A JSON string or number, which may be an id, as a JSON string; empty for anything else."""
    if token.startswith(b'"'):
        return token if len(token) > _EMPTY_STRING_BYTES else b""
    return b'"%b"' % token if token[:1] == b"-" or token[:1].isdigit() else b""
