"""Checks of the service's dependencies."""

import socket
from collections.abc import Callable, Collection, Mapping, Sequence

import psycopg
import requests

from eventmart.errors import first_line
from eventmart.postgres import connection_parameters
from eventmart.settings import Settings
from eventmart.update_runs import is_worker_running
from ingest_api.spool.spool import Spool

Check = Callable[[], None]
"""Raises OSError, requests.RequestException or psycopg.Error if the dependency is unavailable."""

_TIMEOUT_SECONDS = 3

# what needs which dependencies; events are accepted while the spool can be written, and land when HDFS is back
NEEDS: Mapping[str, Sequence[str]] = {
    "ingest": ("spool",),
    "landing": ("spool", "hdfs"),
    "analytics": ("postgres", "clickhouse"),
    "updates": ("hdfs", "spark-thrift", "postgres", "clickhouse", "worker"),
}


def checks(settings: Settings, spool: Spool) -> dict[str, Check]:
    """One check for each dependency, by name."""
    is_on_clickhouse = settings.mart_engine == "clickhouse"

    def hdfs() -> None:
        root_url = f"{settings.webhdfs_url}/webhdfs/v1/"
        requests.get(root_url, {"op": "GETFILESTATUS"}, timeout=_TIMEOUT_SECONDS).raise_for_status()

    def spark_thrift() -> None:
        socket.create_connection((settings.thrift_host, settings.thrift_port), timeout=_TIMEOUT_SECONDS).close()

    def postgres() -> None:
        parameters = connection_parameters(settings, "pipeline" if is_on_clickhouse else "reader")
        psycopg.connect(**{**parameters, "connect_timeout": _TIMEOUT_SECONDS}).close()

    def clickhouse() -> None:
        requests.get(
            f"http://{settings.mart_host}:{settings.mart_port}/ping", timeout=_TIMEOUT_SECONDS
        ).raise_for_status()

    def worker() -> None:
        parameters = connection_parameters(settings, "pipeline") | {"connect_timeout": _TIMEOUT_SECONDS}
        with psycopg.connect(**parameters) as connection:
            is_running = is_worker_running(connection)
        if not is_running:
            raise ConnectionError("no worker is running, so update runs stay queued")

    return {
        "spool": spool.check_writable,
        "hdfs": hdfs,
        "spark-thrift": spark_thrift,
        "postgres": postgres,
        "worker": worker,
        **({"clickhouse": clickhouse} if is_on_clickhouse else {}),
    }


def ready_for(unavailable: Collection[str]) -> list[str]:
    """What the API can do, see NEEDS.

    Args:
        unavailable: names of the dependencies that are not available.
    """
    return [purpose for purpose, needed in NEEDS.items() if not set(needed) & set(unavailable)]


def failures(dependencies: Mapping[str, Check]) -> list[dict[str, str]]:
    """The unavailable dependencies, each with the error of its check."""
    unavailable = []
    for name, check in dependencies.items():
        try:
            check()
        except (OSError, requests.RequestException, psycopg.Error) as error:
            unavailable.append({"dependency": name, "detail": first_line(error)})
    return unavailable
