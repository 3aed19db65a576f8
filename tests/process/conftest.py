"""The API as a separate process, without the rest of the stack."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from eventmart.ports import free_ports
from eventmart.settings import PREFIX
from ingest_api.spool.layout import SpoolDir
from local_stack.preflight import ensure_secrets
from local_stack.services import ALL_SERVICES
from tests.processes import Process, module
from tests.unit.conftest import records

BODY_SECONDS = 3
MAX_BODY_BYTES = 1_500_000
HEAD = b"POST /event HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return api_environment(tmp_path)


def api_environment(state_dir: Path) -> dict[str, str]:
    """The environment of an API that keeps its state in a folder."""
    ensure_secrets(state_dir / "secrets.env")
    # also of the services that it does without: some of the machine may have the default ports
    names = [name.upper() for service in ALL_SERVICES for name in service.ports]
    variables = {
        **dict(zip(names, map(str, free_ports(len(names))), strict=True)),
        "STATE_DIR": str(state_dir),
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
def url(environment: dict[str, str]) -> str:
    return event_url(environment)


def event_url(environment: dict[str, str]) -> str:
    """Where an API with this environment takes events."""
    return "http://{}:{}/event".format(*api_address(environment))


def api_address(environment: dict[str, str]) -> tuple[str, int]:
    """The address that an API with this environment listens on."""
    return "127.0.0.1", int(environment[PREFIX + "API_PORT"])


@pytest.fixture
def api(environment: dict[str, str], tmp_path: Path) -> Iterator[Process]:
    with running_api(environment, tmp_path) as api:
        yield api


@contextmanager
def running_api(environment: dict[str, str], folder: Path) -> Iterator[Process]:
    """An API as a process, with its log in a folder."""
    api = Process(environment, folder / "api.log", *module("ingest_api"))
    wait_until_up(event_url(environment))
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


def answer_of(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    connection.settimeout(BODY_SECONDS + 20)
    answer = b""
    while received := connection.recv(65536):
        answer += received
    return answer


def event_ids(spool_dir: SpoolDir) -> list[str]:
    return [json.loads(record)["event_id"] for record in records(spool_dir)]
