"""Probes of the services, which the health checks of the containers run."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from eventmart.ports import note_port
from eventmart.settings import PREFIX, PROJECT_DIR, Settings
from local_stack.hdfs import conf_of
from local_stack.services import NOT_READY_YET, SHIPPER, SPARK_WORKER, further_datanode, spark_worker
from spark_thrift.standalone import conf_of_worker


@pytest.mark.parametrize(("age", "is_ready"), [(0, True), (50, True), (70, False)])
def test_a_shipper_that_no_longer_writes_the_watermark_is_not_ready(tmp_path: Path, age: int, is_ready: bool) -> None:
    (tmp_path / "watermark").touch()
    written_at = time.time() - age
    os.utime(tmp_path / "watermark", (written_at, written_at))
    assert SHIPPER.is_ready(Settings(spool_dir=tmp_path)) == is_ready


def probe(state_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {f"{PREFIX}STATE_DIR": str(state_dir), "PYTHONPATH": str(PROJECT_DIR)}
    command = [sys.executable, "-m", "local_stack.probe", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_the_exit_code_tells_whether_a_service_is_ready(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    missing = probe(tmp_path, "shipper")
    assert missing.returncode == 1
    assert missing.stderr.startswith("shipper is not ready: ")
    assert len(missing.stderr.splitlines()) == 1
    (tmp_path / "spool" / "watermark").touch()
    assert probe(tmp_path, "shipper").returncode == 0
    assert "usage:" in probe(tmp_path, "postgresql").stderr


@contextmanager
def answering(answers: dict[str, object]) -> Iterator[int]:
    """A server that answers with JSON, by path; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answers[self.path]).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def datanode_info(*namenodes: tuple[str, str]) -> dict[str, object]:
    """What a DataNode says of each NameNode: the state of the connection, and the seconds since it last answered."""
    actors = [{"ActorState": state, "LastHeartbeatResponseTime": seconds} for state, seconds in namenodes]
    return {"beans": [{"BPServiceActorInfo": json.dumps(actors)}]}


@pytest.mark.parametrize(
    ("info", "is_ready"),
    [
        (datanode_info(("RUNNING", "2")), True),
        (datanode_info(("RUNNING", "31")), False),
        (datanode_info(("CONNECTING", "2")), False),
        (datanode_info(), False),
    ],
)
def test_a_datanode_is_ready_if_the_namenode_has_heard_of_it_itself(
    tmp_path: Path, info: dict[str, object], is_ready: bool
) -> None:
    settings = Settings(state_dir=tmp_path)
    with answering({"/jmx?qry=Hadoop:service=DataNode,name=DataNodeInfo": info}) as port:
        note_port(conf_of(settings, "datanode", 2), port)
        assert further_datanode(2).is_ready(settings) == is_ready
        # that one lives says nothing of another
        with pytest.raises(NOT_READY_YET):
            further_datanode(3).is_ready(settings)


def test_a_datanode_that_starts_is_not_ready(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    with answering({"/jmx?qry=Hadoop:service=DataNode,name=DataNodeInfo": {"beans": []}}) as port:
        note_port(conf_of(settings, "datanode", 2), port)
        with pytest.raises(NOT_READY_YET, match="it is still starting"):
            further_datanode(2).is_ready(settings)


@pytest.mark.parametrize("number", [None, 2])
def test_a_spark_worker_is_ready_if_the_master_counts_it_as_alive(tmp_path: Path, number: int | None) -> None:
    service = SPARK_WORKER if number is None else spark_worker(number)
    workers = [{"id": "worker-of-another", "state": "ALIVE"}]
    with answering({"/json/": {"id": "worker-a"}}) as port, answering({"/json/": {"workers": workers}}) as master_port:
        settings = Settings(state_dir=tmp_path, spark_master_http_port=master_port)
        with pytest.raises(NOT_READY_YET):
            service.is_ready(settings)
        note_port(conf_of_worker(settings, number), port)
        assert not service.is_ready(settings)
        workers.append({"id": "worker-a", "state": "DEAD"})
        assert not service.is_ready(settings)
        workers[-1]["state"] = "ALIVE"
        assert service.is_ready(settings)
