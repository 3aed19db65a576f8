"""The processes of the stack: how each is started, on which ports, and how to check that it is ready."""

import json
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import requests
from pyhive.exc import Error as HiveError

from eventmart.ports import noted_port
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from eventmart.update_runs import is_worker_running
from local_stack.hdfs import conf_of
from spark_thrift.client import connect
from spark_thrift.standalone import conf_of_worker

Probe = Callable[[Settings], bool]

# a DataNode sends a heartbeat every 3 s
_HEARTBEAT_SECONDS = 30
# a shipper that has not written the watermark for as long ships nothing
_SHIPPER_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """One supervised process.

    Attributes:
        name: name of the process, as shown to the operator.
        command: module and arguments for the Python that runs the stack.
        is_ready: whether the service is ready. False or an exception in NOT_READY_YET means not yet.
        ports: names of the settings that hold the ports on which it listens.
        stop_signal: signal that asks it to shut down cleanly.
        stop_seconds: time to shut down before it is killed.
    """

    name: str
    command: tuple[str, ...]
    is_ready: Probe
    ports: tuple[str, ...] = ()
    stop_signal: str = "TERM"
    stop_seconds: int = 20

    @property
    def command_line(self) -> str:
        """The command line that the process manager runs."""
        return f'"{sys.executable}" -m {" ".join(self.command)}'


@dataclass(frozen=True)
class Phase:
    """Services that start together, after those of the phase before are ready."""

    services: tuple[Service, ...] = field(default_factory=tuple)


# LookupError: another server has the port, and answers something else
NOT_READY_YET = (OSError, requests.RequestException, psycopg.Error, HiveError, EOFError, ValueError, LookupError)


def _namenode_is_ready(settings: Settings) -> bool:
    return bool(_jmx(settings.webhdfs_url, "NameNode,name=FSNamesystemState")["FSState"] == "Operational")


def _datanode_is_ready(number: int) -> Probe:
    """Whether a DataNode of this machine says that the NameNode has answered its heartbeats lately."""

    def is_ready(settings: Settings) -> bool:
        url = f"http://{settings.bind_host}:{noted_port(conf_of(settings, 'datanode', number))}"
        namenodes = json.loads(_jmx(url, "DataNode,name=DataNodeInfo")["BPServiceActorInfo"])
        return any(
            each["ActorState"] == "RUNNING" and int(each["LastHeartbeatResponseTime"]) < _HEARTBEAT_SECONDS
            for each in namenodes
        )

    return is_ready


def _jmx(url: str, bean: str) -> dict[str, Any]:
    beans = _json(f"{url}/jmx?qry=Hadoop:service={bean}")["beans"]
    if not beans:
        raise ValueError("it is still starting")
    return dict(beans[0])


def _json(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=5)
    answer.raise_for_status()
    return dict(answer.json())


def _postgres_is_ready(settings: Settings) -> bool:
    with psycopg.connect(**connection_parameters(settings, "admin", "postgres")):
        return True


def _clickhouse_is_ready(settings: Settings) -> bool:
    return requests.get(f"http://{settings.mart_host}:{settings.mart_port}/ping", timeout=5).ok


def _spark_master_is_ready(settings: Settings) -> bool:
    return bool(_spark_master(settings)["status"] == "ALIVE")


def _spark_worker_is_ready(number: int | None) -> Probe:
    """Whether a worker of this machine answers, and the master counts it among those that are alive."""

    def is_ready(settings: Settings) -> bool:
        own = _json(f"http://{settings.bind_host}:{noted_port(conf_of_worker(settings, number))}/json/")["id"]
        return (own, "ALIVE") in {(each["id"], each["state"]) for each in _spark_master(settings)["workers"]}

    return is_ready


def _spark_master(settings: Settings) -> dict[str, Any]:
    return _json(f"http://{settings.spark_master_host}:{settings.spark_master_http_port}/json/")


def _thrift_is_ready(settings: Settings) -> bool:
    with socket.create_connection((settings.thrift_host, settings.thrift_port), timeout=2):
        pass
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("show databases")
        return bool(cursor.fetchall())


def _api_is_ready(settings: Settings) -> bool:
    # the API accepts events without any other service
    return requests.get(f"{settings.api_url}/health/ready", {"for": "ingest"}, timeout=5).ok


def _airflow_is_ready(component: str) -> Probe:
    def is_ready(settings: Settings) -> bool:
        answer = requests.get(f"http://127.0.0.1:{settings.airflow_port}/api/v2/monitor/health", timeout=5)
        answer.raise_for_status()
        return bool(answer.json()[component]["status"] == "healthy")

    return is_ready


def _shipper_is_ready(settings: Settings) -> bool:
    # it writes the watermark after each 100 segments at the latest, and many times a second if there is nothing to ship
    written_at = (settings.spool_dir / "watermark").stat().st_mtime
    return time.time() - written_at < _SHIPPER_SECONDS


def _worker_is_ready(settings: Settings) -> bool:
    with psycopg.connect(**connection_parameters(settings, "pipeline")) as connection:
        return is_worker_running(connection)


def _runs(_: Settings) -> bool:
    return True


NAMENODE = Service(
    "namenode", ("local_stack.hdfs", "namenode"), _namenode_is_ready, ("hdfs_rpc_port", "hdfs_http_port")
)
DATANODE = Service(
    "datanode",
    ("local_stack.hdfs", "datanode"),
    _datanode_is_ready(1),
    ("hdfs_datanode_port", "hdfs_datanode_http_port", "hdfs_datanode_ipc_port"),
)
POSTGRES = Service(
    # SIGINT is PostgreSQL's fast shutdown; on SIGTERM it would wait until every client has disconnected
    "postgres",
    ("local_stack.postgres",),
    _postgres_is_ready,
    ("postgres_port",),
    stop_signal="INT",
)
# of the mart, if its engine is clickhouse and no server of one's own is set
CLICKHOUSE = Service("clickhouse", ("local_stack.clickhouse",), _clickhouse_is_ready, ("clickhouse_port",))
# of a cluster on this machine, with the workers
SPARK_MASTER = Service(
    "spark-master",
    ("spark_thrift.standalone", "master"),
    _spark_master_is_ready,
    ("spark_master_port", "spark_master_http_port"),
)
# the only one on its machine, or in its container
SPARK_WORKER = Service("spark-worker", ("spark_thrift.standalone", "worker"), _spark_worker_is_ready(None))
THRIFT = Service("spark-thrift", ("spark_thrift",), _thrift_is_ready, ("thrift_port",))
# ready at once: its first client starts it
SPARK_QUERY = Service("spark-query", ("spark_thrift.queries",), _runs, ("query_thrift_port",))
SHIPPER = Service("shipper", ("ingest_api.shipping",), _shipper_is_ready)
WORKER = Service("worker", ("pipeline.worker",), _worker_is_ready)
API = Service("api", ("ingest_api",), _api_is_ready, ("api_port",))

# events are accepted from here on
STORES = Phase((NAMENODE, DATANODE, POSTGRES, SHIPPER, API))
ENGINES = Phase((THRIFT, SPARK_QUERY))
PIPELINE = Phase((WORKER,))
# Airflow is optional: it starts on request, beside the others.
AIRFLOW = Phase(
    (
        Service(
            "airflow-api", ("local_stack.airflow", "api-server"), _airflow_is_ready("metadatabase"), ("airflow_port",)
        ),
        Service("airflow-scheduler", ("local_stack.airflow", "scheduler"), _airflow_is_ready("scheduler")),
        Service("airflow-dags", ("local_stack.airflow", "dag-processor"), _airflow_is_ready("dag_processor")),
        Service("airflow-triggerer", ("local_stack.airflow", "triggerer"), _airflow_is_ready("triggerer")),
    )
)
SERVICES = STORES.services + ENGINES.services + PIPELINE.services
ALL_SERVICES = (CLICKHOUSE, SPARK_MASTER, *SERVICES, *AIRFLOW.services)


def further_datanode(number: int) -> Service:
    """A DataNode besides the first one, on free ports."""
    return Service(f"datanode{number}", (*DATANODE.command, str(number)), _datanode_is_ready(number))


def spark_worker(number: int) -> Service:
    """A worker of the cluster on this machine, on free ports."""
    name = f"spark-worker{number}"
    return Service(name, ("spark_thrift.standalone", "worker", str(number)), _spark_worker_is_ready(number))


def stores(settings: Settings) -> Phase:
    """The stores of a stack."""
    further = (further_datanode(number) for number in range(2, settings.datanodes + 1))
    return Phase((*((CLICKHOUSE,) if settings.is_clickhouse_embedded else ()), *STORES.services, *further))


def spark_cluster(settings: Settings) -> Phase:
    """The cluster on which Spark executes its tasks; empty if Spark does so itself."""
    workers = [spark_worker(number) for number in range(1, settings.spark_workers + 1)]
    return Phase((SPARK_MASTER, *workers) if workers else ())


def services(settings: Settings) -> tuple[Service, ...]:
    """All services of a stack, without Airflow."""
    phases = (stores(settings), spark_cluster(settings), ENGINES, PIPELINE)
    return tuple(service for phase in phases for service in phase.services)
