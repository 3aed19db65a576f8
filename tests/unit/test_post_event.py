"""POST /event on a real spool: the response, and the records on disk."""

import base64
import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ingest_api.intake.events import EventIds, Rules
from ingest_api.intake.schemas import Schemas
from ingest_api.records import KEPT_BYTES, Rejected
from ingest_api.spool.layout import SpoolDir
from ingest_api.spool.spool import Spool
from ingest_api.web.app import create_app
from ingest_api.web.services import Services
from tests.unit.conftest import IDS, records, spooled

JSON = "application/json"
NDJSON = "application/x-ndjson"


def test_an_object_is_kept_verbatim_in_its_envelope(client: FlaskClient, tmp_path: Path) -> None:
    sent = '{"event_id": "e1",  "n": 1.50, "n": 12345678901234567890, "text": "\\u0000 é"}'
    answer = client.post("/event", data=sent.encode(), content_type=JSON)
    assert (answer.status_code, answer.json) == (202, {"accepted": 1, "rejected": 0, "event_ids": ["e1"]})
    (record,) = records(SpoolDir(tmp_path / "spool"))
    assert record.decode() == (
        '{"event_id":"e1","received_at":"2026-01-02T03:04:05.678901Z","source":"anonymous","event":' + sent + "}"
    )


@pytest.mark.parametrize(
    ("event", "event_id"),
    [
        ({"event_id": "a", "id": "b"}, "a"),
        ({"id": "b"}, "b"),
        ({"event_id": "", "id": "b"}, "b"),
        ({"event_id": None, "id": 7}, "7"),
        ({"event_id": 12345678901234567890}, "12345678901234567890"),
        ({"id": -1.50}, "-1.5"),
        ({"id": "naïve \U0001f600"}, "naïve \U0001f600"),
        ({"event_id": {"nested": 1}}, "new-1"),
        ({"event_id": True, "id": [1]}, "new-1"),
        ({}, "new-1"),
        ({"id": 'quote " and \\ and \n'}, 'quote " and \\ and \n'),
    ],
)
def test_the_id_is_the_events_own_or_a_new_one(
    client: FlaskClient, tmp_path: Path, event: dict[str, object], event_id: str
) -> None:
    answer = client.post("/event", data=json.dumps(event), content_type=JSON)
    assert answer.status_code == 202
    (record,) = spooled(tmp_path)
    assert record["event_id"] == event_id
    assert record["event"] == event


@pytest.mark.parametrize("content_type", [NDJSON, "application/jsonl", "application/x-ndjson; charset=utf-8"])
def test_ndjson_has_one_event_per_line(client: FlaskClient, tmp_path: Path, content_type: str) -> None:
    body = b'{"id":1}\r\n\n  {"id":2}\n{"id":3}'
    assert client.post("/event", data=body, content_type=content_type).status_code == 202
    assert [record["event"]["id"] for record in spooled(tmp_path)] == [1, 2, 3]


def test_a_multi_line_array_becomes_one_line_per_event(client: FlaskClient, tmp_path: Path) -> None:
    body = json.dumps([{"id": 1, "text": "a\nb"}, {"id": 2}], indent=2).replace("\n", "\r\n")
    assert client.post("/event", data=body, content_type=JSON).status_code == 202
    assert [record["event"] for record in spooled(tmp_path)] == [{"id": 1, "text": "a\nb"}, {"id": 2}]


def test_gzip_with_several_members_is_accepted(client: FlaskClient, tmp_path: Path) -> None:
    body = gzip.compress(b'{"id":1}\n') + gzip.compress(b'{"id":2}\n')
    answer = client.post("/event", data=body, content_type=NDJSON, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 202
    assert [record["event"]["id"] for record in spooled(tmp_path)] == [1, 2]


def test_valid_events_are_accepted_and_invalid_items_reported_and_kept(client: FlaskClient, tmp_path: Path) -> None:
    lines = [
        b'{"id": 1}',
        b"not json",
        b"5",
        b'{"id": 2}',
        b'{"x": NaN}',
        b'{"id": "' + b"x" * 1000 + b'"}',
        b'{"id": "\xff"}',
        b'{"id": "' + b"y" * 300 + b'"}',
        b'{"id": 3}',
        b'{"id": "a\\u0000"}',
        b'{"id": "a\\\\u0000"}',
    ]
    answer = client.post("/event", data=b"\n".join(lines), content_type=NDJSON)
    assert answer.status_code == 207
    assert answer.json is not None
    assert answer.json["event_ids"] == ["1", "2", "3", "a\\u0000"]
    reasons = {error["index"]: error["reason"] for error in answer.json["errors"]}
    assert reasons == {
        1: "not_json",
        2: "not_an_object",
        4: "not_json",
        5: "too_large",
        6: "invalid_utf8",
        7: "invalid_event_id",
        9: "invalid_event_id",
    }
    assert [record["event"]["id"] for record in spooled(tmp_path)] == [1, 2, 3, "a\\u0000"]
    kept = spooled(tmp_path, "quarantine")
    assert [(record["reason"], record["body_bytes"]) for record in kept] == [
        (reasons[index], len(lines[index])) for index in sorted(reasons)
    ]
    assert kept[0]["body"] == "not json"
    assert [record["is_base64"] for record in kept] == [False, False, False, False, True, False, False]


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"{", {}, 400, "not JSON"),
        (b"42", {}, 400, "not an object"),
        (b"", {}, 400, "empty"),
        (b" \n ", {}, 400, "empty"),
        (b"[]", {}, 400, "empty"),
        (b'[{"id": 1}, {]', {}, 400, "not JSON"),
        (b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", {}, 413, "bytes"),
        (b'{"id": "' + b"x" * 2000 + b'"}', {}, 413, "2010 bytes, 1000 are allowed"),
        (b"{}" * 60_000, {}, 413, "smaller batches"),
        (b"{}", {"Content-Type": "text/html"}, 415, "text/html"),
        (b"{}", {"Content-Type": ""}, 415, "(none)"),
        (b"{}", {"Content-Encoding": "br"}, 415, "br"),
        (gzip.compress(b"{}", mtime=0), {}, 400, "Content-Encoding: gzip"),
        (b"no gzip", {"Content-Encoding": "gzip"}, 400, "gzip"),
        (gzip.compress(b'{"id": 1}', mtime=0)[:-6], {"Content-Encoding": "gzip"}, 400, "gzip"),
        (gzip.compress(b" " * 200_000, mtime=0), {"Content-Encoding": "gzip"}, 413, "after gunzip"),
    ],
)
def test_an_invalid_body_gets_one_clear_problem_and_nothing_is_accepted(
    client: FlaskClient, tmp_path: Path, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    answer = client.post("/event", data=body, headers={"Content-Type": JSON, **headers})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == status
    assert words in answer.json["detail"]
    assert spooled(tmp_path) == []


@pytest.mark.parametrize(
    ("event", "is_accepted"),
    [
        (b'{"a":' + b"[" * 19 + b"]" * 19 + b"}", True),
        (b'{"a":' + b"[" * 20 + b"]" * 20 + b"}", False),
        (b'{"a":' + b"[" * 400 + b"]" * 400 + b"}", False),
        # brackets side by side or inside a string are not nested
        (b'{"a":[' + b"[]," * 100 + b"[]]}", True),
        (b'{"a":"' + b"[" * 100 + b'\\"' + b"{" * 100 + b'"}', True),
    ],
)
def test_only_the_item_that_is_nested_too_deeply_is_rejected(
    client: FlaskClient, event: bytes, is_accepted: bool
) -> None:
    answer = client.post("/event", data=b'{"id": 1}\n' + event, content_type=NDJSON)
    assert answer.json is not None
    assert answer.json["accepted"] == 1 + is_accepted
    assert [error["reason"] for error in answer.json.get("errors", [])] == ([] if is_accepted else ["too_deep"])


@pytest.mark.parametrize("line_break", [b"\n", b"\r", b"\r\n"])
def test_line_breaks_do_not_change_the_depth_of_an_event(client: FlaskClient, line_break: bytes) -> None:
    deep = b'{"a":' + (b"[" + line_break) * 20 + b"]" * 20 + b"}"
    answer = client.post("/event", data=b'[{"id": 1},' + line_break + deep + b"]", content_type=JSON)
    assert answer.json is not None
    assert answer.json["accepted"] == 1
    assert [error["reason"] for error in answer.json["errors"]] == ["too_deep"]


@pytest.mark.parametrize("kept_text", [b"not UTF-8 \xff, ", b"cut within a character: \xc3\xa9"])
def test_the_beginning_of_a_large_rejected_item_is_kept_verbatim(kept_text: bytes) -> None:
    begin = kept_text.rjust(KEPT_BYTES + 1)[: KEPT_BYTES + 1]
    raw = begin + b"x" * 100
    record = json.loads(Rejected(0, "too_large", "", raw).line("2026-01-02T03:04:05Z", "s"))
    if record["is_base64"]:
        assert base64.b64decode(record["body"]) == raw[:KEPT_BYTES]
    else:
        assert record["body"] == raw[: KEPT_BYTES - 1].decode()
    assert record["is_base64"] == (b"\xff" in raw)


def test_wait_landed_is_answered_at_once_if_too_many_requests_wait(client: FlaskClient, services: Services) -> None:
    with services.waits:
        answer = client.post("/event?wait=landed", json={"id": "1"})
    assert (answer.status_code, answer.json) == (
        202, {"accepted": 1, "rejected": 0, "event_ids": ["1"], "is_landed": False}
    )  # fmt: skip
    assert services.waits.acquire(blocking=False)


def test_a_spool_that_cannot_be_written_gives_503_and_accepts_nothing(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fdatasync", full)
    answer = client.post("/event", data=b'{"id": 1}', content_type=JSON)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json is not None
    assert "No space left" in answer.json["detail"]
    monkeypatch.undo()
    assert client.post("/event", data=b'{"id": 2}', content_type=JSON).status_code == 202
    assert [record["event"]["id"] for record in spooled(tmp_path)] == [2]


def test_wait_landed_answers_200_once_the_segment_has_landed(
    client: FlaskClient, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for: list[str] = []

    def landed(stream: str, segment: str, _: float) -> bool:
        waited_for.append(f"{stream}/{segment}")
        return True

    monkeypatch.setattr(spool, "wait_until_landed", landed)
    answer = client.post("/event?wait=landed", data=b"{}", content_type=JSON)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["is_landed"] is True
    assert waited_for == ["events/2026-01-02T030405.678901Z-000001.seg"]
    assert client.post("/event?wait=forever", data=b"{}", content_type=JSON).status_code == 400


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/event", 405), ("GET", "/nothing", 404)])
def test_every_error_has_the_same_format(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert set(answer.json) == {"type", "title", "status", "detail"}


LONE = [
    r'{"id": "a", "text": "cut \ud83d"}',
    r'{"id": "b", "text": "\ude00 \\ud83d \ud83d\ude00", "\uD83D": 1}',
    r'{"id": "c", "text": "\ud83dab"}',
]


@pytest.mark.parametrize("schema", [False, True])
def test_an_emoji_that_was_cut_is_accepted_and_kept(services: Services, tmp_path: Path, schema: bool) -> None:
    if schema:
        (tmp_path / "schemas").mkdir()
        (tmp_path / "schemas" / "t.json").write_text("{}")
        schemas = Schemas(tmp_path / "schemas", ["type"], True)
        services = replace(services, rules=Rules(1_000, 20, IDS, schemas))
    client = create_app(services).test_client()
    for body, content_type in (("\n".join(LONE), NDJSON), (f"[{', '.join(LONE)}]", JSON)):
        answer = client.post("/event", data=body, content_type=content_type)
        assert (answer.status_code, answer.get_json()["event_ids"]) == (202, ["a", "b", "c"])
    events = [record.decode().partition(',"event":')[2][:-1] for record in records(SpoolDir(tmp_path / "spool"))]
    assert events == LONE * 2


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (r'{"id": "a\ud83d"}', "invalid_event_id"),
        # invalid JSON stays invalid, whatever stands after half a pair
        (r'{"id": "a", "text": "\ud83"x"}', "not_json"),
        (r'{"id": "a", "text": "\ud83d}', "not_json"),
        (r'["\ud83d"]', "not_an_object"),
    ],
)
def test_half_a_pair_hides_no_fault(client: FlaskClient, event: str, reason: str) -> None:
    answer = client.post("/event", data=event.encode(), content_type=NDJSON)
    assert answer.status_code == 400
    assert [error["reason"] for error in answer.get_json()["errors"]] == [reason]


def test_the_members_of_the_id_are_a_setting(services: Services) -> None:
    services = replace(services, rules=Rules(1_000, 20, EventIds(["insert id", "uuid"])))
    client = create_app(services).test_client()
    events = [{"uuid": 17, "event_id": "x"}, {"insert id": "a", "uuid": "b"}, {"insert id": 0}, {"id": "x"}]
    answer = client.post("/event", data="\n".join(map(json.dumps, events)), content_type=NDJSON)
    assert answer.get_json()["event_ids"] == ["17", "a", "0", "new-1"]
