"""Update runs: request one at /data/update, retrieve one below it; list all at /data/updates, cancel one below it."""

import re
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from eventmart.idempotency import IdempotencyKey, KeyReused
from eventmart.update_runs import Run, RunRecords
from ingest_api.problems import Problem
from ingest_api.web.access import requires, source
from ingest_api.web.answers import UpdateRequested, UpdateRuns
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe
from ingest_api.web.times import utc_time

blueprint = Blueprint("updates", __name__)

_MAX_PAGE = 100
_DEFAULT_PAGE = 20
_TIME = {"type": "string", "format": "date-time"}
# a string of RFC 9651, or the same without quotes
_IDEMPOTENCY_KEY = re.compile(r'"([ !#-\[\]-~]{1,255})"|([!#-+\--~]{1,255})')


@blueprint.route("/data/update", methods=["GET", "POST"])
@describe(
    Description(
        {HTTPStatus.ACCEPTED: UpdateRequested},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE],
        query={"full": {"enum": ["true", "false"]}, "from": _TIME, "to": _TIME},
        headers={"Idempotency-Key": {"type": "string", "pattern": f"^({_IDEMPOTENCY_KEY.pattern})$"}},
    )
)
@requires("admin")
def request_update() -> Response:
    """Request an update run.

    An update run brings new events into the lake and the mart. If a run is already queued, no second one is queued: the
    queued run covers both requests. The response is the run's id; poll `status_url` for its state.

    `?full=true` rebuilds everything from the raw events and runs all tests. `?from=…&to=…` (ISO 8601, UTC by default)
    loads what is missing of the events that were received at or after `from` and before `to`.

    A request that is repeated with the same `Idempotency-Key` within 24 hours gets the same run, even an ended one.
    The key with another request is refused with 422.
    """
    if request.method == "HEAD":
        allow = {"Allow": "GET, POST"}
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "HEAD requests no run. Send GET or POST.", headers=allow)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # a page of another site can send a GET, though it cannot read the answer
        raise Problem(HTTPStatus.FORBIDDEN, "Pages of other sites may not request update runs.")
    full = request.args.get("full", "false")
    if full not in ("true", "false"):
        raise Problem(HTTPStatus.BAD_REQUEST, f"full={full} is not valid. Use full=true or full=false.")
    replay = _replay()
    key = _idempotency_key(f"full={full} replay={replay}")
    with services().run_records() as records:
        try:
            run_id = records.request(UUID(services().new_id()), is_full=full == "true", replay=replay, key=key)
        except KeyReused:
            detail = "This Idempotency-Key came with another request. Send a new key with a new request."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from None
    # otherwise the run would wait until the open segments reach their age limit
    services().spool_dir.request_flush()
    status_url = url_for("updates.show_update", run_id=run_id)
    response = json_response(UpdateRequested(run_id, status_url), HTTPStatus.ACCEPTED)
    response.headers["Location"] = status_url
    return response


@blueprint.get("/data/update/<uuid:run_id>")
@describe(Description({HTTPStatus.OK: Run}, [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def show_update(run_id: UUID) -> Response:
    """Retrieve an update run.

    `state` is queued, running, succeeded, succeeded_with_failures, failed or cancelled. `steps` lists the steps that
    have begun, with their times, what they counted, and in `nodes` the result of each model and test; results of runs
    long ago are not kept. `tries` is how often the run was begun: after a failure that passes by itself
    (`is_transient`), it begins again. `requested_by` is `schedule` if the worker updates by itself.
    """
    with services().run_records() as records:
        run = _existing(records, run_id)
        nodes = records.node_results(run_id)
    steps = [{**step, "nodes": nodes[number]} if number in nodes else step for number, step in enumerate(run.steps)]
    return json_response(replace(run, steps=steps))


@blueprint.delete("/data/updates/<uuid:run_id>")
@describe(
    Description(
        {HTTPStatus.OK: Run, HTTPStatus.ACCEPTED: Run},
        [HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE],
    )
)
@requires("admin")
def cancel_update(run_id: UUID) -> Response:
    """Cancel an update run.

    A queued run is cancelled at once: 200. A running one ends within seconds, with its statements in Spark and
    PostgreSQL: 202; its state is then `cancelled`. The next run completes the work of an ordinary run. A run that has
    ended cannot be cancelled: 409.
    """
    with services().run_records() as records:
        run = records.cancel(run_id)
        if run is None:
            ended = _existing(records, run_id)
            raise Problem(HTTPStatus.CONFLICT, f"Update run {run_id} has ended already: {ended.state}.")
    return json_response(run, HTTPStatus.OK if run.finished_at else HTTPStatus.ACCEPTED)


@blueprint.get("/data/update/latest")
@describe(Description({HTTPStatus.OK: Run}, [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def show_latest_update() -> Response:
    """Retrieve the update run that was requested last."""
    with services().run_records() as records:
        runs = records.newest(1)
    if not runs:
        raise Problem(HTTPStatus.NOT_FOUND, "No update run has been requested yet. Call /data/update.")
    return json_response(runs[0])


@blueprint.get("/data/updates")
@describe(
    Description(
        {HTTPStatus.OK: UpdateRuns},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE],
        query={
            "limit": {"type": "integer", "minimum": 1, "maximum": _MAX_PAGE, "default": _DEFAULT_PAGE},
            "before": {"type": "string", "format": "uuid"},
        },
    )
)
@requires("admin")
def list_updates() -> Response:
    """List update runs, newest first.

    A page has `limit` runs at most. Follow `next_url` to older runs; it is null on the last page.
    """
    limit = _limit()
    with services().run_records() as records:
        before = _before(records)
        # one more than the page has shows whether another page follows
        runs, plan = records.newest(limit + 1, before), records.plan()
    page = runs[:limit]
    next_url = None
    if len(runs) > limit:
        next_url = url_for("updates.list_updates", limit=limit, before=page[-1].run_id)
    return json_response(UpdateRuns(page, next_url, plan))


def _existing(records: RunRecords, run_id: UUID) -> Run:
    run = records.get(run_id)
    if run is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"Update run {run_id} does not exist. Check the id.")
    return run


def _idempotency_key(requested: str) -> IdempotencyKey | None:
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return None
    match = _IDEMPOTENCY_KEY.fullmatch(text.strip())
    if match is None:
        detail = "Idempotency-Key is not valid. Send 1 to 255 printable ASCII characters in quotes, such as a UUID."
        raise Problem(HTTPStatus.BAD_REQUEST, detail)
    return IdempotencyKey(source(), match[1] or match[2], requested)


def _limit() -> int:
    text = request.args.get("limit", str(_DEFAULT_PAGE))
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MAX_PAGE)) and 1 <= int(text) <= _MAX_PAGE):
        raise Problem(HTTPStatus.BAD_REQUEST, f"limit={text} is not valid. Use a number from 1 to {_MAX_PAGE}.")
    return int(text)


def _before(records: RunRecords) -> Run | None:
    text = request.args.get("before")
    if text is None:
        return None
    try:
        run = records.get(UUID(text))
    except ValueError:
        run = None
    if run is None:
        raise Problem(HTTPStatus.BAD_REQUEST, f"before={text} is not the id of an update run. Follow `next_url`.")
    return run


def _replay() -> tuple[datetime, datetime] | None:
    if not request.args.keys() & {"from", "to"}:
        return None
    begin, end = _time("from"), _time("to")
    if begin >= end:
        raise Problem(HTTPStatus.BAD_REQUEST, "`from` is not before `to`. Send an earlier `from` or a later `to`.")
    return begin, end


def _time(name: str) -> datetime:
    remedy = "Send both `from` and `to`, such as from=2026-01-01T00:00:00Z."
    return utc_time(name, request.args.get(name, ""), remedy)
