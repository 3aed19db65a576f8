"""Rate limits and CORS."""

from dataclasses import replace

from flask.testing import FlaskClient

from ingest_api.web.app import create_app
from ingest_api.web.rate_limit import RateLimit
from ingest_api.web.services import Services
from tests.unit.conftest import spooled

EVENT = {"data": b'{"n":1}', "content_type": "application/json"}


def limited(services: Services) -> FlaskClient:
    return create_app(replace(services, rate_limit=RateLimit("2/hour"))).test_client()


def test_over_the_limit_nothing_is_accepted_and_the_response_has_retry_after(services: Services) -> None:
    client = limited(services)
    answers = [client.post("/event", **EVENT) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"2"}
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].json is not None
    assert "address 127.0.0.1" in answers[2].json["detail"]
    assert len(spooled(services.spool_dir.root.parent)) == 2
    # health checks are not limited
    assert client.get("/health/live").status_code == 200


def test_each_key_has_a_limit_of_its_own(services: Services) -> None:
    client = limited(services)
    first, second = ({"Authorization": f"Bearer {services.keys.create(name, ['write'])}"} for name in ("a", "b"))
    assert [client.post("/event", headers=first, **EVENT).status_code for _ in range(3)] == [202, 202, 429]
    assert client.post("/event", headers=second, **EVENT).status_code == 202


def test_only_configured_origins_may_read_responses(services: Services, client: FlaskClient) -> None:
    configured = create_app(replace(services, cors_origins=["https://shop.example"])).test_client()
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    assert (
        configured.options("/event", headers=preflight).headers["Access-Control-Allow-Origin"] == "https://shop.example"
    )
    # what depends on the origin is not sent to programs, which have none
    assert "Access-Control-Allow-Origin" not in configured.get("/health/live").headers
    other = {**preflight, "Origin": "https://other.example"}
    assert "Access-Control-Allow-Origin" not in configured.options("/event", headers=other).headers
    assert "Access-Control-Allow-Origin" not in client.options("/event", headers=preflight).headers
