"""GET /openapi.json and /docs/api/: the description of the API, for programs and for browsers."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app
from flask_swagger_ui import get_swaggerui_blueprint

from ingest_api.web.access import public
from ingest_api.web.context import json_response, services
from ingest_api.web.named_paths import named_paths
from ingest_api.web.openapi import Description, describe, document

blueprint = Blueprint("openapi", __name__)
browser: Blueprint = get_swaggerui_blueprint("/docs/api", "/openapi.json", {"app_name": "eventmart API"})


@blueprint.get("/openapi.json")
@describe(Description({HTTPStatus.OK: dict[str, Any]}))
@public
def description() -> Response:
    """Get this description, in OpenAPI 3.1.

    The columns of the named queries are those that the mart tells now. They are left out while it cannot be reached,
    and of queries on the lake.
    """
    described = document(current_app)
    path = "/analytics/query/{name}"
    queries, columns = services().named_queries.all().values(), services().named_columns.all()
    described["paths"] |= named_paths(queries, columns, path, described["paths"][path])
    return json_response(described)
