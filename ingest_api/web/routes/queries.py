"""Queries that run, and those whose results are saved in the background, at /analytics/queries."""

import logging
from http import HTTPStatus
from itertools import chain
from uuid import UUID

import msgspec
import psycopg
from flask import Blueprint, Response

from ingest_api.analytics.engine import RunningQuery
from ingest_api.analytics.engines import told_by_each
from ingest_api.analytics.saving.records import BackgroundQuery
from ingest_api.problems import Problem
from ingest_api.web.access import require, requires, source
from ingest_api.web.context import json_response, services
from ingest_api.web.openapi import Description, describe

log = logging.getLogger("eventmart.api")

blueprint = Blueprint("queries", __name__)


class RunningQueries(msgspec.Struct):
    """The queries that run now, the oldest first."""

    queries: list[RunningQuery]


@blueprint.get("/analytics/queries")
@describe(Description({HTTPStatus.OK: RunningQueries}, [HTTPStatus.SERVICE_UNAVAILABLE]))
@requires("admin")
def list_queries() -> Response:
    """List the queries that run now, in all processes of the API. An engine that cannot be reached is left out."""
    told = told_by_each(services().query_responses.engines.values(), lambda engine: engine.running())
    running = chain.from_iterable(told.values())
    return json_response(RunningQueries(sorted(running, key=lambda found: found.started_at)))


@blueprint.get("/analytics/queries/<uuid:query_id>")
@describe(
    Description(
        {HTTPStatus.OK: BackgroundQuery},
        [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE],
    )
)
@requires("read")
def show_query(query_id: UUID) -> Response:
    """Retrieve a query whose result is saved, while it runs and for a week after its end.

    `state` is queued, running, succeeded, failed or cancelled; `error` tells why it has failed. Those of another key
    take scope `admin`.
    """
    return json_response(_allowed(query_id, services().saving.queries.get(query_id)))


@blueprint.delete("/analytics/queries/<uuid:query_id>")
@describe(
    Description(
        {HTTPStatus.NO_CONTENT: None},
        [HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE],
    )
)
@requires("read")
def end_query(query_id: UUID) -> Response:
    """End a query that runs.

    Its client gets a 409, or a connection that breaks. Only a query whose result is saved may be ended without scope
    `admin`, by the key that it came with. One that has ended already is a 409.
    """
    query = _found_if_reached(query_id)
    if query is not None:
        _allowed(query_id, query)
        if not services().saving.queries.cancel(query_id):
            raise Problem(HTTPStatus.CONFLICT, f"Query {query_id} has ended already.")
        return Response(status=HTTPStatus.NO_CONTENT)
    require("admin")
    told = told_by_each(services().query_responses.engines.values(), lambda engine: engine.end(str(query_id)))
    if not any(told.values()):
        raise Problem(HTTPStatus.NOT_FOUND, f"No query {query_id} is running. See /analytics/queries.")
    return Response(status=HTTPStatus.NO_CONTENT)


def _found_if_reached(query_id: UUID) -> BackgroundQuery | None:
    """The query, if its result is being saved. While PostgreSQL is away, no result is saved, but others may run."""
    try:
        return services().saving.queries.get(query_id)
    except psycopg.OperationalError as error:
        log.warning("the records of queries cannot be reached: %s", error)
        return None


def _allowed(query_id: UUID, query: BackgroundQuery | None) -> BackgroundQuery:
    if query is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no query {query_id} whose result is saved. Check the id.")
    if query.requested_by != source():
        require("admin")
    return query
