"""GET /: the page for browsers, and the main routes for programs; the assets of the page below /page/."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from ingest_api.problems import Problem
from ingest_api.web.access import public
from ingest_api.web.context import json_response
from ingest_api.web.openapi import Description, describe

blueprint = Blueprint("index", __name__)

_ROUTES = {
    "service": "eventmart",
    "send_events": "POST /event",
    "update_the_mart": "GET /data/update",
    "query_the_mart": "GET /analytics/query?sql=select ...",
    "named_queries_and_tables": "GET /analytics/catalog",
    "docs": "/docs/",
    "health": "/health/ready",
    "metrics": "/metrics",
    "api_description": "/openapi.json",
    "api_description_in_a_browser": "/docs/api/",
}

_PAGE = Path(__file__).parents[1] / "page"
_ASSETS = _PAGE / "assets"
_YEAR_SECONDS = 365 * 24 * 3600
# The page shows what strangers have sent. It has no inline script or style, asks no other server, and turns no text
# into HTML.
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    # a browser asks each time whether the page is a new one, and keeps the assets of this one for good
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


def _digest() -> str:
    """Digest of all assets. It is part of their addresses, so that a new version of one has a new address."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _ASSETS.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(_ASSETS)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


_VERSION = _digest()
_HTML = (_PAGE / "index.html").read_text().replace("{assets}", f"/page/{_VERSION}")


@blueprint.get("/")
@describe(Description({HTTPStatus.OK: dict[str, str], HTTPStatus.NOT_MODIFIED: None}, formats=["text/html"]))
@public
def index() -> Response:
    """List the main routes of the API. Browsers get a page instead: what the platform holds, and queries on it."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        response = json_response(_ROUTES)
        response.headers["Vary"] = "Accept"
        return response
    response = Response(_HTML, headers=_PAGE_HEADERS, content_type="text/html; charset=utf-8")
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/page/<version>/<path:name>")
@public
def asset(version: str, name: str) -> Response:
    """Get a file of the page, if the page is still of this version."""
    if version != _VERSION:
        raise Problem(HTTPStatus.NOT_FOUND, "The page has changed. Load it again.")
    response = send_from_directory(_ASSETS, name, max_age=_YEAR_SECONDS)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
