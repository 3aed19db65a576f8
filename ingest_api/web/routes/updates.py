"""GET or POST /data/update: ask for an update run, and see how it goes."""

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from eventmart.update_runs import Run
from ingest_api.problems import Problem
from ingest_api.web.access import requires
from ingest_api.web.answers import UpdateRequested
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("updates", __name__)

_MOMENT = {"type": "string", "format": "date-time"}


@blueprint.route("/data/update", methods=["GET", "POST"])
@describe(
    Description(
        {HTTPStatus.ACCEPTED: UpdateRequested},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE],
        query={"full": {"enum": ["true", "false"]}, "from": _MOMENT, "to": _MOMENT},
    )
)
@requires("admin")
def request_update() -> Response:
    """Queue an update run, or join the one that is queued already; answers 202 with its id.

    A run brings in what is new. `?full=true` builds all anew from the raw events, and runs all tests. `?from=…&to=…`
    (ISO 8601) brings what was received from one moment on, and before another, anew into the lake and the mart.
    """
    is_full = request.args.get("full", "false")
    if is_full not in ("true", "false"):
        raise Problem(HTTPStatus.BAD_REQUEST, f"full={is_full} is unknown: leave it out, or say full=true.")
    replay = _replay()
    with services().run_records() as records:
        run_id = records.request(UUID(services().new_id()), is_full=is_full == "true", replay=replay)
    # otherwise the run would wait until the open segments reach their age limit
    services().spool_dir.request_flush()
    address = url_for("updates.show_update", run_id=run_id)
    response = json_response(UpdateRequested(run_id, address), HTTPStatus.ACCEPTED)
    response.headers["Location"] = address
    return response


@blueprint.get("/data/update/<uuid:run_id>")
@describe(Description({HTTPStatus.OK: Run}, [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def show_update(run_id: UUID) -> Response:
    """State of a run (queued, running, succeeded, failed), its steps and their times."""
    with services().run_records() as records:
        run = records.get(run_id)
    if run is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no update run {run_id}.")
    return json_response(run)


def _replay() -> tuple[datetime, datetime] | None:
    if not request.args.keys() & {"from", "to"}:
        return None
    begin, end = _moment("from"), _moment("to")
    if begin >= end:
        raise Problem(HTTPStatus.BAD_REQUEST, "`from` must be before `to`.")
    return begin, end


def _moment(name: str) -> datetime:
    text = request.args.get(name, "")
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"{name}={text} is no moment: give both `from` and `to`, such as from=2026-01-01T00:00:00Z.",
        ) from None
