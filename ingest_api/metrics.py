"""What the service counts about itself, for Prometheus.

The API's workers and the shipper are several processes. Each keeps its numbers in files of a folder, as the client
library does it (https://prometheus.github.io/client_python/multiprocess/), and whichever worker is asked adds them up.
`prepare` must have named the folder before this module is first imported.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ingest_api import watermark
from ingest_api.spool_dir import SpoolDir

if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    # each count would ask the system for the process's id otherwise; none of the processes forks after this
    values.ValueClass = values.MultiProcessValue(cache(os.getpid))  # type: ignore[no-untyped-call]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

ACCEPTED = Counter("eventmart_events_accepted", "Events that were acknowledged.")
REJECTED = Counter("eventmart_events_rejected", "Items that went to quarantine.", ["reason"])
REQUEST_BYTES = Counter("eventmart_request_bytes", "Bytes of the bodies of POST /event, as they came.")
ACKNOWLEDGED_IN = Histogram(
    "eventmart_acknowledgement_seconds",
    "From the first look at a request to the moment that its events are on the disk.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
RESPONSES = Counter("eventmart_http_responses", "Answers of the API.", ["endpoint", "status"])
SHIPPED_SEGMENTS = Counter("eventmart_shipped_segments", "Segments that reached HDFS.")
SHIPPED_BYTES = Counter("eventmart_shipped_bytes", "Bytes of records that reached HDFS.")
SHIPPING_RETRIES = Counter("eventmart_shipping_retries", "Times that HDFS did not take a segment and was asked again.")
DAMAGED = Counter("eventmart_damaged_records", "Records that were damaged in the spool and went to quarantine.")


def exposition(metrics_dir: Path, spool_dir: SpoolDir) -> bytes:
    """The numbers of all processes, in Prometheus's text format.

    Args:
        metrics_dir: the folder that `prepare` was given.
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
