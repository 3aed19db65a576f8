"""The two line formats that land in HDFS: an event in its envelope, and the quarantine record of a rejected item.

The lake finds the event in its envelope by these bytes: dbt_project/macros/envelope_json.sql and event_json.sql.
"""

import base64
import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

# of a rejected item this much is kept, which tells what it was
KEPT_BYTES = 64 * 1024

_utf8_decoder = codecs.getincrementaldecoder("utf-8")
_encode = msgspec.json.Encoder().encode


def utc_text(moment: datetime) -> str:
    """A moment as the envelope has it: UTC, microseconds, `Z`."""
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def envelopes(
    event_ids: Sequence[bytes], events: Sequence[bytes], faults: Mapping[int, str], received_at: str, source: str
) -> list[bytes]:
    """Events in their envelopes, each one line without its line break.

    Args:
        event_ids: of each event, as a JSON string.
        events: their bytes, none of which holds a line break.
        faults: of the events that do not fit their schema, why, by their position.
        received_at: time of reception, as `utc_text` has it.
        source: name of the key that they were sent with.
    """
    # the event comes last: where it begins can be told without parsing the envelope
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
    """An item that cannot be accepted, and why.

    Attributes:
        index: position of the item in its request, from 0.
        reason: not_json, not_an_object, invalid_utf8, invalid_event_id, too_deep, too_large or schema; of a record
            that came to harm in the spool, damaged.
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
        """The entry for the `errors` of the answer."""
        return {"index": self.index, "reason": self.reason, "detail": self.detail}
