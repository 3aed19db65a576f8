"""GET /docs/: the docs sites of the two dbt projects."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from ingest_api.access import requires
from ingest_api.app import services
from ingest_api.openapi import Description, describe
from ingest_api.problems import Problem

blueprint = Blueprint("docs", __name__)

_SITES = {
    "lake": "Spark SQL: from the raw events to facts and dimensions",
    "mart": "PostgreSQL: the tables and views that analysts query",
}


@blueprint.get("/docs/")
@describe(Description({HTTPStatus.OK: "text/html"}))
@requires("read")
def overview() -> str:
    """The sites that there are."""
    built = {name: (services().docs_dir / name / "index.html").exists() for name in _SITES}
    return render_template("docs.html", sites=_SITES, built=built)


@blueprint.get("/docs/<any(lake, mart):name>")
@requires("read")
def without_slash(name: str) -> BaseResponse:
    """The address of the site proper."""
    return redirect(f"/docs/{name}/")


@blueprint.get("/docs/<any(lake, mart):name>/")
@describe(Description({HTTPStatus.OK: "text/html"}, [HTTPStatus.NOT_FOUND]))
@requires("read")
def site(name: str) -> Response:
    """The docs site of one project."""
    folder = services().docs_dir / name
    if not (folder / "index.html").exists():
        raise Problem(HTTPStatus.NOT_FOUND, "This site is not built yet: call /data/update once.")
    return send_from_directory(folder, "index.html")
