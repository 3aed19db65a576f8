"""The OpenAPI 3.1 description of the API, generated from the routes."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from ingest_api.web.answers import ProblemBody

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_REF = "#/components/schemas/{name}"
# statuses of the problems that `requires` raises
_GUARD_PROBLEMS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_CONVERTERS: dict[str, dict[str, Any]] = {
    "UUIDConverter": {"type": "string", "format": "uuid"},
    "UnicodeConverter": {"type": "string"},
}

_Route = TypeVar("_Route", bound=Callable[..., Any])


@dataclass(frozen=True)
class Description:
    """The parts of a route's description that cannot be read from its code.

    Attributes:
        answers: for each successful status, the type of its JSON body, the media type if the body is not JSON, or None
            if there is no body.
        formats: other media types of the answer with status 200.
        problems: statuses of the errors that the route itself raises.
        query: JSON Schema of each query parameter.
        required: names of the required query parameters.
        headers: JSON Schema of each optional request header.
        body: JSON Schema of the request body, or its type, by media type.
    """

    answers: Mapping[int, type | str | None]
    problems: Sequence[int] = ()
    query: Mapping[str, Mapping[str, Any]] | None = None
    required: Sequence[str] = ()
    headers: Mapping[str, Mapping[str, Any]] | None = None
    body: Mapping[str, Mapping[str, Any] | type] | None = None
    formats: Sequence[str] = ()


def describe(description: Description) -> Callable[[_Route], _Route]:
    """Attach a description to a route."""

    def decorate(route: _Route) -> _Route:
        route.description = description  # type: ignore[attr-defined]
        return route

    return decorate


def document(app: Flask) -> dict[str, Any]:
    """Build the OpenAPI document of an application, from its described routes."""
    views: list[tuple[Rule, Any]] = [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]
    described = [(rule, view) for rule, view in views if hasattr(view, "description")]
    answers = [answer for _, view in described for answer in view.description.answers.values()]
    bodies = [body for _, view in described for body in (view.description.body or {}).values()]
    types = {found for found in [*answers, *bodies] if not isinstance(found, str | Mapping | None)} | {ProblemBody}
    ordered = sorted(types, key=str)
    schemas, components = msgspec.json.schema_components(ordered, ref_template=_REF)
    schema_of = dict(zip(ordered, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for rule, view in described:
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(rule, method, view, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "eventmart",
            "version": "1",
            "description": "Send JSON events, query analytics. If API keys exist, send one as a bearer token.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(rule: Rule, method: str, view: Any, schema_of: Mapping[type, Any]) -> dict[str, Any]:  # noqa: ANN401
    description: Description = view.description
    summary, _, details = (inspect.getdoc(view) or "").partition("\n")
    problems = {*description.problems, *(_GUARD_PROBLEMS if view.scope else ())}
    if rule.arguments:
        problems.add(HTTPStatus.NOT_FOUND)
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}.{method.lower()}",
        "summary": summary,
        "description": details.strip() + (f"\n\nRequires scope `{view.scope}`." if view.scope else ""),
        "parameters": [*_path_parameters(rule), *_optional_parameters(description)],
        "responses": {
            **{str(int(status)): _answer(status, answer, schema_of) for status, answer in description.answers.items()},
            **{str(int(status)): _content(status, _PROBLEM, schema_of[ProblemBody]) for status in sorted(problems)},
        },
    }
    for media_type in description.formats:
        operation["responses"]["200"]["content"][media_type] = {"schema": {"type": "string"}}
    if view.scope:
        operation["security"] = [{"key": []}, {}]
    if description.body:
        content = {
            media_type: {"schema": body if isinstance(body, Mapping) else schema_of[body]}
            for media_type, body in description.body.items()
        }
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _converter_schema(rule, name)}
        for name in sorted(rule.arguments)
    ]


def _converter_schema(rule: Rule, name: str) -> dict[str, Any]:
    converter = rule._converters[name]
    choices = getattr(converter, "items", None)
    return {"enum": sorted(choices)} if choices else _CONVERTERS[type(converter).__name__]


def _optional_parameters(description: Description) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": name in description.required, "schema": dict(schema)}
        for name, schema in (description.query or {}).items()
    ] + [
        {"name": name, "in": "header", "required": False, "schema": dict(schema)}
        for name, schema in (description.headers or {}).items()
    ]


def _answer(status: int, answer: type | str | None, schema_of: Mapping[type, Any]) -> dict[str, Any]:
    if answer is None:
        return {"description": HTTPStatus(status).phrase}
    if isinstance(answer, str):
        return _content(status, answer, {"type": "string"})
    return _content(status, _JSON, schema_of[answer])


def _content(status: int, media_type: str, schema: object) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {media_type: {"schema": schema}}}
