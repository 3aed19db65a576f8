"""The API as a separate process, without the rest of the stack."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from eventmart.ports import free_ports
from eventmart.settings import PREFIX
from ingest_api.spool.layout import SpoolDir
from local_stack.preflight import ensure_secrets
from tests.processes import Process, module
from tests.unit.conftest import records

BODY_SECONDS = 3
MAX_BODY_BYTES = 1_500_000


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ensure_secrets(tmp_path / "secrets.env")
    variables = {
        "STATE_DIR": str(tmp_path),
        "API_PORT": str(free_ports(1)[0]),
        "API_THREADS": "4",
        "API_WORKERS": "1",
        "BODY_SECONDS": str(BODY_SECONDS),
        "MAX_BODY_BYTES": str(MAX_BODY_BYTES),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | {PREFIX + name: value for name, value in variables.items()}


@pytest.fixture
def spool_dir(tmp_path: Path) -> SpoolDir:
    return SpoolDir(tmp_path / "spool")


@pytest.fixture
def address(environment: dict[str, str]) -> tuple[str, int]:
    return "127.0.0.1", int(environment[PREFIX + "API_PORT"])


@pytest.fixture
def url(address: tuple[str, int]) -> str:
    return "http://{}:{}/event".format(*address)


@pytest.fixture
def api(environment: dict[str, str], tmp_path: Path, url: str) -> Iterator[Process]:
    api = Process(environment, tmp_path / "api.log", *module("ingest_api"))
    wait_until_up(url)
    yield api
    api.end(signal.SIGKILL)


def wait_until_up(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            requests.get(f"{url}/status", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the API did not come up")


def event_ids(spool_dir: SpoolDir) -> list[str]:
    return [json.loads(record)["event_id"] for record in records(spool_dir)]
