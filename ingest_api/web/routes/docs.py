"""GET /docs/."""

from http import HTTPStatus

from flask import Blueprint, Response, send_from_directory

from ingest_api.problems import Problem
from ingest_api.web.access import requires
from ingest_api.web.context import services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("docs", __name__)


@blueprint.get("/docs/")
@describe(Description({HTTPStatus.OK: "text/html"}, [HTTPStatus.NOT_FOUND]))
@requires("read")
def site() -> Response:
    """Get the documentation of the data: every model of the lake and the mart, with columns, tests and lineage."""
    folder = services().docs_dir
    if not (folder / "index.html").exists():
        raise Problem(HTTPStatus.NOT_FOUND, "The docs site is not built yet. Call /data/update once.")
    return send_from_directory(folder, "index.html")
