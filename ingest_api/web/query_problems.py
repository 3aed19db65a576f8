"""The errors of queries, as problems."""

from collections.abc import Mapping
from http import HTTPStatus

from ingest_api.analytics import versions
from ingest_api.analytics.engine import QueryEnded, QueryFailed, QueryForbidden
from ingest_api.problems import Problem

_STATUS: Mapping[type[Exception], HTTPStatus] = {
    versions.DataChanged: HTTPStatus.CONFLICT,
    QueryEnded: HTTPStatus.CONFLICT,
    QueryForbidden: HTTPStatus.FORBIDDEN,
}


def problem_of(error: Exception) -> Problem:
    """The problem that reports an error: its message, and the place in the sender's SQL if it has one."""
    status = _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    detail = str(error)
    if not isinstance(error, QueryFailed):
        return Problem(status, detail)
    item: dict[str, object] = {"detail": detail}
    if error.line is not None:
        item |= {"line": error.line, "column": error.column}
        detail += f" (line {error.line}, column {error.column})"
    if error.hint is not None:
        item["hint"] = error.hint
        detail += f". {error.hint}"
    return Problem(status, detail, [item])
