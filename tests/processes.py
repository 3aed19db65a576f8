"""Servers of the project, started as processes by a test."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from eventmart.settings import PREFIX, PROJECT_DIR, Settings

# Options of the JVMs that tests start. They run for minutes, in which the optimizing compiler takes more CPU time than
# its code saves. Without it the code cache would be of 48 MB: Spark fills it, and compiles anew what had to go.
QUICK_JVM = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"


class Process:
    """A server that can be killed together with its workers, and started again."""

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

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._process.pid

    def end(self, signal_number: signal.Signals) -> int:
        """Signal the process and its children, unless it has ended, and return its exit code."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal_number)
        return self._process.wait(60)

    def log(self) -> str:
        return self._log.read_text()


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a Python module."""
    return (sys.executable, "-m", name, *arguments)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a server with these settings and no others."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | settings.environment()
