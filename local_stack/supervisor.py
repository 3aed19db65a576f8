"""The process manager: supervisord, its configuration and its control socket."""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from supervisor.xmlrpc import Faults, SupervisorTransport

from eventmart.errors import OperatorError
from eventmart.files import write_private
from eventmart.settings import PROJECT_DIR
from local_stack.services import Service

# the longest socket path that every system allows, minus a margin
_SOCKET_PATH_LIMIT = 90

_MANAGER = """\
[unix_http_server]
file={socket}
chmod=0700

[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
pidfile={pidfile}
directory={directory}
{user}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

_PROGRAM = """
[program:{name}]
command={command}
environment=PYTHONUNBUFFERED="1"
autostart=false
autorestart=true
startsecs=1
startretries=3
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
stopasgroup={as_group}
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=1
"""


class Supervisor:
    """supervisord for one state directory."""

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        self.logs_dir = state_dir / "logs"
        self._config = state_dir / "conf" / "supervisord.conf"
        self._pidfile = state_dir / "supervisord.pid"
        self._socket = state_dir / "supervisor.sock"
        if len(str(self._socket)) > _SOCKET_PATH_LIMIT:
            digest = hashlib.sha256(str(state_dir).encode()).hexdigest()[:16]
            self._socket = Path(tempfile.gettempdir()) / f"eventmart-{os.geteuid()}-{digest}.sock"

    @property
    def _rpc(self) -> Any:  # noqa: ANN401 - xmlrpc creates its methods when they are called
        # a new transport for each call, because its connection cannot be used again after a failed call
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def is_running(self) -> bool:
        """Whether the process manager answers."""
        try:
            self._rpc.getState()
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def launch(self, services: Iterable[Service], variables: Mapping[str, str]) -> None:
        """Start the process manager. It does not start its services.

        Args:
            services: all that it may start.
            variables: environment variables of the services, besides those of this process.

        Raises:
            OperatorError: supervisord did not start.
        """
        self.logs_dir.mkdir(parents=True, exist_ok=True)
        self._write_config(services)
        started = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._config)],
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(100):
            if started.returncode != 0 or self.is_running():
                break
            time.sleep(0.1)
        else:
            raise OperatorError(f"supervisord did not answer after its start. See {self.logs_dir}/supervisord.log.")
        if started.returncode != 0:
            last_line = (started.stderr or started.stdout).strip().splitlines()[-1]
            raise OperatorError(f"supervisord did not start: {last_line}")

    def states(self) -> dict[str, str]:
        """State of every service by name, in supervisord's terms (RUNNING, STOPPED, FATAL, ...)."""
        return {str(process["name"]): str(process["statename"]) for process in self._processes()}

    def pids(self) -> dict[str, int]:
        """Process id of every running service, by name."""
        return {str(process["name"]): int(str(process["pid"])) for process in self._processes() if process["pid"]}

    def start(self, service: Service) -> None:
        """Start one service. Does nothing if it is running or starting."""
        with _tolerated(Faults.ALREADY_STARTED):
            self._rpc.startProcess(service.name, False)

    def stop(self, name: str) -> None:
        """Stop one service and wait until it has ended. Does nothing if it is not running."""
        with _tolerated(Faults.NOT_RUNNING):
            self._rpc.stopProcess(name, True)

    def kill(self, name: str) -> None:
        """Kill one service (SIGKILL). The process manager restarts it."""
        self._rpc.signalProcess(name, str(int(signal.SIGKILL)))

    def shutdown(self) -> None:
        """Stop all services, last started first, and then the process manager. Returns when it has ended."""
        manager = psutil.Process(int(self._pidfile.read_text()))
        self._rpc.shutdown()
        manager.wait(timeout=120)

    def log_file(self, service: Service) -> Path:
        """Log file of the service's output."""
        return self.logs_dir / f"{service.name}.log"

    def _processes(self) -> list[dict[str, object]]:
        return list(self._rpc.getAllProcessInfo())

    def _write_config(self, services: Iterable[Service]) -> None:
        config = _MANAGER.format(
            socket=self._socket,
            logs=self.logs_dir,
            pidfile=self._pidfile,
            directory=PROJECT_DIR,
            user="user=root" if os.geteuid() == 0 else "",
        )
        for service in services:
            config += _PROGRAM.format(
                name=service.name,
                command=service.command_line.replace("%", "%%"),
                logs=self.logs_dir,
                stop_signal=service.stop_signal,
                stop_seconds=service.stop_seconds,
                # PostgreSQL takes a signal to its child processes for a crash
                as_group="false" if service.stop_signal == "INT" else "true",
            )
        write_private(self._config, config)


@contextmanager
def _tolerated(fault_code: int) -> Iterator[None]:
    """Ignore the fault with which supervisord says that a service is in the wanted state already.

    Asking for the state first would be a race: services exit, and supervisord restarts them, at any time.
    """
    try:
        yield
    except xmlrpc.client.Fault as fault:
        if fault.faultCode != fault_code:
            raise
