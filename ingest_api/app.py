"""The Flask application. Everything that it needs is handed to it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Semaphore
from typing import cast

import msgspec
import psycopg
from flask import Flask, Response, current_app, request
from flask_cors import CORS
from psycopg_pool import PoolTimeout
from werkzeug.exceptions import HTTPException

from ingest_api import problems
from ingest_api.analytics import Mart
from ingest_api.events import Rules
from ingest_api.health import Check
from eventmart.keys import KeyFile
from ingest_api.metrics import RESPONSES
from ingest_api.problems import Problem
from ingest_api.rate_limit import RateLimit
from ingest_api.spool import Spool
from ingest_api.spool_dir import SpoolDir
from eventmart.update_runs import RunRecords

log = logging.getLogger("eventmart.api")

# numbers stay numbers, whatever their precision
_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True)
class Services:
    """What the routes work with.

    Attributes:
        new_id: a unique id, as text.
        run_records: opens the records of the update runs.
        keys: the API keys.
        are_keys_required: whether a request without a key is refused even where no keys were ever made.
        dependencies: checks for /health/ready.
        rules: what an event must keep to.
        rate_limit: how many requests a sender may make; None for any number.
        cors_origins: whose pages' scripts may read the answers; `*` for all.
        landing_waits: one is taken by each request that waits for its events to land.
        docs_dir: folder of the docs site.
        metrics_dir: where the processes count.
    """

    spool: Spool
    spool_dir: SpoolDir
    mart: Mart
    run_records: Callable[[], AbstractContextManager[RunRecords]]
    keys: KeyFile
    are_keys_required: bool
    dependencies: Mapping[str, Check]
    new_id: Callable[[], str]
    rate_limit: RateLimit | None
    cors_origins: Sequence[str]
    landing_waits: Semaphore
    docs_dir: Path
    metrics_dir: Path
    max_body_bytes: int
    max_batch_events: int
    rules: Rules


def services() -> Services:
    """The services of the application that handles the current request."""
    return cast(Services, current_app.extensions["eventmart"])


def json_response(body: object, status: int = 200, content_type: str = "application/json") -> Response:
    """A JSON answer."""
    return Response(_encode(body) + b"\n", status, content_type=content_type)


def create_app(given: Services) -> Flask:
    """The application."""
    from ingest_api.access import public, rate_limit_headers
    from ingest_api.routes import analytics, docs, events, health, index, metrics, openapi, updates

    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = given.max_body_bytes
    app.extensions["eventmart"] = given
    for module in (index, events, updates, analytics, docs, health, metrics, openapi):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(openapi.browser)
    public(app.view_functions["swagger_ui.show"])
    if given.cors_origins:
        CORS(app, origins=list(given.cors_origins), expose_headers=["X-Data-Complete-Through", "Retry-After"])

    @app.after_request
    def account(response: Response) -> Response:
        if given.rate_limit is not None:
            response.headers.extend(rate_limit_headers())
        RESPONSES.labels(request.endpoint or "none", response.status_code).inc()
        return response

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        response = json_response(error.body(), error.status, "application/problem+json")
        response.headers.extend(error.headers)
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        detail = error.description or ""
        if error.code == 413:
            detail = f"The body is larger than {given.max_body_bytes} bytes: send it in smaller batches."
        response = problem(Problem(error.code or 500, detail))
        if "Allow" in (allowed := dict(error.get_headers())):
            response.headers["Allow"] = allowed["Allow"]
        return response

    @app.errorhandler(psycopg.OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_away(error: Exception) -> Response:
        log.warning("PostgreSQL does not answer: %s", error)
        detail = "PostgreSQL cannot be reached; /health/ready tells more."
        return problem(Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("unexpected error", exc_info=error)
        return problem(problems.unexpected())

    return app
