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
    """Get the metrics of the API, the shipper, the mart and the update runs, in Prometheus's text format."""
    text = exposition(services().metrics_dir, services().spool_dir, services().mart_totals, services().run_totals)
    return Response(text, content_type=CONTENT_TYPE)
