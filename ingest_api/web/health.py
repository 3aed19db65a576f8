"""Checks of the service's dependencies."""

import socket
from collections.abc import Callable, Mapping

import psycopg
import requests

from eventmart.errors import first_line
from eventmart.settings import Settings
from ingest_api.spool.spool import Spool

Check = Callable[[], None]
"""Raises OSError, requests.RequestException or psycopg.Error if the dependency is unavailable."""

_TIMEOUT_SECONDS = 3


def checks(settings: Settings, spool: Spool, reader: dict[str, object]) -> dict[str, Check]:
    """One check for each dependency, by name."""

    def hdfs() -> None:
        root_url = f"{settings.webhdfs_url}/webhdfs/v1/"
        requests.get(root_url, {"op": "GETFILESTATUS"}, timeout=_TIMEOUT_SECONDS).raise_for_status()

    def spark_thrift() -> None:
        socket.create_connection((settings.thrift_host, settings.thrift_port), timeout=_TIMEOUT_SECONDS).close()

    def postgres() -> None:
        psycopg.connect(**{**reader, "connect_timeout": _TIMEOUT_SECONDS}).close()  # type: ignore[arg-type]

    return {"spool": spool.check_writable, "hdfs": hdfs, "spark-thrift": spark_thrift, "postgres": postgres}


def failures(dependencies: Mapping[str, Check]) -> list[dict[str, str]]:
    """The unavailable dependencies, each with the error of its check."""
    unavailable = []
    for name, check in dependencies.items():
        try:
            check()
        except (OSError, requests.RequestException, psycopg.Error) as error:
            unavailable.append({"dependency": name, "detail": first_line(error)})
    return unavailable
