"""The services of the current request, and JSON responses."""

from http import HTTPStatus
from typing import cast

from flask import Response, current_app

from ingest_api.problems import Problem
from ingest_api.web.answers import encode_json
from ingest_api.web.services import Saving, Services


def services() -> Services:
    """The services of the application that handles the current request."""
    return cast(Services, current_app.extensions["eventmart"])


def saving() -> Saving:
    """What saves results of queries.

    Raises:
        Problem: 501, the mart's database cannot hold any.
    """
    if (found := services().saving) is None:
        raise Problem(HTTPStatus.NOT_IMPLEMENTED, "Results are saved in a mart on PostgreSQL only. This one is not.")
    return found


def json_response(body: object, status: int = 200) -> Response:
    """A JSON response."""
    return Response(encode_json(body), status, content_type="application/json")
