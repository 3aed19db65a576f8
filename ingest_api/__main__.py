"""`python -m ingest_api`: serve the API with granian, a production HTTP server."""

import logging
import os
import resource

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from eventmart.keys import KeyFile
from eventmart.process import configure_logging, logging_config, one_line_errors
from eventmart.settings import load_settings
from ingest_api.gateway.bind import check_bind
from ingest_api.metrics import start_counting

_STOP_SECONDS = 10
# maximum open connections per worker; further ones wait in the listen queue
_CONNECTIONS = 4096
# Each batch allocates a few MB and frees them. By default glibc returns them to the kernel, and every page of the next
# batch is a page fault, which costs more than parsing the batch (mallopt(3)).
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": 2**25,
    "MALLOC_TRIM_THRESHOLD_": 2**25,
    "MALLOC_TOP_PAD_": 2**22,
}

log = logging.getLogger("eventmart.api")


def _connections() -> int:
    """Maximum connections per worker. Raises the limit of open files to twice that, if it may."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = 2 * _CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * _CONNECTIONS, most)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return files // 2


def main() -> None:
    """Serve until the process is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format)
    check_bind(settings)
    if not KeyFile(settings.api_keys_file).exists:
        log.warning("no API keys exist: everyone who can reach %s has full access", settings.api_url)
    start_counting(settings.metrics_dir, "api")
    # glibc reads them when a program starts, and each worker is one
    os.environ |= {name: str(size) for name, size in _KEEP_MEMORY.items()}
    Granian(
        "ingest_api.main:gateway",
        factory=True,
        address=settings.api_host,
        port=settings.api_port,
        interface=Interfaces.RSGI,
        # only HTTP/1 times out silent clients
        http=HTTPModes.http1,
        websockets=False,
        backpressure=_connections(),
        workers=settings.api_workers,
        respawn_failed_workers=True,
        # a worker ignores SIGTERM during start-up
        workers_kill_timeout=_STOP_SECONDS,
        log_dictconfig=logging_config(settings.log_format),
    ).serve()


if __name__ == "__main__":
    with one_line_errors():
        main()
