"""Batches of events, beside what the disk takes from a bare loop at the same time."""

import os
import shutil
import time
from functools import partial

from benchmarks.load import BATCH_EVENTS, EVENT_BYTES, Kind, load
from benchmarks.plan import Plan
from benchmarks.report import Comparison, Measurement, Variants, compare
from benchmarks.servers import api, drain

# enough that each of the API's workers gets its share of the connections
CLIENTS = 16
_WARM_UP_SECONDS = 1
_WRITE_BYTES = 10**6


def measure(plan: Plan) -> Comparison:
    """Events per second in batches, and the bytes of these events beside those of the bare loop."""
    variants: Variants = {
        "NDJSON": partial(take, plan, "ndjson"),
        "JSON array": partial(take, plan, "array"),
        "bare loop: write 1 MB, fdatasync": partial(_write_and_sync, plan),
    }
    title = f"Batches of {BATCH_EVENTS:,}, {CLIENTS} clients"
    return compare(title, "MB/s", variants, plan.runs, plan.console)


def take(plan: Plan, kind: Kind) -> Measurement:
    """What a fresh API takes; nothing is shipped meanwhile."""
    settings = plan.settings()
    with api(settings):
        load(settings.api_url, kind, CLIENTS, _WARM_UP_SECONDS)
        drain(settings)
        seen = load(settings.api_url, kind, CLIENTS, plan.seconds)
    shutil.rmtree(settings.state_dir)
    events = seen.rate * BATCH_EVENTS
    return {"MB/s": events * EVENT_BYTES / 1e6, "events/s": events, "p50 ms": seen.p50_ms, "p99 ms": seen.p99_ms}


def _write_and_sync(plan: Plan) -> Measurement:
    path = plan.folder / "bare_loop"
    data = os.urandom(_WRITE_BYTES)
    took = []
    began = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        while (at := time.perf_counter()) - began < plan.seconds:
            file.write(data)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - at)
    path.unlink()
    return {"MB/s": len(took) * _WRITE_BYTES / sum(took) / 1e6}
