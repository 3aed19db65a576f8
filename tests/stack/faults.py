"""Faults of the running stack, chosen at random."""

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import psutil

from eventmart.settings import Settings
from local_stack.hdfs import java_with_hadoop
from local_stack.services import SERVICES
from local_stack.stack import Stack
from tests.stack.client import wait_until

_DFSADMIN = "org.apache.hadoop.hdfs.tools.DFSAdmin"

# takes the name of a part and the seconds that it lasts; returns whether it happened, which needs a part that runs
Fault = Callable[[str, int], bool]


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
        choices = [(fault, name) for fault, names in self._parts_by_fault().items() for name in names]
        self._perform(*self._chance.choice(choices), self._chance.choice((1, 2, 4, 15)))

    def inject_each_kind(self) -> None:
        """Inject one fault of each kind, in random order, with pauses between them: half a minute."""
        kinds = list(self._parts_by_fault().items())
        plan = [
            (self._chance.uniform(0, 5), partial(self._perform, fault, self._chance.choice(names), 4))
            for fault, names in self._chance.sample(kinds, len(kinds))
        ]
        for pause, perform in plan:
            time.sleep(pause)
            # its part may not be back yet from the fault before
            wait_until(perform, "a fault")

    def _parts_by_fault(self) -> dict[Fault, list[str]]:
        """The kinds of faults, and the parts that can have them."""
        services = [service.name for service in SERVICES]
        return {
            self._kill: services,
            self._freeze: services,
            self._restart: services,
            self._cut_off: ["postgres"],
            self._safe_mode: ["namenode"],
        }

    def _perform(self, fault: Fault, name: str, seconds: int) -> bool:
        """Perform a fault, and count it if it happened; returns whether it did."""
        kind = fault.__name__.strip("_").replace("_", " ")
        self._report(f"{time.monotonic() - self._started:6.1f} s  {kind} {name} ({seconds} s)")
        if not fault(name, seconds):
            return False
        self.counts[f"{kind} {name}"] += 1
        return True

    def _kill(self, name: str, seconds: int) -> bool:
        """SIGKILL of a part with all of its processes."""
        processes = self._processes(name)
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        return bool(processes)

    def _cut_off(self, name: str, seconds: int) -> bool:
        """SIGKILL of one process of PostgreSQL, after which it ends all others and recovers."""
        if children := self._processes(name)[1:]:
            with suppress(psutil.NoSuchProcess):
                self._chance.choice(children).kill()
        return bool(children)

    def _freeze(self, name: str, seconds: int) -> bool:
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
        return bool(frozen)

    def _restart(self, name: str, seconds: int) -> bool:
        """An orderly stop, and a start after some seconds."""
        self._stack.supervisor.stop(name)
        time.sleep(seconds)
        (service,) = (service for service in SERVICES if service.name == name)
        self._stack.supervisor.start(service)
        return True

    def _safe_mode(self, name: str, seconds: int) -> bool:
        """HDFS can be read, but not written, for some seconds."""
        if not self._dfsadmin("-safemode", "enter"):
            return False
        time.sleep(seconds)
        while not self._dfsadmin("-safemode", "leave"):
            time.sleep(1)
        return True

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
