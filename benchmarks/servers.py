"""Starts servers for a measurement, and stops them afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from eventmart.errors import OperatorError
from eventmart.ports import free_ports
from eventmart.settings import PROJECT_DIR, Settings, load_settings
from eventmart.timetable import OFF
from ingest_api.spool.layout import SpoolDir
from local_stack.preflight import ensure_secrets
from local_stack.services import ALL_SERVICES, NOT_READY_YET, Service
from local_stack.stack import Report, Stack

_READY_SECONDS = 120
_STOP_SECONDS = 30
_POLL_SECONDS = 0.1
_PORTS = [name for service in ALL_SERVICES for name in service.ports]
_PACKAGES = Path(__file__).with_name("servers.txt")


def settings_in(state_dir: Path, **changes: Any) -> Settings:  # noqa: ANN401 - settings have various types
    """Create settings with defaults, except for the state directory, free ports and the given changes."""
    state_dir.mkdir(parents=True)
    ensure_secrets(state_dir / "secrets.env")
    values: dict[str, Any] = {"state_dir": state_dir, "jars_dir": PROJECT_DIR / ".state" / "jars"}
    # a run that nobody has requested would be measured with those that are
    values["update_every"] = OFF
    values |= zip(_PORTS, free_ports(len(_PORTS)), strict=True)
    return Settings(_env_file=state_dir / "secrets.env", **values | changes)


@contextmanager
def stack_in(state_dir: Path, report: Report, **changes: Any) -> Iterator[Settings]:  # noqa: ANN401 - as settings_in
    """Run the whole local stack, and make its settings those of this process until the end of the block.

    Args:
        state_dir: the stack's state directory, which must not exist yet.
        report: called with a line of text for each step of the start.
        changes: settings that differ from those of settings_in.
    """
    settings = settings_in(state_dir, **changes)
    variables = settings.environment()
    os.environ.update(variables)
    load_settings.cache_clear()
    stack = Stack(settings, report)
    try:
        stack.up()
        yield settings
    finally:
        stack.down()
        # the next stack would take them for its own
        for name in variables:
            del os.environ[name]
        load_settings.cache_clear()


@contextmanager
def service(service: Service, settings: Settings) -> Iterator[None]:
    """Run one server of the local stack."""
    with _running(service.name, service.command, settings, service.is_ready, service.stop_signal):
        yield


@contextmanager
def event_server(command: Sequence[str], settings: Settings) -> Iterator[psutil.Process]:
    """Run a server that accepts events at `settings.api_url`.

    Args:
        command: module and its arguments, for `python -m`.
        settings: passed to the server in its environment.
    """
    with _running("server", command, settings, _accepts_events) as process:
        yield process


@contextmanager
def api(settings: Settings) -> Iterator[psutil.Process]:
    """Run the API as it is deployed."""
    with event_server(["ingest_api"], settings) as process:
        yield process


def workers(server: psutil.Process) -> list[psutil.Process]:
    """The processes of a server that handle requests."""
    return [child for child in server.children() if not any("resource_tracker" in part for part in child.cmdline())]


def install_other_servers(folder: Path) -> None:
    """Install the WSGI servers of servers.txt into a folder.

    Raises:
        OperatorError: pip failed.
    """
    # the project's packages precede this folder in sys.path, so conflicts with shared dependencies do not matter
    pip_install(folder, "-r", str(_PACKAGES))


def pip_install(folder: Path, *requirements: str) -> None:
    """Install packages into a folder.

    Args:
        folder: the folder.
        requirements: as arguments of pip.

    Raises:
        OperatorError: pip failed.
    """
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    finish([*command, "--target", str(folder), *requirements])


def finish(command: Sequence[str], folder: Path | None = None) -> str:
    """Run a command in a folder until its end; returns what it prints.

    Raises:
        OperatorError: it failed.
    """
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if process.returncode != 0:
        problem = (process.stderr or process.stdout).strip()[-300:]
        raise OperatorError(f"`{' '.join(command)}` failed: {problem}")
    return process.stdout


def drain(settings: Settings) -> None:
    """Delete the sealed segments of a spool, like a shipper without any cost."""
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
    arguments = [sys.executable, "-m", *command]
    with program(
        arguments, PROJECT_DIR, log, settings.environment(), lambda: is_ready(settings), stop_signal
    ) as process:
        yield process


@contextmanager
def program(
    command: Sequence[str],
    folder: Path,
    log: Path,
    variables: Mapping[str, str],
    is_ready: Callable[[], bool],
    stop_signal: str = "TERM",
) -> Iterator[psutil.Process]:
    """Run a server of any kind.

    Args:
        command: its program and arguments.
        folder: where it runs.
        log: file for its output.
        variables: of its environment, besides those of this process.
        is_ready: whether it answers; may raise an error of `NOT_READY_YET`.
        stop_signal: name of the signal that ends it.

    Raises:
        OperatorError: it did not start.
    """
    with log.open("wb") as output:
        process = psutil.Popen(
            command, cwd=folder, env={**os.environ, **variables}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_ready(process, is_ready, log)
        yield process
    finally:
        _stop(process, signal.Signals[f"SIG{stop_signal}"])


def _wait_until_ready(process: psutil.Popen, is_ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    problem = "no answer"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if is_ready():
                return
        except NOT_READY_YET as error:
            problem = str(error)
        time.sleep(_POLL_SECONDS)
    raise OperatorError(f"{log.stem} did not start ({problem}): {log.read_text(errors='replace').strip()[-500:]}")


def _stop(process: psutil.Popen, stop_signal: int) -> None:
    if process.poll() is not None:
        return
    family = [process, *process.children(recursive=True)]
    process.send_signal(stop_signal)
    _, survivors = psutil.wait_procs(family, timeout=_STOP_SECONDS)
    for survivor in survivors:
        survivor.kill()


def _accepts_events(settings: Settings) -> bool:
    return requests.post(f"{settings.api_url}/event", json={"event_type": "ready"}, timeout=60).ok
