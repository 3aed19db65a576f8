"""Single events from many clients: the API, the API under other servers, and other ways to ingest an event."""

import shutil
from contextlib import ExitStack
from functools import partial

from benchmarks.load import load
from benchmarks.plan import Plan
from benchmarks.report import Comparison, Measurement, Variants, compare
from benchmarks.servers import event_server, install_other_servers, service
from local_stack.services import POSTGRES

CLIENTS = 64
_WARM_UP_SECONDS = 1
# with all clients waiting, a response takes ten seconds
_SPARK_SECONDS = 20
_API = "benchmarks.apps:api"


def measure(plan: Plan) -> Comparison:
    """Measure the requests per second and the response times of each variant."""
    packages = plan.folder / "packages"
    install_other_servers(packages)
    variants: Variants = {
        "api": partial(_measure, plan, ["ingest_api"]),
        "api without sync": partial(_measure, plan, ["benchmarks.unsynced"]),
        "api under granian, WSGI": partial(_measure, plan, _serve("granian", _API)),
        "api under gunicorn": partial(_measure, plan, _serve("gunicorn", _API, str(packages))),
        "api under waitress": partial(_measure, plan, _serve("waitress", _API, str(packages))),
        "api under cheroot": partial(_measure, plan, _serve("cheroot", _API, str(packages))),
        "open, append, fsync; granian": partial(_measure, plan, _serve("granian", "benchmarks.apps:append")),
        "open, append, fsync; Flask's server": partial(_measure, plan, _serve("flask", "benchmarks.apps:append")),
        "Spark JDBC per event": partial(
            # a second process would start a second JVM
            _measure,
            plan,
            _serve("granian", "benchmarks.apps:spark_jdbc"),
            has_postgres=True,
            min_seconds=_SPARK_SECONDS,
            api_workers=1,
        ),
    }
    return compare(f"Single events, {CLIENTS} clients", "requests/s", variants, plan.runs, plan.console)


def _serve(*arguments: str) -> list[str]:
    return ["benchmarks.serve", *arguments]


def _measure(
    plan: Plan,
    command: list[str],
    *,
    has_postgres: bool = False,
    min_seconds: int = _WARM_UP_SECONDS,
    **changes: int,
) -> Measurement:
    settings = plan.settings(**changes)
    with ExitStack() as running:
        if has_postgres:
            running.enter_context(service(POSTGRES, settings))
        running.enter_context(event_server(command, settings))
        load(settings.api_url, "single", CLIENTS, min_seconds)
        result = load(settings.api_url, "single", CLIENTS, max(plan.seconds, min_seconds))
    shutil.rmtree(settings.state_dir)
    return {"requests/s": result.rate, "p50 ms": result.p50_ms, "p99 ms": result.p99_ms}
