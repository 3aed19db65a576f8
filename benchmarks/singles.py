"""Single events from many clients: the API, other servers, and other ways to take an event."""

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
# with all clients waiting, an answer takes ten
_SPARK_SECONDS = 20
_API = "benchmarks.apps:api"


def measure(plan: Plan) -> Comparison:
    """Requests per second of each variant, and how long a request takes."""
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
            # one process: a second would be a second JVM
            _measure,
            plan,
            _serve("granian", "benchmarks.apps:spark_jdbc"),
            has_postgres=True,
            least_seconds=_SPARK_SECONDS,
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
    least_seconds: int = _WARM_UP_SECONDS,
    **changes: int,
) -> Measurement:
    settings = plan.settings(**changes)
    with ExitStack() as running:
        if has_postgres:
            running.enter_context(service(POSTGRES, settings))
        running.enter_context(event_server(command, settings))
        load(settings.api_url, "single", CLIENTS, least_seconds)
        seen = load(settings.api_url, "single", CLIENTS, max(plan.seconds, least_seconds))
    shutil.rmtree(settings.state_dir)
    return {"requests/s": seen.rate, "p50 ms": seen.p50_ms, "p99 ms": seen.p99_ms}
