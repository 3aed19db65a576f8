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
# of each worker, at a time; more wait to be accepted
_CONNECTIONS = 4096
# A batch takes a few MB and gives them back, again and again. By default glibc then returns them to the system, and
# every page of the next batch is a fault, which costs more than to parse it (mallopt(3)).
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": 2**25,
    "MALLOC_TRIM_THRESHOLD_": 2**25,
    "MALLOC_TOP_PAD_": 2**22,
}

log = logging.getLogger("eventmart.api")


def _connections() -> int:
    """How many connections a worker holds at a time; sees to it that it may open as many files, and as many others."""
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
        log.warning("there are no API keys: whoever reaches %s may do everything", settings.api_url)
    start_counting(settings.metrics_dir, "api")
    # for the workers, which are programs of their own
    os.environ |= {name: str(size) for name, size in _KEEP_MEMORY.items()}
    Granian(
        "ingest_api.main:gateway",
        factory=True,
        address=settings.api_host,
        port=settings.api_port,
        interface=Interfaces.RSGI,
        # of clients that say nothing, HTTP/1 alone rids itself
        http=HTTPModes.http1,
        websockets=False,
        backpressure=_connections(),
        workers=settings.api_workers,
        respawn_failed_workers=True,
        # one that is asked to end while it starts does not hear of it
        workers_kill_timeout=_STOP_SECONDS,
        log_dictconfig=logging_config(settings.log_format),
    ).serve()


if __name__ == "__main__":
    with one_line_errors():
        main()
