"""The processes of a cluster, and the events that it works on."""

import re
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import requests

from cli.demo.clickstream import clickstream
from eventmart.jvm import java
from eventmart.settings import Settings
from local_stack.services import Service, services
from local_stack.stack import Stack
from tests.processes import Process, environment, module
from tests.stack.client import Client, wait_until
from tests.stack.expected import Figures

_EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"


class Cluster:
    """Kills processes of a running stack, and looks at them.

    Args:
        stack: the stack.
        settings: its settings.
    """

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings

    def kill(self, name: str) -> None:
        """SIGKILL of a service and of all processes that it has started, as if their machine failed."""
        process = psutil.Process(self._stack.supervisor.pids()[name])
        for each in (process, *process.children(recursive=True)):
            each.kill()

    def remove(self, name: str) -> None:
        """Kill a service, and keep it from starting again."""
        self.kill(name)

        def is_stopped() -> bool:
            # does nothing between the end of the process and its next start
            self._stack.supervisor.stop(name)
            return self._stack.supervisor.states()[name] == "STOPPED"

        wait_until(is_stopped, f"the end of {name}")

    def start(self, name: str) -> None:
        """Start a service that was stopped, and wait until it is ready."""
        (service,) = (each for each in services(self._settings) if each.name == name)
        self._stack.supervisor.start(service)
        wait_until(_answers(lambda: service.is_ready(self._settings)), name)

    @contextmanager
    def joined(self, service: Service) -> Iterator[None]:
        """A further part of the cluster, started beside the stack as on a new machine, until the end of the block."""
        log = self._settings.state_dir / "logs" / f"{service.name}.log"
        process = Process(environment(self._settings), log, *module(*service.command))
        try:
            wait_until(_answers(lambda: service.is_ready(self._settings)), service.name)
            yield
        finally:
            process.end(signal.SIGTERM)

    def processes(self) -> list[psutil.Process]:
        """All processes of the stack."""
        found: list[psutil.Process] = []
        for pid in self._stack.supervisor.pids().values():
            # it may have ended
            with suppress(psutil.NoSuchProcess):
                parent = psutil.Process(pid)
                found += [parent, *parent.children(recursive=True)]
        return found

    def executors(self) -> list[psutil.Process]:
        """The processes that execute tasks."""
        found = []
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                if _EXECUTOR in process.cmdline():
                    found.append(process)
        return found

    def heap_of(self, process: psutil.Process, path: Path) -> bytes:
        """All objects of a JVM, by way of a file."""
        jcmd = [str(java()), "--module", "jdk.jcmd/sun.tools.jcmd.JCmd"]
        subprocess.run([*jcmd, str(process.pid), "GC.heap_dump", "-all", str(path)], check=True, capture_output=True)
        return path.read_bytes()

    def hdfs_state(self) -> dict[str, Any]:
        """What the NameNode says of its DataNodes and blocks; empty while it does not answer."""
        query = {"qry": "Hadoop:service=NameNode,name=FSNamesystemState"}
        state = _answers(lambda: requests.get(f"{self._settings.webhdfs_url}/jmx", query, timeout=5).json()["beans"][0])
        return dict(state() or {})

    def hdfs(self, *arguments: str) -> str:
        """Run one of Hadoop's commands, and return what it prints."""
        command = module("local_stack.hdfs", *arguments)
        done = subprocess.run(command, env=environment(self._settings), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def copies_of_blocks(self, folder: str = "/lake") -> Counter[int]:
        """How many blocks below a folder have how many copies on DataNodes that live."""
        found = self.hdfs("fsck", folder, "-files", "-blocks")
        assert f"The filesystem under path '{folder}' is HEALTHY" in found
        return Counter(map(int, re.findall(r"Live_repl=(\d+)", found)))


def _answers(ask: Callable[[], Any]) -> Callable[[], Any]:
    def answer() -> Any:
        try:
            return ask()
        except (OSError, ValueError, LookupError):
            return None

    return answer


class Shop:
    """Sends the events of a web shop, and counts what the mart should hold.

    Args:
        client: of the running stack.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent: list[bytes] = []

    def send(self) -> None:
        """Send 20,000 events, others each time, and wait until they have landed."""
        lines = list(clickstream(seed=len(self._sent)))
        self._sent += lines
        self._client.send(lines)

    def check(self) -> None:
        """Compare the mart with figures that are counted in plain Python."""
        figures = Figures(self._sent)
        rows = self._client.query("select event_type, count(*), count(distinct event_id) from events group by 1")
        assert {row[0]: row[1] for row in rows} == figures.by_type()
        assert sum(row[2] for row in rows) == len(figures.events)
        rows = self._client.query("select * from events_hourly")
        assert {(row[0], row[1]): (row[2], row[3]) for row in rows} == figures.by_hour_and_type()
        rows = self._client.query("select user_count from funnel order by step_number")
        assert [row[0] for row in rows] == figures.funnel()
