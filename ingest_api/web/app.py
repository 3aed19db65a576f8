"""The Flask application. Its dependencies are passed in."""

import logging
from http import HTTPStatus

import psycopg
from flask import Flask, Response, request
from flask_cors import CORS
from psycopg_pool import PoolTimeout
from werkzeug.exceptions import HTTPException

from eventmart.results.saved import ResultsUnavailable
from ingest_api import problems
from ingest_api.analytics.engine import EngineUnavailable
from ingest_api.problems import Problem
from ingest_api.web.access import caller, public
from ingest_api.web.routes import (
    analytics,
    docs,
    events,
    forget,
    health,
    index,
    metrics,
    openapi,
    queries,
    results,
    updates,
)
from ingest_api.web.services import Services

# what a page of another origin may read of a response
_EXPOSED_HEADERS = ["X-Data-Complete-Through", "X-Data-Run-Id", "X-Query-Id", "ETag", "Retry-After"]

log = logging.getLogger("eventmart.api")


def create_app(services: Services) -> Flask:
    """Create the application.

    Args:
        services: the dependencies of the routes.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = services.max_body_bytes
    app.extensions["eventmart"] = services
    for module in (index, events, updates, forget, analytics, queries, results, docs, health, metrics, openapi):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(openapi.browser)
    public(app.view_functions["swagger_ui.show"])
    if services.cors_origins:
        CORS(app, origins=list(services.cors_origins), expose_headers=_EXPOSED_HEADERS, always_send=False)

    @app.after_request
    def account(response: Response) -> Response:
        if (admitted := caller()) is not None and admitted.window is not None:
            response.headers.extend(admitted.window.headers())
        # an answer with what somebody has sent is never taken for a page
        response.headers["X-Content-Type-Options"] = "nosniff"
        services.metrics.responses.labels(request.endpoint or "none", response.status_code).inc()
        return response

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        status, headers, body = error.answer()
        return Response(body, status, headers)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        is_too_large = error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        response = problem(
            problems.too_large(f"more than {services.max_body_bytes} bytes")
            if is_too_large
            else Problem(error.code or 500, error.description or "")
        )
        if "Allow" in (allowed := dict(error.get_headers())):
            response.headers["Allow"] = allowed["Allow"]
        return response

    @app.errorhandler(psycopg.OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_unreachable(error: Exception) -> Response:
        log.warning("PostgreSQL does not answer: %s", error)
        detail = "PostgreSQL cannot be reached. See /health/ready, and try again."
        return problem(Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail))

    @app.errorhandler(EngineUnavailable)
    @app.errorhandler(ResultsUnavailable)
    def engine_unavailable(error: Exception) -> Response:
        return problem(problems.unavailable(str(error)))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("unexpected error", exc_info=error)
        return problem(problems.unexpected())

    return app
