"""Faults of the running stack, chosen at random."""

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil

from eventmart.settings import Settings
from local_stack.hdfs import java_with_hadoop
from local_stack.services import SERVICES
from local_stack.stack import Stack

_DFSADMIN = "org.apache.hadoop.hdfs.tools.DFSAdmin"


class Faults:
    """Kills, stops and restarts the parts of a stack.

    Args:
        stack: the running stack.
        settings: its settings.
        seed: of the choices.
        report: called with one line for each fault.
    """

    def __init__(self, stack: Stack, settings: Settings, seed: int, report: Callable[[str], None]) -> None:
        self._stack = stack
        self._settings = settings
        self._chance = random.Random(seed)
        self._report = report
        self._started = time.monotonic()
        self.counts: Counter[str] = Counter()

    def inject(self) -> None:
        """Inject one fault, and end it after some seconds at most."""
        services = [service.name for service in SERVICES]
        kinds = [(fault, name) for fault in (self._kill, self._freeze, self._restart) for name in services]
        fault, name = self._chance.choice([*kinds, (self._cut_off, "postgres"), (self._safe_mode, "namenode")])
        kind = fault.__name__.strip("_").replace("_", " ")
        seconds = self._chance.choice((1, 2, 4, 15))
        self._report(f"{time.monotonic() - self._started:6.1f} s  {kind} {name} ({seconds} s)")
        self.counts[f"{kind} {name}"] += 1
        fault(name, seconds)

    def _kill(self, name: str, seconds: int) -> None:
        """SIGKILL of a part with all of its processes."""
        for process in self._processes(name):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def _cut_off(self, name: str, seconds: int) -> None:
        """SIGKILL of one process of PostgreSQL, after which it ends all others and recovers."""
        if children := self._processes(name)[1:]:
            with suppress(psutil.NoSuchProcess):
                self._chance.choice(children).kill()

    def _freeze(self, name: str, seconds: int) -> None:
        """SIGSTOP of all processes of a part, for some seconds."""
        frozen = self._processes(name)
        try:
            for process in frozen:
                with suppress(psutil.NoSuchProcess):
                    process.suspend()
            time.sleep(seconds)
        finally:
            for process in frozen:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    def _restart(self, name: str, seconds: int) -> None:
        """An orderly stop, and a start after some seconds."""
        self._stack.supervisor.stop(name)
        time.sleep(seconds)
        (service,) = (service for service in SERVICES if service.name == name)
        self._stack.supervisor.start(service)

    def _safe_mode(self, name: str, seconds: int) -> None:
        """HDFS can be read, but not written, for some seconds."""
        if self._dfsadmin("-safemode", "enter"):
            time.sleep(seconds)
            while not self._dfsadmin("-safemode", "leave"):
                time.sleep(1)

    def _processes(self, name: str) -> list[psutil.Process]:
        """The processes of a part, its first one first; empty if it does not run."""
        pid = self._stack.supervisor.pids().get(name)
        if pid is None:
            return []
        try:
            process = psutil.Process(pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _dfsadmin(self, *arguments: str) -> bool:
        conf_dir = self._settings.state_dir / "conf" / "namenode"
        command = [*java_with_hadoop(self._settings, conf_dir), _DFSADMIN, *arguments]
        environment = {**os.environ, "HADOOP_USER_NAME": self._settings.hdfs_user}
        # its client retries for long if the NameNode is away
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(command, env=environment, capture_output=True, timeout=30).returncode == 0
        return False


@contextmanager
def everything_runs_again(stack: Stack) -> Iterator[None]:
    """When the context ends, all parts run: those that the process manager has given up are started."""
    try:
        yield
    finally:
        stack.up()
