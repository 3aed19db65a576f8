"""What becomes of one item: an event in its envelope, or a rejection with its reason."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

# a key of the deduplication: longer ones are a mistake, and would make every join pay for it
MAX_EVENT_ID_CHARS = 256
# of a rejected item this much is kept, which tells what it was
KEPT_BYTES = 64 * 1024

_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")


class _Ids(msgspec.Struct):
    # verbatim, so that a number of any length stays what it was
    event_id: msgspec.Raw = msgspec.Raw(b"")
    id: msgspec.Raw = msgspec.Raw(b"")


_decode_ids = msgspec.json.Decoder(_Ids).decode
_decode_raw = msgspec.json.Decoder(msgspec.Raw).decode
_decode_text = msgspec.json.Decoder(str).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Accepted:
    """An event that can be kept: its id, and its bytes as they were sent."""

    event_id: str
    raw: bytes

    def line(self, received_at: str, source: str) -> bytes:
        """The envelope around the event, as one line without its line break.

        Line breaks in the event can only be white space between its tokens; they become spaces.
        """
        raw = self.raw
        if b"\n" in raw or b"\r" in raw:
            raw = raw.translate(_LINE_BREAKS)
        return b'{"event_id":%b,"received_at":"%b","source":%b,"event":%b}' % (
            _encode(self.event_id),
            received_at.encode(),
            _encode(source),
            raw,
        )


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


def assess(index: int, raw: bytes, max_bytes: int, new_id: Callable[[], str]) -> Accepted | Rejected:
    """Accept or reject one item.

    Args:
        index: its position in the request.
        raw: its bytes.
        max_bytes: the most that an event may have.
        new_id: makes the id of an event that brings none.
    """

    def rejected(reason: str, detail: str) -> Rejected:
        return Rejected(index, reason, detail, raw)

    if len(raw) > max_bytes:
        return rejected("too_large", f"The event has {len(raw)} bytes, {max_bytes} are allowed.")
    try:
        raw.decode("utf-8")
        ids = _decode_ids(raw)
        event_id = _text(ids.event_id) or _text(ids.id) or new_id()
    except UnicodeDecodeError as error:
        return rejected("invalid_utf8", f"The event is not UTF-8 (byte {error.start}).")
    except msgspec.ValidationError:
        # said of the first byte, before the rest was read
        if not _is_json(raw):
            return rejected("not_json", "The item is not JSON.")
        return rejected("not_an_object", "The item is JSON, but not an object: send each event as {…}.")
    except msgspec.DecodeError as error:
        return rejected("not_json", f"The item is not JSON: {error}")
    except RecursionError:
        return rejected("too_deep", "The event is nested too deeply.")
    if len(event_id) > MAX_EVENT_ID_CHARS:
        return rejected(
            "invalid_event_id",
            f"The event's id has {len(event_id)} characters, {MAX_EVENT_ID_CHARS} are allowed.",
        )
    return Accepted(event_id, raw)


def utc_text(moment: datetime) -> str:
    """A moment as the envelope has it: UTC, microseconds, `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_json(raw: bytes) -> bool:
    try:
        _decode_raw(raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _text(value: msgspec.Raw) -> str:
    """A JSON string or number as text; empty for anything else, which cannot be an id."""
    token = bytes(value)
    if token.startswith(b'"'):
        return _decode_text(token)
    return token.decode() if token[:1] == b"-" or token[:1].isdigit() else ""
