"""POST /event: events in."""

import time
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request

from ingest_api import metrics
from ingest_api.intake import bodies
from ingest_api.intake.events import Assessment, assess
from ingest_api.problems import Problem, unavailable
from ingest_api.records import Rejected, utc_text
from ingest_api.spool import watermark
from ingest_api.spool.spool import Spool, SpoolUnavailable
from ingest_api.web.access import requires, source
from ingest_api.web.answers import Accepted, EventStatus
from ingest_api.web.context import Services, json_response, services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("events", __name__)

_LANDED_SECONDS = 30.0
_EVENT = {"type": "object"}


@blueprint.post("/event")
@describe(
    Description(
        {HTTPStatus.ACCEPTED: Accepted, HTTPStatus.OK: Accepted, HTTPStatus.MULTI_STATUS: Accepted},
        (
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            HTTPStatus.SERVICE_UNAVAILABLE,
        ),
        query={"wait": {"enum": ["landed"]}},
        body={
            "application/json": {"anyOf": [_EVENT, {"type": "array", "items": _EVENT, "minItems": 1}]},
            "application/x-ndjson": {"type": "string", "minLength": 2},
        },
    )
)
@requires("write")
def post_event() -> Response:
    """Take a JSON object, an array of objects, or NDJSON; plain or gzip.

    202: every event is on disk and will be in the mart exactly once. `?wait=landed` waits until they are in HDFS,
        and then answers 200; or 202 where that takes longer than 30 s, or too many requests wait for it already.
        `is_landed` says the same.
    207: some items were rejected, `errors` says which and why, and the others are as above.
    4xx: nothing was accepted.
    """
    # looked for only where there may be one: this is the path that every event takes
    wait = request.args.get("wait") if request.query_string else None
    if wait not in (None, "landed"):
        raise Problem(HTTPStatus.BAD_REQUEST, f"wait={wait} is unknown: leave it out, or say wait=landed.")
    began = time.perf_counter()
    given = services()
    found = _assess_body(given)
    try:
        segment = _spool(found, given.spool)
    except SpoolUnavailable as error:
        raise unavailable(f"{error} Nothing of this request was accepted: send it again.") from error
    for item in found.rejected:
        given.metrics.rejected.labels(item.reason).inc()
    if not found.events:
        raise _refusal(found.rejected)
    given.metrics.accepted.inc(len(found.events))
    given.metrics.acknowledged_in.observe(time.perf_counter() - began)
    status = HTTPStatus.ACCEPTED
    body: dict[str, object] = {
        "accepted": len(found.events),
        "rejected": len(found.rejected),
        "event_ids": msgspec.Raw(b"[%b]" % b",".join(found.event_ids)),
    }
    if wait == "landed":
        body["is_landed"] = _wait_until_landed(given, segment)
        status = HTTPStatus.OK if body["is_landed"] else HTTPStatus.ACCEPTED
    if found.rejected:
        status = HTTPStatus.MULTI_STATUS
        body["errors"] = [item.as_error() for item in found.rejected]
    return json_response(body, status)


@blueprint.get("/event/status")
@describe(Description({HTTPStatus.OK: EventStatus}))
@requires("write")
def event_status() -> Response:
    """What is accepted and not yet in HDFS, and up to when everything is."""
    spool_dir = services().spool_dir
    quarantined = metrics.quarantined(services().metrics_dir)
    return json_response(EventStatus(spool_dir.depth(), watermark.current(spool_dir), quarantined))


def _assess_body(given: Services) -> Assessment:
    headers = request.headers
    sent = request.get_data(cache=False)
    given.metrics.request_bytes.inc(len(sent))
    body = bodies.decompress(sent, headers.get("Content-Encoding", ""), given.max_body_bytes)
    items = bodies.split(body, headers.get("Content-Type", ""), given.max_batch_events)
    return assess(items, given.rules, given.new_id)


def _spool(found: Assessment, spool: Spool) -> str:
    """Bring all of the request onto the disk; returns the segment of its events."""
    with spool.reception() as stamp:
        received_at = utc_text(stamp)
        if found.rejected:
            spool.append("quarantine", [item.line(received_at, source()) for item in found.rejected])
        return spool.append("events", found.lines(received_at, source())) if found.events else ""


def _wait_until_landed(given: Services, segment: str) -> bool:
    if not given.landing_waits.acquire(blocking=False):
        return False
    try:
        return given.spool.wait_until_landed("events", segment, _LANDED_SECONDS)
    finally:
        given.landing_waits.release()


def _refusal(rejected: list[Rejected]) -> Problem:
    is_size_alone = all(item.reason == "too_large" for item in rejected)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_size_alone else HTTPStatus.BAD_REQUEST
    detail = rejected[0].detail if len(rejected) == 1 else f"None of the {len(rejected)} items can be accepted."
    return Problem(status, detail, [item.as_error() for item in rejected])
