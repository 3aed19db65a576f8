"""Queries: /analytics/query, and what it can ask for at /analytics/catalog."""

from difflib import get_close_matches
from http import HTTPStatus
from itertools import chain

from flask import Blueprint, Response, request, url_for

from eventmart.results.saved import SavedResult
from ingest_api.analytics.engines import told_by_each
from ingest_api.analytics.formats import FORMATS
from ingest_api.problems import Problem
from ingest_api.web.access import refuse_other_sites, require, requires, source
from ingest_api.web.answers import Catalog, Query, QueryAccepted
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe
from ingest_api.web.query_request import OPTION_SCHEMAS, Asked, QueryBody, named, sent_in_body, sent_in_url
from ingest_api.web.query_response import Answer
from ingest_api.web.save_response import save

blueprint = Blueprint("analytics", __name__)

_PROBLEMS = [
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
]
_FORMATS = [format_.media_type for format_ in FORMATS.values()]


@blueprint.get("/analytics/query")
@describe(
    Description(
        {HTTPStatus.OK: Answer, HTTPStatus.NOT_MODIFIED: None},
        _PROBLEMS,
        query={"sql": {"type": "string", "examples": ["select * from daily_active_users"]}, **OPTION_SCHEMAS},
        required=["sql"],
        formats=_FORMATS,
    )
)
@requires("read")
def query() -> Response:
    """Run a SELECT.

    The answer is a page of JSON: follow `next_cursor` for the next one. `format` or the header Accept choose a format
    that streams all rows: ndjson, csv, parquet or arrow. An answer that was cut off breaks the connection.

    The answer includes every event received up to the header X-Data-Complete-Through. Send its ETag as If-None-Match to
    learn whether it has changed. `at_least` refuses an answer that is not complete through a time, and `wait` gives it
    so many seconds to become so.
    """
    return _answer(sent_in_url(request.args, request.accept_mimetypes))


@blueprint.post("/analytics/query")
@describe(
    Description(
        {HTTPStatus.OK: Answer, HTTPStatus.CREATED: SavedResult, HTTPStatus.ACCEPTED: QueryAccepted},
        [
            *_PROBLEMS,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        ],
        query={name: schema for name, schema in OPTION_SCHEMAS.items() if name != "engine"},
        body={"application/json": QueryBody},
        formats=_FORMATS,
    )
)
@requires("read")
def post_query() -> Response:
    """Run a SELECT that is too long for a URL, or that has parameters; see `GET /analytics/query`.

    With `save_as`, the result is saved as table or view `results.<save_as>`, for which a key needs scope `save` as
    well. 201: it is saved. 202: it is still running, in the background; poll `status_url`.
    """
    if request.mimetype != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the query as application/json.")
    asked = sent_in_body(request.get_data(), request.args, request.accept_mimetypes)
    if asked.save_as is None:
        return services().query_responses.respond(asked, request)
    require("save")
    saved = save(asked, asked.save_as, source(), services())
    if isinstance(saved, SavedResult):
        response = json_response(saved, HTTPStatus.CREATED)
        response.headers["Location"] = url_for("results.show_result", name=saved.name)
        return response
    status_url = url_for("queries.show_query", query_id=saved.query_id)
    response = json_response(QueryAccepted(saved.query_id, status_url), HTTPStatus.ACCEPTED)
    response.headers["Location"] = status_url
    return response


@blueprint.get("/analytics/query/<name>")
@describe(
    Description(
        {HTTPStatus.OK: Answer, HTTPStatus.NOT_MODIFIED: None}, _PROBLEMS, query=OPTION_SCHEMAS, formats=_FORMATS
    )
)
@requires("read")
def named_query(name: str) -> Response:
    """Run a named query.

    Its parameters are those of its file in folder `queries`; a parameter that is a list may be sent several times. The
    other parameters are those of `GET /analytics/query`.
    """
    queries = services().named_queries.all()
    if name not in queries:
        found = get_close_matches(name, queries, 1)
        hint = f"Did you mean {found[0]}?" if found else "See /analytics/catalog."
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no query {name[:100]}. {hint}")
    return _answer(named(queries[name], request.args, request.accept_mimetypes))


def _answer(asked: Asked) -> Response:
    if asked.engine == "lake":
        refuse_other_sites("query the lake by GET, which starts Spark. Send POST")
    return services().query_responses.respond(asked, request)


@blueprint.get("/analytics/catalog")
@describe(Description({HTTPStatus.OK: Catalog}, [HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("read")
def show_catalog() -> Response:
    """List what can be queried: tables and views, and the named queries with their parameters, all with their columns.

    The descriptions are PostgreSQL's comments, which come from the dbt projects. An engine that cannot be reached is
    left out.
    """
    told = told_by_each(services().query_responses.engines.values(), lambda engine: engine.tables())
    columns = services().named_columns.all()
    queries = [
        Query(query.name, query.description, query.engine, query.parameters, columns.get(query.name))
        for query in services().named_queries.all().values()
    ]
    return json_response(Catalog(list(told), list(chain.from_iterable(told.values())), queries))
