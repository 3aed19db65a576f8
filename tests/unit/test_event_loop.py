"""POST /event on the event loop gives the same responses as Flask."""

import dataclasses
import json
from concurrent import futures
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest_api.problems import Answer
from ingest_api.spool.spool import Spool
from ingest_api.spool.unavailable import SpoolUnavailable
from ingest_api.web.app import create_app
from ingest_api.web.event_loop import PostEvent
from ingest_api.web.rate_limit import RateLimit
from ingest_api.web.services import Services
from tests.unit.conftest import spooled


def post(services: Services, body: bytes, **headers: str) -> Answer:
    scope = SimpleNamespace(headers={"content-type": "application/json", **headers}, client="127.0.0.1:5000")
    steps = PostEvent(services)(scope, body)
    try:
        while True:
            futures.wait([next(steps)], timeout=10)
    except StopIteration as end:
        answer: Answer = end.value
        return answer


@pytest.mark.parametrize(
    "body", [b'{"id": "1"}', b'[{"id": "1"}, 42]', b"42", b"not json", b"", b'{"text": "' + b"x" * 2_000 + b'"}']
)
def test_it_answers_as_flask_does(services: Services, body: bytes) -> None:
    status, headers, content = post(services, body)
    flask = create_app(services).test_client().post("/event", data=body, content_type="application/json")
    assert (status, json.loads(content)) == (flask.status_code, flask.get_json())
    assert dict(headers)["content-type"] == flask.headers["Content-Type"]


def test_events_and_rejected_items_are_on_the_disk(services: Services, tmp_path: Path) -> None:
    status, _, content = post(services, b'[{"id": "1"}, 42]')
    assert (status, json.loads(content)["event_ids"]) == (207, ["1"])
    assert [record["event_id"] for record in spooled(tmp_path)] == ["1"]
    assert [record["body"] for record in spooled(tmp_path, "quarantine")] == ["42"]


def test_a_key_with_the_scope_is_required(services: Services) -> None:
    keys: Any = services.keys
    reader, writer = keys.create("analyst", ["read"]), keys.create("shop", ["write"])
    assert post(services, b"{}")[0] == 401
    assert post(services, b"{}", authorization=f"Bearer {reader}")[0] == 403
    assert post(services, b"{}", authorization=f"Bearer {writer}")[0] == 202


def test_the_rate_limit_is_enforced_and_reported(services: Services) -> None:
    limited = dataclasses.replace(services, rate_limit=RateLimit("1/minute"))
    status, headers, _ = post(limited, b"{}")
    assert (status, dict(headers)["X-RateLimit-Remaining"]) == (202, "0")
    status, headers, _ = post(limited, b"{}")
    assert (status, dict(headers)["X-RateLimit-Remaining"]) == (429, "0")
    assert "Retry-After" in dict(headers)


def test_a_spool_that_refuses_records_gives_503(
    services: Services, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SpoolUnavailable("The spool is full.")

    monkeypatch.setattr(spool, "append", refuse)
    status, headers, content = post(services, b"{}")
    assert (status, dict(headers)["Retry-After"]) == (503, "5")
    assert "Nothing of this request was accepted" in json.loads(content)["detail"]
