"""POST /event: send events; GET /event/status: retrieve the state of the spool."""

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
    """Send events.

    The body is a JSON object, an array of objects, or NDJSON; plain or gzip.

    202: every event is on disk and will be in the mart exactly once.
    200: with `?wait=landed`, every event is in HDFS. If that takes longer than 30 s, or if too many requests already
        wait, the answer is 202. `is_landed` says which.
    207: some items were rejected. `errors` lists them with their reasons; the other events were accepted.
    4xx: nothing was accepted.
    """
    wait = request.args.get("wait")
    if wait not in (None, "landed"):
        raise Problem(HTTPStatus.BAD_REQUEST, f"wait={wait} is not valid. Use wait=landed, or leave it out.")
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
    """Retrieve the events that are accepted but not yet in HDFS, and the watermark."""
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


def _wait_until_landed(dependencies: Services, segment: str) -> bool:
    if not dependencies.waits.acquire(blocking=False):
        return False
    try:
        return dependencies.spool.wait_until_landed("events", segment, _LANDED_SECONDS)
    finally:
        dependencies.waits.release()
