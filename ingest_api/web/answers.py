"""The shapes of the JSON answers that are not a type of the part that they come from."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from ingest_api.spool.layout import Depth

# numbers stay numbers, whatever their precision
_encode = msgspec.json.Encoder(decimal_format="number").encode


def encode_json(body: object) -> bytes:
    """The body of a JSON response."""
    return _encode(body) + b"\n"


class ItemError(msgspec.Struct):
    """Why one item of a request was rejected; `index` is its position, from 0."""

    index: int
    reason: str
    detail: str


class Accepted(msgspec.Struct):
    """The events with these ids are on the disk and will be in the mart exactly once; the others went to quarantine.

    `is_landed` is there where the request waited: whether they are in HDFS by now.
    """

    accepted: int
    rejected: int
    event_ids: list[str]
    is_landed: bool | msgspec.UnsetType = msgspec.UNSET
    errors: list[ItemError] | msgspec.UnsetType = msgspec.UNSET


class EventStatus(msgspec.Struct):
    """What waits in the spool, up to when everything received is in HDFS, and how many items were quarantined.

    `quarantined` counts from the last start of the API and the shipper.
    """

    spool: Depth
    complete_through: datetime
    quarantined: int


class UpdateRequested(msgspec.Struct):
    """The queued update run, and where to see how it goes."""

    run_id: UUID
    status_url: str


class Live(msgspec.Struct):
    """The process serves requests."""

    status: Literal["live"] = "live"


class Ready(msgspec.Struct):
    """Every dependency is there."""

    dependencies: list[str]
    status: Literal["ready"] = "ready"


class ProblemBody(msgspec.Struct):
    """An error (RFC 9457): `detail` says the cause and the remedy, `errors` points at what is at fault."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
