"""GET /health/live and /health/ready."""

from http import HTTPStatus

from flask import Blueprint, Response

from ingest_api.problems import Problem
from ingest_api.web.access import public
from ingest_api.web.answers import Live, Ready
from ingest_api.web.context import json_response, services
from ingest_api.web.health import failures
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@describe(Description({HTTPStatus.OK: Live}))
@public
def live() -> Response:
    """Check that the process serves requests."""
    return json_response(Live())


@blueprint.get("/ready")
@describe(Description({HTTPStatus.OK: Ready}, [HTTPStatus.SERVICE_UNAVAILABLE]))
@public
def ready() -> Response:
    """Check that all dependencies are available.

    If a dependency is unavailable, the status is 503, and `errors` lists each such dependency with the cause.
    """
    unavailable = failures(services().dependencies)
    if unavailable:
        names = ", ".join(failure["dependency"] for failure in unavailable)
        detail = f"Unavailable: {names}. See `errors` for the causes."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, unavailable)
    return json_response(Ready(list(services().dependencies)))
