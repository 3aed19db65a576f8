"""GET /health/live and /health/ready."""

from http import HTTPStatus

from flask import Blueprint, Response

from ingest_api.problems import Problem
from ingest_api.web.access import public
from ingest_api.web.answers import Live, Ready
from ingest_api.web.context import json_response, services
from ingest_api.web.health import missing
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@describe(Description({HTTPStatus.OK: Live}))
@public
def live() -> Response:
    """The process serves requests."""
    return json_response(Live())


@blueprint.get("/ready")
@describe(Description({HTTPStatus.OK: Ready}, [HTTPStatus.SERVICE_UNAVAILABLE]))
@public
def ready() -> Response:
    """Everything that the service stands on is there; else 503, and `errors` says what is missing."""
    lacking = missing(services().dependencies)
    if lacking:
        names = ", ".join(entry["dependency"] for entry in lacking)
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"Not reachable: {names}.", lacking)
    return json_response(Ready(list(services().dependencies)))
