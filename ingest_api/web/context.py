"""The services of the current request, and JSON responses."""

from typing import cast

from flask import Response, current_app

from ingest_api.web.answers import encode_json
from ingest_api.web.services import Services


def services() -> Services:
    """The services of the application that handles the current request."""
    return cast(Services, current_app.extensions["eventmart"])


def json_response(body: object, status: int = 200) -> Response:
    """A JSON response."""
    return Response(encode_json(body), status, content_type="application/json")
