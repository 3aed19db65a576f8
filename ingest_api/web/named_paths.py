"""The named queries in the OpenAPI description: one path for each, with its parameters."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from eventmart.named_queries import NamedQuery
from eventmart.query_parameters import Parameter, Type
from ingest_api.analytics.engine import Column

_JSON = "application/json"

_SCHEMAS: Mapping[Type, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
}


def named_paths(
    queries: Iterable[NamedQuery], columns: Mapping[str, list[Column]], path: str, item: Mapping[str, Any]
) -> dict[str, Any]:
    """The paths of named queries.

    Args:
        queries: the named queries.
        columns: the columns of those of which they are known.
        path: path of the route that runs them, with `{name}`.
        item: description of this route.
    """
    paths = {}
    for query in queries:
        operation = item["get"]
        options = [
            option for option in operation["parameters"] if option["in"] == "query" and option["name"] != "engine"
        ]
        paths[path.format(name=query.name)] = {
            "get": operation
            | {
                "operationId": f"{operation['operationId']}_{query.name}",
                "summary": query.description,
                "parameters": [*map(_parameter, query.parameters), *options],
                "responses": _with_columns(operation["responses"], columns.get(query.name)),
            }
        }
    return paths


def _with_columns(responses: Mapping[str, Any], columns: list[Column] | None) -> Mapping[str, Any]:
    """The responses of a query; that with its rows tells its columns."""
    if columns is None:
        return responses
    rows = responses["200"]
    page = rows["content"][_JSON]["schema"]
    known = {"properties": {"columns": {"const": msgspec.to_builtins(columns)}}}
    names = ", ".join(f"`{column.name}` {column.type}" for column in columns)
    return {
        **responses,
        "200": {
            "description": f"Columns: {names}.",
            "content": rows["content"] | {_JSON: {"schema": {"allOf": [page, known]}}},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    # a date has no number as its least value
    if parameter.type in ("integer", "number"):
        limits = {"minimum": parameter.minimum, "maximum": parameter.maximum}
        schema |= {name: limit for name, limit in limits.items() if limit is not None}
    if parameter.is_list:
        schema = {"type": "array", "items": schema}
    if parameter.default is not None:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": schema,
    }
