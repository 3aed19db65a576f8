"""`python -m local_stack.clickhouse`: ClickHouse's engine, embedded in this process (chDB), behind an HTTP interface.

It is for one machine. See docs/engines.md for a server of your own.
"""

import logging
import os
import signal
import sys
from contextlib import ExitStack
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from eventmart.clickhouse import GRANTS
from eventmart.errors import OperatorError
from eventmart.postgres import password
from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import PREFIX, load_settings
from local_stack.clickhouse.engine import Engine
from local_stack.clickhouse.server import OPENED, Server

log = logging.getLogger("eventmart.clickhouse")


class _Handler(WSGIRequestHandler):
    """Closes what a request has opened. Logs no requests, because their addresses contain statements and values."""

    # in seconds, of a client that neither sends nor reads
    timeout = 600

    def run_wsgi(self) -> None:
        """Answer a request. Werkzeug itself does not close an answer whose client has reset the connection."""
        with ExitStack() as self._opened:
            super().run_wsgi()

    def make_environ(self) -> dict[str, Any]:
        """The variables of the request."""
        return {**super().make_environ(), OPENED: self._opened}

    def log_request(self, *_: Any) -> None:  # noqa: ANN401
        """Nothing."""


def main() -> None:
    """Serve until the process is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format)
    passwords = {role: password(settings, role) for role in GRANTS}
    host, port = settings.bind_host, settings.clickhouse_port
    engine = Engine(settings.state_dir / "clickhouse")
    interface = Server(engine, passwords)
    try:
        server = make_server(host, port, interface, threaded=True, request_handler=_Handler)
    except OSError as error:
        raise OperatorError(
            f"Port {port} for ClickHouse cannot be used ({error.strerror}). Stop the process that listens on it, or "
            f"set {PREFIX}CLICKHOUSE_PORT to a free port."
        ) from None
    # chDB has handlers of its own
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    log.info("ClickHouse %s, embedded (chDB), listens on %s:%d", engine.version, host, port)
    try:
        server.serve_forever()
    finally:
        server.server_close()
        if not interface.end_requests():
            log.warning("A request has not ended, such as an insert whose client sends no rows. It is cut off.")
            # the engine would crash under it; what was answered survives, as it survives a kill
            os._exit(1)
        engine.close()


if __name__ == "__main__":
    with one_line_errors():
        main()
