"""The errors of queries, as problems."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from flask import request

from eventmart.results.saved import ResultInUse
from ingest_api.analytics import versions
from ingest_api.analytics.engine import QueryEnded, QueryError, QueryForbidden, QueryTimedOut, TooManyQueries
from ingest_api.cancellation import Cancelled
from ingest_api.problems import Problem, busy

_STATUS: Mapping[type[Exception], HTTPStatus] = {
    versions.DataChanged: HTTPStatus.CONFLICT,
    QueryEnded: HTTPStatus.CONFLICT,
    ResultInUse: HTTPStatus.CONFLICT,
    QueryForbidden: HTTPStatus.FORBIDDEN,
    QueryTimedOut: HTTPStatus.REQUEST_TIMEOUT,
}


@contextmanager
def explained() -> Iterator[None]:
    """Raise the errors of a query as problems."""
    try:
        yield
    except TooManyQueries as error:
        raise busy(str(error)) from error
    except Cancelled:
        raise Problem(HTTPStatus.BAD_REQUEST, "The client is gone.") from None
    except (QueryError, ResultInUse, versions.CursorInvalid, versions.DataChanged) as error:
        raise _problem_of(error) from error


def _problem_of(error: Exception) -> Problem:
    """The problem that reports an error: its message, and the place in the sender's SQL if it has one."""
    status = _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    if status == HTTPStatus.REQUEST_TIMEOUT and "Sec-Fetch-Mode" in request.headers:
        # Chromium sends a request that gets 408 once more, without asking
        status = HTTPStatus.GATEWAY_TIMEOUT
    if not isinstance(error, QueryError):
        return Problem(status, str(error))
    item: dict[str, object] = {"detail": str(error)}
    if error.line is not None:
        item |= {"line": error.line, "column": error.column}
    if error.hint is not None:
        item["hint"] = error.hint
    return Problem(status, error.detail, [item])
