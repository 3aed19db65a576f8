"""Servers of the project as processes of a test."""

import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

from eventmart.settings import PROJECT_DIR


class Process:
    """A server that can be killed with all of its workers, and started again."""

    def __init__(self, environment: dict[str, str], log: Path, *command: str) -> None:
        self._environment, self._log, self._command = environment, log, command
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=PROJECT_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals) -> int:
        """Signal the process and its children, where it has not ended yet, and return its exit code."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        return self._process.wait(60)

    def log(self) -> str:
        return self._log.read_text()


def module(name: str) -> tuple[str, ...]:
    """The command that runs a module."""
    return (sys.executable, "-m", name)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at the moment.

    They lie below the range from which the kernel takes ports for outgoing connections: it could give one away
    between now and the moment that its server starts.
    """
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 12_000):
        with socket.socket() as candidate:
            if candidate.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free ports")
