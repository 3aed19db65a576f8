"""Starts servers for a measurement, and ends them after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from eventmart.errors import OperatorError
from eventmart.settings import PROJECT_DIR, Settings, load_settings
from ingest_api.spool.layout import SpoolDir
from local_stack.ports import free_ports
from local_stack.preflight import ensure_secrets
from local_stack.services import NOT_READY_YET, Service
from local_stack.stack import Report, Stack

_READY_SECONDS = 120
_STOP_SECONDS = 30
_POLL_SECONDS = 0.1
_PORTS = [name for name in Settings.model_fields if name.endswith("_port")]
_PACKAGES = Path(__file__).with_name("servers.txt")


def settings_in(state_dir: Path, **changes: Any) -> Settings:  # noqa: ANN401 - of whatever type the setting is
    """The settings as shipped, but for a state directory and ports of their own, and what is changed."""
    state_dir.mkdir(parents=True)
    ensure_secrets(state_dir / "secrets.env")
    own: dict[str, Any] = {"state_dir": state_dir, "jars_dir": PROJECT_DIR / ".state" / "jars"}
    own |= zip(_PORTS, free_ports(len(_PORTS)), strict=True)
    return Settings(_env_file=state_dir / "secrets.env", **own | changes)


@contextmanager
def stack_in(state_dir: Path, report: Report) -> Iterator[Settings]:
    """The whole local stack; its settings are those of this process from then on.

    Args:
        report: takes a line for each step of the start.
    """
    settings = settings_in(state_dir)
    os.environ.update(settings.environment())
    load_settings.cache_clear()
    stack = Stack(settings, report)
    stack.up()
    try:
        yield settings
    finally:
        stack.down()


@contextmanager
def service(service: Service, settings: Settings) -> Iterator[None]:
    """A server of the local stack."""
    with _running(service.name, service.command, settings, service.is_ready, service.stop_signal):
        yield


@contextmanager
def event_server(command: Sequence[str], settings: Settings) -> Iterator[psutil.Process]:
    """A server that takes events at `settings.api_url`.

    Args:
        command: module and arguments for this Python.
    """
    with _running("server", command, settings, _takes_events) as process:
        yield process


@contextmanager
def api(settings: Settings) -> Iterator[psutil.Process]:
    """The API as it is shipped."""
    with event_server(["ingest_api"], settings) as process:
        yield process


def workers(server: psutil.Process) -> list[psutil.Process]:
    """The processes of a server that answer requests."""
    return [child for child in server.children() if not any("resource_tracker" in part for part in child.cmdline())]


def install_other_servers(folder: Path) -> None:
    """Install the WSGI servers of servers.txt into a folder.

    Raises:
        OperatorError: pip could not.
    """
    # what they need in common with the project comes from the project, which is looked at first: no conflict to tell of
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--target", str(folder), "-r", str(_PACKAGES)]
    installed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if installed.returncode != 0:
        raise OperatorError(f"The servers of {_PACKAGES.name} cannot be installed: {installed.stderr.strip()[-300:]}")


def drain(settings: Settings) -> None:
    """Delete the sealed segments of a spool, as a shipper would that costs nothing."""
    for _, path in SpoolDir(settings.spool_dir).sealed_segments():
        path.unlink()


@contextmanager
def _running(
    name: str,
    command: Sequence[str],
    settings: Settings,
    is_ready: Callable[[Settings], bool],
    stop_signal: str = "TERM",
) -> Iterator[psutil.Process]:
    log = settings.state_dir / f"{name}.log"
    with log.open("wb") as output:
        process = psutil.Popen(
            [sys.executable, "-m", *command],
            cwd=PROJECT_DIR,
            env={**os.environ, **settings.environment()},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(name, process, settings, is_ready, log)
        yield process
    finally:
        _stop(process, signal.Signals[f"SIG{stop_signal}"])


def _wait_until_ready(
    name: str, process: psutil.Popen, settings: Settings, is_ready: Callable[[Settings], bool], log: Path
) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    trouble = "no answer"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if is_ready(settings):
                return
        except NOT_READY_YET as error:
            trouble = str(error)
        time.sleep(_POLL_SECONDS)
    raise OperatorError(f"{name} did not start ({trouble}): {log.read_text(errors='replace').strip()[-500:]}")


def _stop(process: psutil.Popen, stop_signal: int) -> None:
    if process.poll() is not None:
        return
    family = [process, *process.children(recursive=True)]
    process.send_signal(stop_signal)
    _, left = psutil.wait_procs(family, timeout=_STOP_SECONDS)
    for straggler in left:
        straggler.kill()


def _takes_events(settings: Settings) -> bool:
    return requests.post(f"{settings.api_url}/event", json={"event_type": "ready"}, timeout=60).ok
