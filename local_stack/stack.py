"""Start, stop and status of the whole stack."""

import fcntl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from eventmart.errors import OperatorError, first_line
from eventmart.jvm import declared_artifacts, java, resolve_artifact
from eventmart.settings import PREFIX, Settings
from local_stack import airflow
from local_stack.mart_places import check_mart_place, note_former_mart, note_mart_place
from local_stack.postgres import check_version
from local_stack.postgres_binaries import MAJOR, binaries
from local_stack.preflight import (
    check_datanodes,
    check_packages,
    check_ports,
    check_same_ports,
    note_ports,
)
from local_stack.services import (
    AIRFLOW,
    ALL_SERVICES,
    CLICKHOUSE,
    ENGINES,
    NOT_READY_YET,
    PIPELINE,
    POSTGRES,
    Phase,
    Service,
    services,
    spark_cluster,
    stores,
)
from local_stack.supervisor import Supervisor
from pipeline.bootstrap import bootstrap

_READY_SECONDS = 120
_POLL_SECONDS = 0.2

Report = Callable[[str], None]


# how often the worker updates by itself
UPDATE_EVERY = "30s"


class Stack:
    """The embedded stack of one state directory.

    Args:
        settings: settings of this stack.
        report: called with one line for the operator after each step.
    """

    def __init__(self, settings: Settings, report: Report) -> None:
        self._settings = settings
        self._report = report
        self._stores, self._spark_cluster = stores(settings), spark_cluster(settings)
        self._services = services(settings)
        self.supervisor = Supervisor(settings.state_dir)

    def up(self) -> None:
        """Start every service that does not run, in order, and return when all are ready.

        Raises:
            OperatorError: a service did not start. If the stack was not running before, it is stopped again.
        """
        java()
        check_packages(self._settings)
        check_datanodes(self._settings)
        with self._exclusive_lock():
            check_version(self._settings.state_dir, MAJOR)
            jdbc_jar = self._resolve_jars()
            was_running = self.supervisor.is_running()
            if not was_running:
                note_former_mart(self._settings)
            check_mart_place(self._settings, is_running=was_running)
            if was_running:
                check_same_ports(self._settings, self._services)
                self._check_same_services()
            else:
                check_ports(self._settings, self._services)
                note_ports(self._settings, self._services)
                # what is sent shall be in the mart without another command, unless the settings say otherwise
                is_set = "update_every" in self._settings.model_fields_set
                possible = dict.fromkeys((*ALL_SERVICES, *self._services))
                self.supervisor.launch(possible, {} if is_set else {f"{PREFIX}UPDATE_EVERY": UPDATE_EVERY})
            try:
                self._launch(self._stores)
                # while the other stores start
                databases = [service for service in self._stores.services if service in (POSTGRES, CLICKHOUSE)]
                self._await(*databases)
                with self._timed("roles, schemas and metastore are set up"):
                    bootstrap(self._settings, jdbc_jar)
                self._await(*(service for service in self._stores.services if service not in databases))
                self._start(self._spark_cluster)
                self._start(ENGINES)
                self._start(PIPELINE)
                note_mart_place(self._settings)
            except BaseException:
                if not was_running:
                    self._report("stopping the stack")
                    self.supervisor.shutdown()
                raise

    def start_airflow(self) -> None:
        """Start Airflow beside the running stack, and return when it is ready.

        Raises:
            OperatorError: the stack is not running, or Airflow did not start.
        """
        if not self.supervisor.is_running():
            raise OperatorError("The stack is not running. Run `make up` first.")
        with self._exclusive_lock():
            if not self._is_any_running(AIRFLOW):
                check_ports(self._settings, AIRFLOW.services)
            with self._timed("Airflow's database is set up"):
                has_changed = airflow.prepare(self._settings)
            if has_changed:
                # running processes have the connection of their start
                for service in AIRFLOW.services:
                    self.supervisor.stop(service.name)
            # the others need its API, and a task that does not find it waits minutes for its next try
            api, *others = AIRFLOW.services
            self._start(Phase((api,)))
            self._start(Phase(tuple(others)))

    def down(self) -> bool:
        """Stop every service, in order.

        Returns:
            Whether the stack was running.
        """
        if not self.supervisor.is_running():
            return False
        # it may have been started by other settings
        stores = Phase(tuple(dict.fromkeys((*self._stores.services, CLICKHOUSE))))
        for phase in (AIRFLOW, PIPELINE, ENGINES, self._spark_cluster, stores):
            # the API and the shipper before HDFS, so that nothing is left to retry
            for service in reversed(phase.services):
                if self.supervisor.states().get(service.name) == "RUNNING":
                    self.supervisor.stop(service.name)
                    self._report(f"{service.name} stopped")
        self.supervisor.shutdown()
        return True

    def status(self) -> Iterator[tuple[str, str, str, float]]:
        """Name, state, ports and resident memory (MiB, including child processes) of each service.

        Airflow, and a ClickHouse that other settings have started, are listed while they run.
        """
        states = self.supervisor.states() if self.supervisor.is_running() else {}
        pids = self.supervisor.pids() if states else {}
        others = (each for each in (CLICKHOUSE, *AIRFLOW.services) if each.name in pids)
        for service in dict.fromkeys((*self._services, *others)):
            ports = " ".join(str(getattr(self._settings, port)) for port in service.ports)
            memory = _resident_bytes(pids[service.name]) / 2**20 if service.name in pids else 0.0
            yield service.name, states.get(service.name, "STOPPED").lower(), ports, memory

    def _is_any_running(self, phase: Phase) -> bool:
        return any(service.name in self.supervisor.pids() for service in phase.services)

    def _check_same_services(self) -> None:
        known = self.supervisor.states()
        if new := [service.name for service in self._services if service.name not in known]:
            raise OperatorError(f"The stack was started without {', '.join(new)}. Run `make down`, then `make up`.")

    @contextmanager
    def _exclusive_lock(self) -> Iterator[None]:
        with (self._settings.state_dir / "up.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise OperatorError(
                    "Another `make up` is running in this state directory. Wait until it ends."
                ) from None
            yield

    def _resolve_jars(self) -> Path:
        jars = {}
        for name, artifact in declared_artifacts().items():
            with self._timed(artifact.file_name):
                jars[name] = resolve_artifact(artifact, self._settings.jars_dir)
        with self._timed(f"PostgreSQL {MAJOR}"):
            binaries(self._settings.jars_dir)
        return jars["postgresql-jdbc"]

    def _start(self, phase: Phase) -> None:
        self._launch(phase)
        self._await(*phase.services)

    def _launch(self, phase: Phase) -> None:
        for service in phase.services:
            self.supervisor.start(service)

    def _await(self, *services: Service) -> None:
        for service in services:
            with self._timed(f"{service.name} is ready"):
                self._wait_until_ready(service)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._report(f"{step} ({time.monotonic() - started:.1f} s)")

    def _wait_until_ready(self, service: Service) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        last_error = "no answer"
        while time.monotonic() < deadline:
            if self.supervisor.states()[service.name] == "FATAL":
                raise OperatorError(f"{service.name} stopped during startup: {self._last_log_line(service)}")
            try:
                if self.supervisor.states()[service.name] == "RUNNING" and service.is_ready(self._settings):
                    return
            except NOT_READY_YET as error:
                last_error = first_line(error)
            time.sleep(_POLL_SECONDS)
        raise OperatorError(
            f"{service.name} was not ready after {_READY_SECONDS} s ({last_error}): {self._last_log_line(service)}"
        )

    def _last_log_line(self, service: Service) -> str:
        log = self.supervisor.log_file(service)
        with log.open(errors="replace") as lines:
            last = "".join(deque(lines, maxlen=1)).strip()
        return f"{last or 'no output'} (see {log})"


def _resident_bytes(pid: int) -> int:
    process = psutil.Process(pid)
    return sum(_own_bytes(part) for part in (process, *process.children(recursive=True)))


def _own_bytes(process: psutil.Process) -> int:
    """Memory of one process, in bytes.

    On Linux, it is the proportional set size, so memory that PostgreSQL's processes share counts only once.
    """
    memory = process.memory_full_info()
    return int(getattr(memory, "pss", memory.rss))
