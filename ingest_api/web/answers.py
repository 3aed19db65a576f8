"""Types of JSON responses, except those that another package defines."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from eventmart.query_parameters import Parameter
from eventmart.results.saved import SavedResult
from eventmart.update_runs import Plan, Run
from ingest_api.analytics.catalog import Table
from ingest_api.analytics.engine import Column
from ingest_api.spool.layout import Depth

# decimals become JSON numbers, with all of their digits
_encode = msgspec.json.Encoder(decimal_format="number").encode


def encode_json(body: object) -> bytes:
    """Encode the body of a JSON response."""
    return _encode(body) + b"\n"


class ItemError(msgspec.Struct):
    """The reason why an item was rejected. `index` is the position of the item in the request, from 0."""

    index: int
    reason: str
    detail: str


class Accepted(msgspec.Struct):
    """The result of sending events.

    The accepted events, listed by id in `event_ids`, are on disk and will be in the mart exactly once. The rejected
    items are in quarantine; `errors` gives the reason for each. `is_landed` tells whether the accepted events are in
    HDFS. It is present only if the request waited for that.
    """

    accepted: int
    rejected: int
    event_ids: list[str]
    is_landed: bool | msgspec.UnsetType = msgspec.UNSET
    errors: list[ItemError] | msgspec.UnsetType = msgspec.UNSET


class EventStatus(msgspec.Struct):
    """The progress of received events towards HDFS.

    Every event received up to `complete_through` is in HDFS. `quarantined` is the number of quarantined items since the
    last start of the API and the shipper.
    """

    spool: Depth
    complete_through: datetime
    quarantined: int


class UpdateRequested(msgspec.Struct):
    """The queued update run. `status_url` is the path to poll for its state."""

    run_id: UUID
    status_url: str


class UpdateRuns(msgspec.Struct):
    """One page of the update runs, newest first. `next_url` is the path of the page of older runs, if there is one.

    `plan` tells what the worker will do next by itself; it is null if no worker has told.
    """

    runs: list[Run]
    next_url: str | None
    plan: Plan | None


class ErasureRequested(msgspec.Struct):
    """The stored request to forget a person, and the update run that performs it.

    `status_url` is the path to poll for its state, `update_url` that of the run.
    """

    erasure_id: UUID
    status_url: str
    update_url: str


class Query(msgspec.Struct):
    """A named query, for `GET /analytics/query/<name>`. `columns` is null if they are not known now."""

    name: str
    description: str
    engine: str
    parameters: tuple[Parameter, ...]
    columns: list[Column] | None


class Catalog(msgspec.Struct):
    """What can be queried."""

    engines: list[str]
    tables: list[Table]
    queries: list[Query]


class QueryAccepted(msgspec.Struct):
    """The query whose result is being saved. `status_url` is the path to poll for its state."""

    query_id: UUID
    status_url: str


class Results(msgspec.Struct):
    """The saved results, by name."""

    results: list[SavedResult]


class Live(msgspec.Struct):
    """The process serves requests."""

    status: Literal["live"] = "live"


class Ready(msgspec.Struct):
    """All dependencies are available. `ready_for` names what the API can do with them."""

    dependencies: list[str]
    ready_for: list[str]
    status: Literal["ready"] = "ready"


class ProblemBody(msgspec.Struct):
    """An error (RFC 9457). `detail` gives the cause and the remedy, `errors` lists the items that caused it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
