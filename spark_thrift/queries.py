"""`python -m spark_thrift.queries`: the Spark Thrift server of queries on the lake, started by its first client.

Until somebody connects, this process waits at the server's port and takes little memory. The first connection starts
Spark and is closed; until Spark is ready, its client connects again. A server that nobody has used for a while ends,
and the process manager, which restarts it, brings it back to this wait.
"""

import os
import socket
import sys
import time

from eventmart.errors import OperatorError
from eventmart.process import one_line_errors
from eventmart.settings import load_settings
from spark_thrift.launch import prepare
from spark_thrift.query_server import query_server

# a server that was killed may hold its port for a moment longer
_PORT_SECONDS = 30.0
_AGAIN_SECONDS = 0.2


def main() -> None:
    """Wait for a client, and replace this process with the server (exec)."""
    settings = load_settings()
    server = query_server(settings)
    environment = prepare(settings, server)
    _wait_for_client(settings.bind_host, server.port)
    arguments = [str(settings.query_idle_seconds), str(settings.state_dir / server.name)]
    os.execve(sys.executable, [sys.executable, "-m", "spark_thrift.query_driver", *arguments], environment)  # noqa: S606


def _wait_for_client(host: str, port: int) -> None:
    with _server(host, port) as waiting:
        connection, _ = waiting.accept()
        connection.close()


def _server(host: str, port: int) -> socket.socket:
    give_up_at = time.monotonic() + _PORT_SECONDS
    while True:
        try:
            return socket.create_server((host, port))
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise OperatorError(
                    f"Port {port} cannot be used ({error.strerror}). Stop the process that listens on it, or set "
                    "EVENTMART_QUERY_THRIFT_PORT to a free port."
                ) from None
            time.sleep(_AGAIN_SECONDS)


if __name__ == "__main__":
    with one_line_errors():
        main()
