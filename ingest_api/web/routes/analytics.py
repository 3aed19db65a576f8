"""GET /analytics/query."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from ingest_api.analytics.mart import Answer, QueryFailed, QueryTimedOut, TooManyQueries
from ingest_api.analytics.query_guard import QueryRefused
from ingest_api.cancellation import CANCELLATION, Cancelled
from ingest_api.problems import Problem, busy
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
    """Run a SELECT on the mart.

    The response is `{"columns": [{"name", "type"}], "rows": [[...]], "is_truncated", "complete_through"}`.
    `is_truncated` is true if the result was cut off at the limit on rows or bytes. The result includes every event
    received up to `complete_through`; the header X-Data-Complete-Through has the same value. Before the first update
    run, `complete_through` is null and the header is absent.
    """
    try:
        answer = services().mart.query(request.args.get("sql", ""), request.environ.get(CANCELLATION))
    except (QueryRefused, QueryTimedOut, QueryFailed) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from error
    except Cancelled:
        raise Problem(HTTPStatus.BAD_REQUEST, "The client is gone.") from None
    except TooManyQueries as error:
        raise busy(str(error)) from error
    response = json_response(answer)
    if answer.complete_through is not None:
        response.headers["X-Data-Complete-Through"] = utc_text(answer.complete_through)
    return response
