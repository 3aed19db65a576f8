"""The mart on a PostgreSQL of its own, without the rest of the stack."""

import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from eventmart.ports import free_ports
from eventmart.postgres import connection_parameters
from eventmart.settings import PROJECT_DIR, Settings
from eventmart.update_runs import Run
from local_stack.postgres_binaries import binaries
from local_stack.preflight import ensure_secrets
from pipeline.bootstrap import set_up_databases
from pipeline.dbt import Dbt
from pipeline.projects import MART
from pipeline.steps import UpdateSteps
from tests.mart.history import Tables
from tests.mart.landing import Landing
from tests.processes import Process, environment, module
from tests.stack.client import Client, wait_until

# batch of the lake in fixture `mart`
BATCH = 3
# dbt arguments that select everything but the views and the tests
TABLES = ("--select", "+watermark", "config.materialized:summary")
# the same, where no summary is new or has changed
MERGED = ("--select", "config.materialized:merged", "watermark")
# as supervisord: the first start and three retries
_STARTS = 4
_RUN = Run(uuid.UUID(int=1), "running", datetime.now(UTC), None, None, [], None, False, None, None)


class Server(Process):
    """PostgreSQL as a process, with the databases of the project.

    Args:
        settings: of the server and of those who connect to it.
        log: file for its output.
        major: its major version.
    """

    def __init__(self, settings: Settings, log: Path, major: int) -> None:
        self.settings = settings
        super().__init__(environment(settings), log, *module("local_stack.postgres", str(major)))

    def wait_until_ready(self) -> None:
        """Wait for its first start, which creates its data directory."""
        wait_until(self._is_ready, "PostgreSQL answers", 30)
        with self._admin() as connection:
            # what a process has written survives its kill; only a crash of the machine loses what is not synced
            connection.execute("alter system set fsync = off")
            connection.execute("select pg_reload_conf()")

    def kill(self) -> None:
        """Kill all of its processes."""
        pid_file = self.settings.state_dir / "postgres" / "postmaster.pid"
        # each backend has a process group of its own
        backends = psutil.Process(int(pid_file.read_text().split()[0])).children(recursive=True)
        self.end(signal.SIGKILL)
        for backend in backends:
            with suppress(psutil.NoSuchProcess):
                backend.kill()
        _, alive = psutil.wait_procs(backends, timeout=30)
        assert not alive

    def restart(self) -> None:
        """Start it after a kill, as often as the stack's process manager would, and wait until it has recovered.

        The first recovery may fail with "could not create file ... File exists". A backend that sees the end of its
        server rolls back: of an unlogged table that its transaction has created, it removes all files but an empty
        one. The WAL still creates the table, because the record of the rollback is lost. The second recovery finds
        the files that the first has created, and resets them.
        """
        for _ in range(_STARTS):
            self.start()
            wait_until(lambda: self._process.poll() is not None or self._is_ready(), "the end of the recovery", 30)
            if self._process.poll() is None:
                return
        raise AssertionError(f"PostgreSQL ended {_STARTS} times: {self.log()[-2000:]}")

    def _reset(self, template: str | None = None) -> None:
        """Replace the mart's database by a copy of another one, or by an empty one."""
        with self._admin() as connection:
            database = sql.Identifier(self.settings.postgres_database)
            # the API's pools may open connections at any moment, which `force` keeps out until the end
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(database))
            if template:
                connection.execute(sql.SQL("create database {} template {}").format(database, sql.Identifier(template)))
        set_up_databases(self.settings)

    def mart(self, dbt: Dbt, template: str | None = None) -> "LoneMart":
        """A mart in a database that is new: a copy of another one, or empty."""
        self._reset(template)
        return LoneMart(self.settings, dbt)

    def save_as(self, template: str) -> None:
        """Copy the mart's database."""
        with self._admin() as connection:
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(template), sql.Identifier(self.settings.postgres_database)
                )
            )

    def _admin(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(**connection_parameters(self.settings, "admin", "postgres"), autocommit=True)

    def _is_ready(self) -> bool:
        try:
            self._admin().close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_server(state_dir: Path, major: int) -> Iterator[Server]:
    """PostgreSQL with its data in a folder. Afterwards it has shut down."""
    secrets = state_dir / "secrets.env"
    ensure_secrets(secrets)
    (port,) = free_ports(1)
    # the binaries are downloaded once for all runs
    jars_dir = PROJECT_DIR / ".state" / "jars"
    binaries(jars_dir, major)
    settings = Settings(
        _env_file=secrets, state_dir=state_dir, jars_dir=jars_dir, postgres_port=port, postgres_shared_buffers="128MB"
    )
    server = Server(settings, state_dir / "postgres.log", major)
    try:
        server.wait_until_ready()
        yield server
    finally:
        # fast shutdown: it does not wait for clients
        exit_code = server.end(signal.SIGINT)
    assert exit_code == 0, server.log()[-2000:]


class LoneMart:
    """A mart, and the two who write it: the publisher, in place of Spark, and dbt in this process.

    Args:
        settings: of the running PostgreSQL.
        dbt: runs the mart's project.
    """

    def __init__(self, settings: Settings, dbt: Dbt) -> None:
        self.settings = settings
        self.dbt = dbt
        self.landing = Landing(lambda: self.connect("publisher"))
        self.client = Client(settings)
        self.connect = self.client.connect
        self.checksums = self.client.mart_checksums

    def publish(self, rows: Tables) -> str:
        """Publish all rows of the lake; returns the id of the run."""
        return self.landing.publish(rows, batch_id=BATCH, is_whole=True, event_count=len(rows["events"]))

    def publish_changes(self, rows: Tables, *, event_count: int) -> str:
        """Publish the rows that have changed since the last run; returns the id of the run.

        Args:
            rows: the rows.
            event_count: number of events in the lake.
        """
        return self.landing.publish(rows, batch_id=BATCH + 1, is_whole=False, event_count=event_count)

    def build(self) -> str:
        """Perform step `mart` of an update run; returns its summary."""
        return UpdateSteps(self.settings, self.dbt, _RUN).mart().detail

    def run_dbt(self, command: str, *arguments: str, project: Path = MART) -> str:
        """Run a dbt command as anybody may run it by hand."""
        return self.dbt.invoke(project, command, *arguments)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query by the reader."""
        with self.connect("reader") as connection:
            return connection.execute(statement.encode()).fetchall()

    def cut_off(self, pid: int) -> None:
        """End a connection, by the id of its process in PostgreSQL, and wait until it is gone."""
        alive = "select 1 from pg_stat_activity where pid = %s"
        with self.connect("admin") as admin:
            admin.execute("select pg_terminate_backend(%s)", [pid])
            wait_until(lambda: not admin.execute(alive, [pid]).fetchall(), "the end of the connection", 30)

    def wait_until(self, condition: str, what: str) -> None:
        """Poll until a condition holds, an SQL expression that the owner evaluates."""

        def holds() -> bool:
            with self.connect("owner") as owner:
                return owner.execute(f"select {condition}".encode()).fetchall() == [(True,)]

        wait_until(holds, what, 30)
