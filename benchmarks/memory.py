"""Memory of the API's workers under load, single events and batches at a time."""

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import linear_regression

from benchmarks import batches, singles
from benchmarks.load import load
from benchmarks.plan import Plan
from benchmarks.report import Comparison, Measurement
from benchmarks.servers import api, drain, workers

_SAMPLE_SECONDS = 1.0


def measure(plan: Plan) -> Comparison:
    """Resident memory of each worker, looked at each second."""
    settings = plan.settings()
    with api(settings) as server, ThreadPoolExecutor() as pool:
        watched = workers(server)
        seconds = plan.memory_seconds
        loads = [
            pool.submit(load, settings.api_url, "single", singles.CLIENTS, seconds),
            pool.submit(load, settings.api_url, "ndjson", batches.CLIENTS, seconds),
        ]
        samples: list[list[int]] = []
        while not all(running.done() for running in loads):
            samples.append([worker.memory_info().rss for worker in watched])
            drain(settings)
            time.sleep(_SAMPLE_SECONDS)
        for running in loads:
            running.result()
    shutil.rmtree(settings.state_dir)
    measured = {f"worker {number}": [_summary(seen)] for number, seen in enumerate(zip(*samples, strict=True), 1)}
    return Comparison(f"Memory over {seconds:,} s of load", None, measured)


def _summary(resident: Sequence[int]) -> Measurement:
    mebibytes = [size / 2**20 for size in resident]
    # the first half is warming up
    second_half = mebibytes[len(mebibytes) // 2 :]
    hours = [number * _SAMPLE_SECONDS / 3600 for number in range(len(second_half))]
    return {
        "start MiB": mebibytes[0],
        "end MiB": mebibytes[-1],
        "max MiB": max(mebibytes),
        "slope MiB/hour": linear_regression(hours, second_half).slope,
    }
