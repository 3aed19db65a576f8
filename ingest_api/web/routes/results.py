"""Saved results, at /analytics/results."""

from http import HTTPStatus

from flask import Blueprint, Response

from eventmart.results.saved import ResultInUse, SavedResult, SavedResults, is_result_name
from ingest_api.problems import Problem
from ingest_api.web.access import require, requires, source
from ingest_api.web.answers import Results
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("results", __name__)

_PROBLEMS = [HTTPStatus.SERVICE_UNAVAILABLE]


@blueprint.get("/analytics/results")
@describe(Description({HTTPStatus.OK: Results}, _PROBLEMS))
@requires("read")
def list_results() -> Response:
    """List the saved results. Queries read one as table `results.<name>`."""
    with services().saving.results() as results:
        results.remove_expired()
        return json_response(Results(results.all()))


@blueprint.get("/analytics/results/<name>")
@describe(Description({HTTPStatus.OK: SavedResult}, [*_PROBLEMS, HTTPStatus.NOT_FOUND]))
@requires("read")
def show_result(name: str) -> Response:
    """Retrieve who saved a result when, and by which query. Its rows are `select * from results.<name>`."""
    with services().saving.results() as results:
        return json_response(_existing(results, name))


@blueprint.delete("/analytics/results/<name>")
@describe(Description({HTTPStatus.NO_CONTENT: None}, [*_PROBLEMS, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT]))
@requires("save")
def delete_result(name: str) -> Response:
    """Delete a saved result. That of another key takes scope `admin`. 409: it is being read, or replaced."""
    with services().saving.results() as results:
        result = _existing(results, name)
        if result.saved_by != source():
            require("admin")
        try:
            is_removed = results.remove(result)
        except ResultInUse as error:
            raise Problem(HTTPStatus.CONFLICT, str(error)) from None
        if not is_removed:
            raise Problem(HTTPStatus.CONFLICT, f"Result {name} has just been replaced or deleted. Look at it again.")
    return Response(status=HTTPStatus.NO_CONTENT)


def _existing(results: SavedResults, name: str) -> SavedResult:
    result = results.get(name) if is_result_name(name) else None
    if result is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no result {name[:100]}. See /analytics/results.")
    return result
