"""Validation of events against JSON Schemas."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventmart.errors import OperatorError
from ingest_api.intake.events import Rules
from ingest_api.intake.schemas import Schemas
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from tests.unit.conftest import IDS, spooled

NDJSON = "application/x-ndjson"
SALE = {"required": ["amount"], "properties": {"amount": {"type": "number"}}}
EVENTS = [
    {"id": "valid", "event_type": "sale", "amount": 3},
    {"id": "wrong_type", "event_type": "sale", "amount": "three"},
    {"id": "missing", "type": "sale"},
    {"id": "other", "event_type": "view"},
    {"id": "untyped", "event_type": 7},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "sale.json").write_text(json.dumps(SALE))
    return folder


def application(services: Services, folder: Path, is_rejecting: bool) -> FlaskClient:
    schemas = Schemas(folder, ["event_type", "type"], is_rejecting)
    return create_app(replace(services, rules=Rules(1_000, 20, IDS, schemas))).test_client()


def test_an_invalid_event_goes_to_quarantine(services: Services, folder: Path, tmp_path: Path) -> None:
    answer = application(services, folder, is_rejecting=True).post("/event", json=EVENTS)
    assert answer.status_code == 207
    assert answer.json is not None
    assert answer.json["event_ids"] == ["valid", "other", "untyped"]
    assert [(error["index"], error["reason"]) for error in answer.json["errors"]] == [(1, "schema"), (2, "schema")]
    assert "/amount" in answer.json["errors"][0]["detail"]
    assert [json.loads(record["body"])["id"] for record in spooled(tmp_path, "quarantine")] == ["wrong_type", "missing"]


def test_or_an_invalid_event_is_accepted_with_a_tag(services: Services, folder: Path, tmp_path: Path) -> None:
    answer = application(services, folder, is_rejecting=False).post("/event", json=EVENTS)
    assert answer.status_code == 202
    tags = {record["event_id"]: record.get("schema_error") for record in spooled(tmp_path)}
    assert str(tags["wrong_type"]).startswith("/amount: ")
    assert "amount" in str(tags["missing"])
    assert {name for name, tag in tags.items() if tag is None} == {"valid", "other", "untyped"}
    assert all(record["event"]["id"] == record["event_id"] for record in spooled(tmp_path))


@pytest.mark.parametrize(
    "poison",
    [
        b'{"id": "p", "event_type": 1e999}',
        b'{"id": "p", "event_type": "view", "n": 1e999}',
        b'{"id": "p", "type": [1e999]}',
    ],
)
def test_a_number_out_of_range_is_accepted_if_the_type_has_no_schema(
    services: Services, folder: Path, poison: bytes
) -> None:
    body = b'{"id": "good"}\n' + poison
    answer = application(services, folder, is_rejecting=True).post("/event", data=body, content_type=NDJSON)
    assert (answer.status_code, answer.json and answer.json["event_ids"]) == (202, ["good", "p"])


@pytest.mark.parametrize("amount", [b"1e999", b"9" * 5_000])
def test_an_event_that_cannot_be_checked_against_its_schema_is_invalid(
    services: Services, folder: Path, amount: bytes
) -> None:
    body = b'{"id": "good"}\n{"id": "p", "event_type": "sale", "amount": ' + amount + b"}"
    rules = Rules(10_000, 20, IDS, Schemas(folder, ["event_type", "type"], True))
    client = create_app(replace(services, rules=rules)).test_client()
    answer = client.post("/event", data=body, content_type=NDJSON)
    assert answer.status_code == 207
    assert answer.json is not None
    assert answer.json["event_ids"] == ["good"]
    assert [(error["index"], error["reason"]) for error in answer.json["errors"]] == [(1, "schema")]
    assert "cannot be checked against the schema" in answer.json["errors"][0]["detail"]


def test_an_invalid_schema_file_stops_the_start(folder: Path) -> None:
    for content in ("{", '{"type": 3}'):
        (folder / "sale.json").write_text(content)
        with pytest.raises(OperatorError, match=r"sale\.json"):
            Schemas(folder, ["type"], is_rejecting=True)


def test_only_the_first_violation_is_reported_and_it_is_cut(tmp_path: Path) -> None:
    folder = tmp_path / "wide"
    folder.mkdir()
    (folder / "wide.json").write_text(json.dumps({"additionalProperties": {"type": "string"}}))
    event = {"event_type": "wide"} | {f"{'m' * 1000}{number}": number for number in range(10_000)}
    fault = Schemas(folder, ["event_type"], True).fault(json.dumps(event).encode())
    assert fault is not None
    assert fault.startswith("/mmm")
    assert fault.endswith(" …")
    assert len(fault) < 350
    (folder / "wide.json").write_text(json.dumps({"maxProperties": 1}))
    fault = Schemas(folder, ["event_type"], True).fault(json.dumps(event).encode())
    assert fault is not None
    assert len(fault) < 350
