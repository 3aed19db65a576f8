"""The worker as a process, with PostgreSQL and without HDFS and Spark."""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from flask.testing import FlaskClient

from eventmart.ports import free_ports
from eventmart.postgres import connection_parameters
from local_stack.services import WORKER
from pipeline.worker_lock import hold_lock
from tests.mart.lone_mart import LoneMart, Server
from tests.processes import Process, environment, module
from tests.stack.client import wait_until


@pytest.fixture
def worker(empty_mart: LoneMart, tmp_path: Path) -> Iterator[Process]:
    names = ("hdfs_http_port", "hdfs_rpc_port", "thrift_port")
    away = dict(zip(names, free_ports(len(names)), strict=True))
    settings = empty_mart.settings.model_copy(update={**away, "update_retries": 10, "spool_dir": tmp_path / "spool"})
    process = Process(environment(settings), tmp_path / "worker.log", *module("pipeline.worker"))
    yield process
    process.end(signal.SIGKILL)


def test_a_run_waits_for_hdfs_survives_its_worker_and_is_cancelled(
    api: FlaskClient, worker: Process, empty_mart: LoneMart
) -> None:
    run_id = api.post("/data/update").get_json()["run_id"]

    def run() -> dict[str, Any]:
        found: dict[str, Any] = api.get(f"/data/update/{run_id}").get_json()
        return found

    def tried(times: int) -> Callable[[], bool]:
        return lambda: any(step["try"] == times and step["state"] == "failed" for step in run()["steps"])

    wait_until(tried(1), f"a failed try {worker.log()}", 90)
    assert WORKER.is_ready(empty_mart.settings)
    models, landing = run()["steps"][:2]
    assert (models["name"], models["state"]) == ("models", "succeeded")
    assert (landing["name"], landing["state"], landing["is_transient"]) == ("landing", "failed", True)
    wait_until(tried(2), "another try", 60)

    # the process that performs the run ends with the worker
    parent = psutil.Process(worker.pid)
    children = parent.children(recursive=True)
    assert children
    os.kill(worker.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
    assert run()["state"] == "running"
    tries = run()["tries"]
    worker.start()
    wait_until(tried(tries + 1), "a try of the next worker", 90)

    assert api.delete(f"/data/updates/{run_id}").status_code == 202
    wait_until(lambda: run()["state"] == "cancelled", "the end of the run", 15)
    # it waits for the next one
    next_id = api.post("/data/update").get_json()["run_id"]
    wait_until(lambda: api.get(f"/data/update/{next_id}").get_json()["state"] == "running", "the next run", 30)


def test_a_worker_waits_for_postgresql(server: Server, empty_mart: LoneMart, caplog: pytest.LogCaptureFixture) -> None:
    parameters = connection_parameters(empty_mart.settings, "pipeline")
    server.kill()
    with ThreadPoolExecutor() as executor, caplog.at_level(logging.WARNING, "eventmart.worker"):
        lock = executor.submit(hold_lock, parameters)
        try:
            wait_until(lambda: "waiting for PostgreSQL: " in caplog.text, "a worker that waits", 15)
        finally:
            server.restart()
        with lock.result(30) as connection:
            # if the worker's machine vanishes, the server must notice, too
            assert connection.execute("show tcp_keepalives_idle").fetchone() == ("5",)
    # what no waiting can mend ends it
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        hold_lock({**parameters, "password": "another"})
