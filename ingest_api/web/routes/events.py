"""POST /event: events in."""

from collections.abc import Generator
from concurrent import futures
from concurrent.futures import Future
from http import HTTPStatus

from flask import Blueprint, Response, request

from ingest_api import metrics
from ingest_api.problems import Problem
from ingest_api.spool import watermark
from ingest_api.web.access import requires, source
from ingest_api.web.answers import Accepted, EventStatus
from ingest_api.web.context import json_response, services
from ingest_api.web.event_intake import Sent, Taken, take
from ingest_api.web.openapi import Description, describe
from ingest_api.web.services import Services

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
    wait = request.args.get("wait")
    if wait not in (None, "landed"):
        raise Problem(HTTPStatus.BAD_REQUEST, f"wait={wait} is unknown: leave it out, or say wait=landed.")
    headers = request.headers
    sent = Sent(
        request.get_data(cache=False),
        headers.get("Content-Type", ""),
        headers.get("Content-Encoding", ""),
        source(),
    )
    taken = _wait_for(take(sent, services()))
    is_landed = _wait_until_landed(services(), taken.segment) if wait else None
    status, body = taken.reply(is_landed)
    return json_response(body, status)


@blueprint.get("/event/status")
@describe(Description({HTTPStatus.OK: EventStatus}))
@requires("write")
def event_status() -> Response:
    """What is accepted and not yet in HDFS, and up to when everything is."""
    spool_dir = services().spool_dir
    quarantined = metrics.quarantined(services().metrics_dir)
    return json_response(EventStatus(spool_dir.depth(), watermark.current(spool_dir), quarantined))


def _wait_for(steps: Generator[Future[str], None, Taken]) -> Taken:
    try:
        while True:
            futures.wait([next(steps)])
    except StopIteration as end:
        taken: Taken = end.value
        return taken


def _wait_until_landed(given: Services, segment: str) -> bool:
    if not given.landing_waits.acquire(blocking=False):
        return False
    try:
        return given.spool.wait_until_landed("events", segment, _LANDED_SECONDS)
    finally:
        given.landing_waits.release()
