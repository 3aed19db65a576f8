"""Memory of the API's workers under a mixed load of single events and batches."""

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
    """Sample the resident memory of each worker every second."""
    settings = plan.settings()
    with api(settings) as server, ThreadPoolExecutor() as pool:
        processes = workers(server)
        seconds = plan.memory_seconds
        loads = [
            pool.submit(load, settings.api_url, "single", singles.CLIENTS, seconds),
            pool.submit(load, settings.api_url, "ndjson", batches.CLIENTS, seconds),
        ]
        samples: list[list[int]] = []
        while not all(running_load.done() for running_load in loads):
            samples.append([process.memory_info().rss for process in processes])
            drain(settings)
            time.sleep(_SAMPLE_SECONDS)
        for running_load in loads:
            running_load.result()
    shutil.rmtree(settings.state_dir)
    measured = {f"worker {number}": [_summary(sizes)] for number, sizes in enumerate(zip(*samples, strict=True), 1)}
    return Comparison(f"Memory over {seconds:,} s of load", None, measured)


def _summary(resident_bytes: Sequence[int]) -> Measurement:
    mebibytes = [size / 2**20 for size in resident_bytes]
    # the first half is the warm-up
    second_half = mebibytes[len(mebibytes) // 2 :]
    hours = [number * _SAMPLE_SECONDS / 3600 for number in range(len(second_half))]
    return {
        "start MiB": mebibytes[0],
        "end MiB": mebibytes[-1],
        "max MiB": max(mebibytes),
        "slope MiB/hour": linear_regression(hours, second_half).slope,
    }
