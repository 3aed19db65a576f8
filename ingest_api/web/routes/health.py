"""GET /health/live and /health/ready."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from ingest_api.problems import Problem
from ingest_api.web.access import public
from ingest_api.web.answers import Live, Ready
from ingest_api.web.context import json_response, services
from ingest_api.web.health import NEEDS, failures, ready_for
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@describe(Description({HTTPStatus.OK: Live}))
@public
def live() -> Response:
    """Check that the process serves requests."""
    return json_response(Live())


@blueprint.get("/ready")
@describe(
    Description(
        {HTTPStatus.OK: Ready},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE],
        query={"for": {"enum": list(NEEDS)}},
    )
)
@public
def ready() -> Response:
    """Check that all dependencies are available.

    If a dependency is unavailable, the status is 503. `errors` lists each such dependency with the cause, and `detail`
    says what the API can do without it. With `for`, only the dependencies of that purpose are checked: with
    `for=ingest`, the status is 200 as long as events are accepted.
    """
    purpose = request.args.get("for")
    if purpose is not None and purpose not in NEEDS:
        raise Problem(HTTPStatus.BAD_REQUEST, f"`for` must be one of {', '.join(NEEDS)}.")
    checks = services().dependencies
    if purpose is not None:
        checks = {name: check for name, check in checks.items() if name in NEEDS[purpose]}
    unavailable = failures(checks)
    names = [failure["dependency"] for failure in unavailable]
    if unavailable:
        able = "" if purpose else f" Ready for: {', '.join(ready_for(names)) or 'nothing'}."
        detail = f"Unavailable: {', '.join(names)}. See `errors` for the causes.{able}"
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, unavailable)
    return json_response(Ready(list(checks), [purpose] if purpose else ready_for(names)))
