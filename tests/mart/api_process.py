"""The API as a process, on a lone mart."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from eventmart.ports import free_ports
from eventmart.settings import Settings
from tests.clickhouse_server import ClickHouse
from tests.mart.lone_mart import LoneMart
from tests.processes import Process, environment, module
from tests.stack.client import wait_until


def start_api(mart: LoneMart | ClickHouse, state_dir: Path) -> tuple[Process, Settings]:
    """Start the API with one worker process; returns its process and its settings.

    Args:
        mart: its mart.
        state_dir: folder for its spool and its keys.
    """
    (port,) = free_ports(1)
    paths = {"state_dir": state_dir, "spool_dir": state_dir / "spool", "api_keys_file": state_dir / "api_keys.json"}
    settings = mart.settings.model_copy(update={**paths, "api_port": port, "api_workers": 1})
    api = Process(environment(settings), state_dir / "api.log", *module("ingest_api"))
    wait_until(lambda: _answers(settings.api_url), "the API", 30)
    return api, settings


@contextmanager
def running_api(mart: LoneMart, state_dir: Path) -> Iterator[Settings]:
    """Run the API with one worker process, see `start_api`; yields its settings."""
    api, settings = start_api(mart, state_dir)
    yield settings
    assert api.end(signal.SIGTERM) == 0, api.log()[-2000:]


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/health/live", timeout=5).ok
    except requests.ConnectionError:
        return False
