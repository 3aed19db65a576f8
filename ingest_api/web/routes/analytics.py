"""GET /analytics/query: analytics out."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from ingest_api.analytics.mart import Answer, QueryFailed, QueryTimedOut
from ingest_api.analytics.query_guard import QueryRefused
from ingest_api.problems import Problem
from ingest_api.records import utc_text
from ingest_api.web.access import requires
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("analytics", __name__)


@blueprint.get("/analytics/query")
@describe(
    Description(
        {HTTPStatus.OK: Answer},
        [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE],
        query={"sql": {"type": "string", "examples": ["select * from daily_active_users"]}},
        required=["sql"],
    )
)
@requires("read")
def query() -> Response:
    """Answer one SELECT on the mart.

    `{"columns": [{"name", "type"}], "rows": [[...]], "is_truncated", "complete_through"}`. The header
    X-Data-Complete-Through says the last once more: every event received up to then is counted in.
    """
    try:
        answer = services().mart.query(request.args.get("sql", ""))
    except (QueryRefused, QueryTimedOut, QueryFailed) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from error
    response = json_response(answer)
    if answer.complete_through is not None:
        response.headers["X-Data-Complete-Through"] = utc_text(answer.complete_through)
    return response
