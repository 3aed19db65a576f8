"""The ingest path alone: HDFS, the API and the shipper, as processes. No Spark, and no PostgreSQL."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventmart.ports import free_ports
from eventmart.settings import PROJECT_DIR, Settings
from local_stack.preflight import ensure_secrets
from local_stack.services import DATANODE, NAMENODE, NOT_READY_YET, Service
from tests.processes import QUICK_JVM, Process, environment, module
from tests.stack.client import wait_until

_PORTS = [name for service in (NAMENODE, DATANODE) for name in service.ports]


class Hdfs:
    """A NameNode and a DataNode that can go and come back.

    Args:
        folder: for their data and logs.
    """

    def __init__(self, folder: Path) -> None:
        secrets = folder / "secrets.env"
        ensure_secrets(secrets)
        ports: dict[str, Any] = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        # the jars are downloaded once for all runs
        jars_dir = PROJECT_DIR / ".state" / "jars"
        self.settings = Settings(_env_file=secrets, state_dir=folder, jars_dir=jars_dir, **ports)
        self.environment = environment(self.settings) | {"JAVA_TOOL_OPTIONS": QUICK_JVM}
        self._servers = {
            service.name: Process(self.environment, folder / f"{service.name}.log", *module(*service.command))
            for service in (NAMENODE, DATANODE)
        }

    def wait_until_ready(self) -> None:
        """Wait until clients can write."""
        wait_until(self._is_ready, "HDFS")

    def stop(self, service: Service) -> None:
        """Stop a server."""
        self._servers[service.name].end(signal.SIGTERM)

    def start(self, service: Service) -> None:
        """Start a server again and wait until clients can write."""
        self._servers[service.name].start()
        self.wait_until_ready()

    def kill(self) -> None:
        """End both."""
        for server in self._servers.values():
            server.end(signal.SIGKILL)

    def _is_ready(self) -> bool:
        try:
            return NAMENODE.is_ready(self.settings) and DATANODE.is_ready(self.settings)
        except NOT_READY_YET:
            return False


@pytest.fixture(scope="package")
def hdfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hdfs]:
    """The running HDFS."""
    hdfs = Hdfs(tmp_path_factory.mktemp("hdfs"))
    try:
        hdfs.wait_until_ready()
        yield hdfs
    finally:
        hdfs.kill()
