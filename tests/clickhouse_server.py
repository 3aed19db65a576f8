"""The embedded ClickHouse, started as a process by a test."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import clickhouse_connect
import requests
from clickhouse_connect.driver.client import Client

from eventmart.ports import free_ports
from eventmart.settings import Settings
from local_stack.preflight import ensure_secrets
from tests.processes import Process, environment, module
from tests.stack.client import wait_until


class ClickHouse(Process):
    """The server, and its HTTP interface as a role."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.url = f"http://{settings.mart_host}:{settings.mart_port}/"
        self.settings = settings
        super().__init__(environment(settings), log, *module("local_stack.clickhouse"))

    def wait_until_ready(self) -> None:
        wait_until(self._is_ready, "ClickHouse answers", 30)

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, self.log()
        try:
            return requests.get(f"{self.url}ping", timeout=5).text == "Ok.\n"
        except requests.ConnectionError:
            return False

    def send(
        self, role: str, sql: str | bytes, headers: dict[str, str] | None = None, /, **parameters: str
    ) -> requests.Response:
        auth = self.auth(role)
        return requests.post(self.url, params=parameters, data=sql, auth=auth, headers=headers, timeout=30)

    def auth(self, role: str) -> tuple[str, str]:
        return f"eventmart_{role}", self.settings.secret(f"{role}_password")

    def value(self, role: str, sql: str | bytes, **parameters: str) -> str:
        answer = self.send(role, sql, **parameters)
        assert answer.ok, answer.text
        return answer.text.rstrip("\n")

    def refusal(self, role: str, sql: str, **parameters: str) -> str:
        """ClickHouse's number of the error."""
        answer = self.send(role, sql, **parameters)
        assert not answer.ok, answer.text
        return answer.headers["X-ClickHouse-Exception-Code"]

    def connect(self, role: str, compress: str | bool = True) -> Client:
        return clickhouse_connect.get_client(
            host=self.settings.mart_host,
            port=self.settings.mart_port,
            username=f"eventmart_{role}",
            password=self.settings.secret(f"{role}_password"),
            compress=compress,
        )


@contextmanager
def running_clickhouse(folder: Path, postgres: Settings | None = None) -> Iterator[ClickHouse]:
    """ClickHouse with its data in a folder, and no databases yet. Afterwards it has shut down.

    Args:
        folder: of its data.
        postgres: settings of the PostgreSQL beside it, if the test has one. The passwords of both are the same.
    """
    secrets = (postgres.state_dir if postgres else folder) / "secrets.env"
    ensure_secrets(secrets)
    settings = Settings(
        _env_file=secrets,
        state_dir=folder,
        postgres_port=postgres.postgres_port if postgres else free_ports(1)[0],
        mart_engine="clickhouse",
        clickhouse_port=free_ports(1)[0],
        # whatever dbt has exported to the environment
        mart_host="",
        mart_port=None,
    )
    server = ClickHouse(settings, folder / "clickhouse.log")
    try:
        server.wait_until_ready()
        yield server
    finally:
        exit_code = server.end(signal.SIGTERM)
    assert exit_code == 0, server.log()[-2000:]
