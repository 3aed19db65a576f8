"""`python -m benchmarks.serve SERVER MODULE:FACTORY [PACKAGES]`: run an application under one of several WSGI servers.

All servers get the number of processes and threads that the API's settings give. PACKAGES is the folder with the
servers that are not installed with the project.
"""

import multiprocessing
import runpy
import socket
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from eventmart.process import configure_logging
from eventmart.settings import Settings, load_settings
from ingest_api.metrics import start_counting

_KEEP_ALIVE_SECONDS = 60


def main(server: str, target: str, packages: str | None = None) -> None:
    """Serve until the process is stopped."""
    if packages:
        sys.path.append(packages)
    settings = load_settings()
    configure_logging(settings.log_format)
    start_counting(settings.metrics_dir, "api")
    _SERVERS[server](target, settings)


def _granian(target: str, settings: Settings, interface: Interfaces = Interfaces.WSGI) -> None:
    Granian(
        target,
        factory=True,
        address=settings.api_host,
        port=settings.api_port,
        interface=interface,
        workers=settings.api_workers,
        # over ASGI and RSGI the application brings its own threads
        blocking_threads=settings.api_threads if interface == Interfaces.WSGI else None,
        respawn_failed_workers=True,
    ).serve()


def _flask(target: str, settings: Settings) -> None:
    _application(target).run(settings.api_host, settings.api_port, threaded=True)


def _gunicorn(target: str, settings: Settings) -> None:
    options = {
        "bind": f"{settings.api_host}:{settings.api_port}",
        "worker-class": "gthread",
        "workers": settings.api_workers,
        "threads": settings.api_threads,
        "keep-alive": _KEEP_ALIVE_SECONDS,
    }
    sys.argv = ["gunicorn", f"{target}()", *(f"--{name}={value}" for name, value in options.items())]
    runpy.run_module("gunicorn", run_name="__main__")


def _waitress(target: str, settings: Settings) -> None:
    _in_processes(_waitress_worker, target, settings)


def _waitress_worker(target: str, settings: Settings) -> None:
    with socket.socket() as shared:
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        shared.bind((settings.api_host, settings.api_port))
        import_module("waitress").serve(_application(target), sockets=[shared], threads=settings.api_threads)


def _cheroot(target: str, settings: Settings) -> None:
    _in_processes(_cheroot_worker, target, settings)


def _cheroot_worker(target: str, settings: Settings) -> None:
    server = import_module("cheroot.wsgi").Server(
        (settings.api_host, settings.api_port),
        _application(target),
        numthreads=settings.api_threads,
        timeout=_KEEP_ALIVE_SECONDS,
        reuse_port=True,
    )
    # by default cheroot keeps only ten connections alive and closes the others after each response
    server.keep_alive_conn_limit = 1000
    server.start()


def _in_processes(worker: Callable[[str, Settings], None], target: str, settings: Settings) -> None:
    """Run a single-process server several times on one port. The kernel distributes the connections."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=worker, args=(target, settings)) for _ in range(settings.api_workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def _application(target: str) -> Flask:
    module, _, factory = target.partition(":")
    application = getattr(import_module(module), factory)()
    assert isinstance(application, Flask)  # noqa: S101
    return application


_SERVERS: dict[str, Callable[[str, Settings], None]] = {
    "granian": _granian,
    "granian-asgi": partial(_granian, interface=Interfaces.ASGI),
    "granian-rsgi": partial(_granian, interface=Interfaces.RSGI),
    "flask": _flask,
    "gunicorn": _gunicorn,
    "waitress": _waitress,
    "cheroot": _cheroot,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
