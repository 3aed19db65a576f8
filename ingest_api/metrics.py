"""What the service counts about itself, for Prometheus.

The API's workers and the shipper are several processes. Each keeps its numbers in files of a folder, as the client
library does it (https://prometheus.github.io/client_python/multiprocess/), and whichever worker is asked adds them up.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ingest_api.spool import watermark
from ingest_api.spool.layout import SpoolDir

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def start_counting(metrics_dir: Path, service: str) -> None:
    """Have this process and its children count in a folder of their own, from zero."""
    folder = metrics_dir / service
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[_FOLDER_VARIABLE] = str(folder)


class ApiMetrics:
    """What a worker of the API counts; in memory alone without `start_counting`."""

    def __init__(self) -> None:
        _choose_values()
        self.accepted = Counter("eventmart_events_accepted", "Events that were acknowledged.", registry=None)
        self.rejected = Counter(
            "eventmart_events_rejected", "Items that went to quarantine.", ["reason"], registry=None
        )
        self.request_bytes = Counter(
            "eventmart_request_bytes", "Bytes of the bodies of POST /event, as they came.", registry=None
        )
        self.acknowledged_in = Histogram(
            "eventmart_acknowledgement_seconds",
            "From the first look at a request to the moment that its events are on the disk.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=None,
        )
        self.responses = Counter(
            "eventmart_http_responses", "Answers of the API.", ["endpoint", "status"], registry=None
        )


class ShippingMetrics:
    """What the shipper counts; in memory alone without `start_counting`."""

    def __init__(self) -> None:
        _choose_values()
        self.segments = Counter("eventmart_shipped_segments", "Segments that reached HDFS.", registry=None)
        self.bytes = Counter("eventmart_shipped_bytes", "Bytes of records that reached HDFS.", registry=None)
        self.retries = Counter(
            "eventmart_shipping_retries", "Times that HDFS did not take a segment and was asked again.", registry=None
        )
        self.damaged = Counter(
            "eventmart_damaged_records",
            "Records that were damaged in the spool and went to quarantine.",
            registry=None,
        )


def exposition(metrics_dir: Path, spool_dir: SpoolDir) -> bytes:
    """The numbers of all processes, in Prometheus's text format.

    Args:
        metrics_dir: the folder that `start_counting` was given.
        spool_dir: of which the depth and the watermark are told.
    """
    registry = CollectorRegistry()
    registry.register(_Counted(metrics_dir))
    registry.register(_SpoolCollector(spool_dir))
    return generate_latest(registry)


def quarantined(metrics_dir: Path) -> int:
    """How many items and damaged records went to quarantine, of all processes."""
    names = {"eventmart_events_rejected_total", "eventmart_damaged_records_total"}
    samples = (sample for metric in _Counted(metrics_dir).collect() for sample in metric.samples)
    return round(sum(sample.value for sample in samples if sample.name in names))


def _choose_values() -> None:
    if _FOLDER_VARIABLE in os.environ:
        values.ValueClass = _shared_values()


@cache
def _shared_values() -> type:
    """Numbers in the process's own files of the folder."""
    # each count would ask the system for the process's id otherwise; none of the processes forks after this
    shared: type = values.MultiProcessValue(cache(os.getpid))  # type: ignore[no-untyped-call]
    return shared


class _Counted(Collector):
    def __init__(self, metrics_dir: Path) -> None:
        self._metrics_dir = metrics_dir

    def collect(self) -> Iterable[Metric]:
        """What all processes have counted, those that have ended since included."""
        files = [str(path) for path in self._metrics_dir.glob("*/*.db")]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return merged


class _SpoolCollector(Collector):
    def __init__(self, spool_dir: SpoolDir) -> None:
        self._spool_dir = spool_dir

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What the spool's folder tells at this moment."""
        now = datetime.now(UTC)
        depth = self._spool_dir.depth()
        oldest = depth.oldest_received_at
        for name, words, value in (
            ("spool_segments", "Segments that wait for HDFS.", depth.segments),
            ("spool_bytes", "Their size.", depth.bytes),
            ("spool_oldest_seconds", "Age of the oldest.", (now - oldest).total_seconds() if oldest else 0),
            (
                "watermark_lag_seconds",
                "Age of the time up to which everything received is in HDFS.",
                (now - watermark.current(self._spool_dir)).total_seconds(),
            ),
        ):
            yield GaugeMetricFamily(f"eventmart_{name}", words, value)
