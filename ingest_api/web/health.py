"""Whether what the service stands on is there."""

import socket
from collections.abc import Callable, Mapping

import psycopg
import requests

from eventmart.errors import first_line
from eventmart.settings import Settings
from ingest_api.spool.spool import Spool

Check = Callable[[], None]
"""Raises OSError, requests.RequestException or psycopg.Error where the dependency is missing."""

_SECONDS = 3


def checks(settings: Settings, spool: Spool, reader: dict[str, object]) -> dict[str, Check]:
    """A check for each dependency, by its name."""

    def hdfs() -> None:
        status = f"{settings.webhdfs_url}/webhdfs/v1/"
        requests.get(status, {"op": "GETFILESTATUS"}, timeout=_SECONDS).raise_for_status()

    def spark_thrift() -> None:
        socket.create_connection((settings.thrift_host, settings.thrift_port), timeout=_SECONDS).close()

    def postgres() -> None:
        psycopg.connect(**{**reader, "connect_timeout": _SECONDS}).close()  # type: ignore[arg-type]

    return {"spool": spool.check_writable, "hdfs": hdfs, "spark-thrift": spark_thrift, "postgres": postgres}


def missing(dependencies: Mapping[str, Check]) -> list[dict[str, str]]:
    """The dependencies that are not there, each with what its check said."""
    found = []
    for name, check in dependencies.items():
        try:
            check()
        except (OSError, requests.RequestException, psycopg.Error) as error:
            found.append({"dependency": name, "detail": first_line(error)})
    return found
