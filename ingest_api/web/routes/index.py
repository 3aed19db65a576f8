"""GET /."""

from http import HTTPStatus

from flask import Blueprint, Response

from ingest_api.web.access import public
from ingest_api.web.context import json_response
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("index", __name__)

_ROUTES = {
    "service": "eventmart",
    "send_events": "POST /event",
    "update_the_mart": "GET /data/update",
    "query_the_mart": "GET /analytics/query?sql=select ...",
    "docs": "/docs/",
    "health": "/health/ready",
    "metrics": "/metrics",
    "api_description": "/openapi.json",
    "api_description_in_a_browser": "/docs/api/",
}


@blueprint.get("/")
@describe(Description({HTTPStatus.OK: dict[str, str]}))
@public
def index() -> Response:
    """List the main routes of the API."""
    return json_response(_ROUTES)
