"""Batches of events, compared with a bare loop that writes to the same disk."""

import os
import shutil
import time
from functools import partial

from benchmarks.load import BATCH_EVENTS, EVENT_BYTES, Kind, load
from benchmarks.plan import Plan
from benchmarks.report import Comparison, Measurement, Variants, compare
from benchmarks.servers import api, drain

# enough for each API worker to get its share of the connections
CLIENTS = 16
_WARM_UP_SECONDS = 1
_WRITE_BYTES = 10**6


def measure(plan: Plan) -> Comparison:
    """Measure events per second in batches, and their bytes compared with those of the bare loop."""
    variants: Variants = {
        "NDJSON": partial(ingest, plan, "ndjson"),
        "JSON array": partial(ingest, plan, "array"),
        "bare loop: write 1 MB, fdatasync": partial(_write_and_sync, plan),
    }
    title = f"Batches of {BATCH_EVENTS:,}, {CLIENTS} clients"
    return compare(title, "MB/s", variants, plan.runs, plan.console)


def ingest(plan: Plan, kind: Kind) -> Measurement:
    """Measure a new API process with an empty spool, while nothing is shipped."""
    settings = plan.settings()
    with api(settings):
        load(settings.api_url, kind, CLIENTS, _WARM_UP_SECONDS)
        drain(settings)
        result = load(settings.api_url, kind, CLIENTS, plan.seconds)
    shutil.rmtree(settings.state_dir)
    events = result.rate * BATCH_EVENTS
    return {"MB/s": events * EVENT_BYTES / 1e6, "events/s": events, "p50 ms": result.p50_ms, "p99 ms": result.p99_ms}


def _write_and_sync(plan: Plan) -> Measurement:
    path = plan.folder / "bare_loop"
    data = os.urandom(_WRITE_BYTES)
    durations = []
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        while (write_started := time.perf_counter()) - started < plan.seconds:
            file.write(data)
            os.fdatasync(file.fileno())
            durations.append(time.perf_counter() - write_started)
    path.unlink()
    return {"MB/s": len(durations) * _WRITE_BYTES / sum(durations) / 1e6}
