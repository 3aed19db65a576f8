"""The two line formats in HDFS: an event in its envelope, and the quarantine record of a rejected item.

The lake locates the event in its envelope by the exact bytes that are written here; see
dbt_project/macros/envelope_json.sql and event_json.sql.
"""

import base64
import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

# quarantine keeps this much of a rejected item, enough to identify it
KEPT_BYTES = 64 * 1024

_utf8_decoder = codecs.getincrementaldecoder("utf-8")
_encode = msgspec.json.Encoder().encode


def utc_text(moment: datetime) -> str:
    """Format a UTC time for the envelope: ISO 8601 with microseconds and `Z`."""
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def envelopes(
    event_ids: Sequence[bytes], events: Sequence[bytes], faults: Mapping[int, str], received_at: str, source: str
) -> list[bytes]:
    """Wrap events in envelopes, one line each, without the line break.

    Args:
        event_ids: id of each event, as a JSON string.
        events: bytes of each event, without line breaks.
        faults: for each event that violates its schema, its position and the violation.
        received_at: time of reception, as formatted by `utc_text`.
        source: name of the API key that the events were sent with.
    """
    # the event comes last, so that a reader can find where it begins without parsing the envelope
    middle = b',"received_at":"%b","source":%b,"event":' % (received_at.encode(), _encode(source))
    lines = [
        b"".join((b'{"event_id":', event_id, middle, event, b"}"))
        for event_id, event in zip(event_ids, events, strict=True)
    ]
    for position, fault in faults.items():
        lines[position] = b'{"schema_error":%b,%b' % (_encode(fault), lines[position][1:])
    return lines


@dataclass(frozen=True)
class Rejected:
    """A rejected item and the reason for its rejection.

    Attributes:
        index: position of the item in its request, from 0.
        reason: not_json, not_an_object, invalid_utf8, invalid_event_id, too_deep, too_large or schema; damaged for a
            record that was corrupted in the spool.
        detail: the reason in words, with the remedy if there is one.
        raw: bytes of the item.
    """

    index: int
    reason: str
    detail: str
    raw: bytes

    def line(self, rejected_at: str, source: str) -> bytes:
        """The quarantine record, one line, without the line break.

        The record holds the item as text, or as base64 with `is_base64` set if the item is not UTF-8.
        """
        kept = self.raw[:KEPT_BYTES]
        try:
            # the cut may split a character; final=False drops its bytes instead of raising an error
            body, is_base64 = _utf8_decoder().decode(kept, final=len(kept) == len(self.raw)), False
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
        """The entry for `errors` in the response."""
        return {"index": self.index, "reason": self.reason, "detail": self.detail}
