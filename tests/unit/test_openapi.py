"""The OpenAPI description covers every route: its parameters, body and responses."""

import json
from typing import Any

from flask.testing import FlaskClient

from ingest_api.web.app import create_app
from ingest_api.web.services import Services


def description(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    return dict(json.loads(answer.data))


def test_every_route_is_described(client: FlaskClient, services: Services) -> None:
    rules = create_app(services).url_map.iter_rules()
    # routes that serve static files
    static_endpoints = ("static", "swagger_ui.show", "index.asset")
    endpoints = {rule.endpoint for rule in rules if rule.endpoint not in static_endpoints}
    paths = description(client)["paths"]
    operations = {operation["operationId"]: operation for path in paths.values() for operation in path.values()}
    assert {name.rpartition(".")[0] for name in operations} == endpoints
    assert all(operation["summary"] for operation in operations.values())


def test_an_operation_lists_its_responses_its_body_and_its_scope(client: FlaskClient) -> None:
    document = description(client)
    post = document["paths"]["/event"]["post"]
    assert set(post["responses"]) == {"200", "202", "207", "400", "401", "403", "413", "415", "429", "503"}
    assert set(post["requestBody"]["content"]) == {"application/json", "application/x-ndjson"}
    assert "scope `write`" in post["description"]
    problem = post["responses"]["400"]["content"]["application/problem+json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(document["components"]["schemas"][problem]["required"]) == {"type", "title", "status", "detail"}
    (run_id,) = document["paths"]["/data/update/{run_id}"]["get"]["parameters"]
    assert run_id["schema"] == {"type": "string", "format": "uuid"}
    assert "security" not in document["paths"]["/health/live"]["get"]


def test_swagger_ui_shows_it(client: FlaskClient) -> None:
    page = client.get("/docs/api/")
    assert page.status_code == 200
    assert b"/openapi.json" in page.data
    assert client.get("/docs/api/swagger-ui-bundle.js").status_code == 200


def test_each_named_query_is_a_path_with_its_parameters(client: FlaskClient) -> None:
    paths = description(client)["paths"]
    described = {parameter["name"]: parameter for parameter in paths["/analytics/query/top_users"]["get"]["parameters"]}
    assert described["count"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 10}
    assert described["by"]["schema"]["enum"] == ["events", "sessions", "days"]
    assert "name" not in described
    assert {"format", "limit", "cursor", "at_least", "wait"} <= set(described)
    history = {found["name"]: found for found in paths["/analytics/query/user_history"]["get"]["parameters"]}
    assert (history["user_id"]["required"], history["types"]["required"]) == (True, False)
    assert history["types"]["schema"] == {"type": "array", "items": {"type": "string"}}
    assert history["from"]["schema"] == {"type": "string", "format": "date-time"}
    answer = paths["/analytics/query/top_users"]["get"]["responses"]
    assert {"application/json", "text/csv; charset=utf-8", "application/x-ndjson"} <= set(answer["200"]["content"])
    assert "content" not in answer["304"]
    assert set(answer["408"]["content"]) == {"application/problem+json"}
