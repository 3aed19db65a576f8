"""GET or POST /data/update: ask for an update run, and see how it goes."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, url_for

from ingest_api.access import requires
from ingest_api.answers import UpdateRequested
from ingest_api.app import json_response, services
from ingest_api.openapi import Description, describe
from ingest_api.problems import Problem
from pipeline.runs import Run

blueprint = Blueprint("updates", __name__)


@blueprint.route("/data/update", methods=["GET", "POST"])
@describe(Description({HTTPStatus.ACCEPTED: UpdateRequested}, [HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def request_update() -> Response:
    """Queue an update run, or join the one that is queued already; answers 202 with its id."""
    with services().run_records() as records:
        run_id = records.request(UUID(services().new_id()))
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
