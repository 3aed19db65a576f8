"""GET /metrics."""

from http import HTTPStatus

from flask import Blueprint, Response

from ingest_api.metrics import CONTENT_TYPE, exposition
from ingest_api.web.access import requires
from ingest_api.web.context import services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@describe(Description({HTTPStatus.OK: "text/plain"}))
@requires("read")
def metrics() -> Response:
    """Get the metrics of the API and the shipper, over all of their processes, in Prometheus's text format."""
    return Response(exposition(services().metrics_dir, services().spool_dir), content_type=CONTENT_TYPE)
