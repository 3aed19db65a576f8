"""The API's log: JSON lines, without payloads or keys."""

import json
import signal
from pathlib import Path

import requests

from eventmart.keys import KeyFile
from eventmart.settings import PREFIX
from tests.process.conftest import wait_until_up
from tests.processes import Process, module


def test_json_lines_without_payloads_and_keys(environment: dict[str, str], tmp_path: Path, url: str) -> None:
    key = KeyFile(tmp_path / "api_keys.json").create("shop", ["write"])
    api = Process(environment | {PREFIX + "LOG_FORMAT": "json"}, tmp_path / "api.log", *module("ingest_api"))
    wait_until_up(url)
    for body in ('{"id": "payload-1"}', '{"id": "payload-2"', '["payload-3"]'):
        requests.post(
            url,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
            timeout=10,
        )
    requests.post(url, json={"id": "payload-4"}, headers={"Authorization": "Bearer em_shop_wrong"}, timeout=10)
    api.end(signal.SIGTERM)
    lines = [json.loads(line) for line in api.log().splitlines()]
    assert len(lines) > 3
    assert all({"logged_at", "level", "logger", "process", "message"} <= set(line) for line in lines)
    assert "payload" not in api.log()
    assert key.removeprefix("em_shop_") not in api.log()
    assert "wrong" not in api.log()
