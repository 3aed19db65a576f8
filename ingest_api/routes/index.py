"""GET /: where to go."""

from flask import Blueprint, Response

from ingest_api.access import public
from ingest_api.app import json_response

blueprint = Blueprint("index", __name__)

_ROUTES = {
    "service": "eventmart",
    "send_events": "POST /event",
    "update_the_mart": "GET /data/update",
    "query_the_mart": "GET /analytics/query?sql=select ...",
    "docs": "/docs/",
    "health": "/health/ready",
    "metrics": "/metrics",
}


@blueprint.get("/")
@public
def index() -> Response:
    """The routes of the service."""
    return json_response(_ROUTES)
