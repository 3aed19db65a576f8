"""Prometheus metrics of the API and the shipper.

The API's workers and the shipper are separate processes. Each writes its values to its own files in a shared folder
(the client library's multiprocess mode, https://prometheus.github.io/client_python/multiprocess/). The worker that
serves /metrics adds them up.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psycopg
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, values
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from eventmart.errors import first_line
from eventmart.run_totals import RunTotals
from ingest_api.analytics.engine import EngineUnavailable
from ingest_api.analytics.totals import Totals
from ingest_api.spool import watermark
from ingest_api.spool.layout import SpoolDir

log = logging.getLogger("eventmart.api")

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def start_counting(metrics_dir: Path, service: str) -> None:
    """Make this process and its children write their metrics to the service's own folder, starting from zero."""
    folder = metrics_dir / service
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[_FOLDER_VARIABLE] = str(folder)


class ApiMetrics:
    """Metrics of one API worker; kept in memory only if `start_counting` was not called."""

    def __init__(self) -> None:
        _choose_values()
        self.accepted = Counter("eventmart_events_accepted", "Events acknowledged.", registry=None)
        self.rejected = Counter(
            "eventmart_events_rejected", "Items rejected and quarantined.", ["reason"], registry=None
        )
        self.request_bytes = Counter(
            "eventmart_request_bytes", "Bytes of POST /event bodies, as received (before gunzip).", registry=None
        )
        self.acknowledged_in = Histogram(
            "eventmart_acknowledgement_seconds",
            "Time from the start of a request's handling until its events are on disk (fdatasync).",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=None,
        )
        self.cached_answers = Counter(
            "eventmart_cached_answers", "Answers to queries that came from memory, 304 included.", registry=None
        )
        self.responses = Counter("eventmart_http_responses", "HTTP responses.", ["endpoint", "status"], registry=None)


class ShippingMetrics:
    """Metrics of the shipper; kept in memory only if `start_counting` was not called."""

    def __init__(self) -> None:
        _choose_values()
        self.segments = Counter("eventmart_shipped_segments", "Segments landed in HDFS.", registry=None)
        self.bytes = Counter("eventmart_shipped_bytes", "Bytes of records landed in HDFS.", registry=None)
        self.retries = Counter(
            "eventmart_shipping_retries", "Requests to HDFS that failed and were retried.", registry=None
        )
        self.damaged = Counter(
            "eventmart_damaged_records",
            "Records damaged in the spool and quarantined.",
            registry=None,
        )


def exposition(
    metrics_dir: Path, spool_dir: SpoolDir, totals: Callable[[], Totals | None], runs: Callable[[], RunTotals]
) -> bytes:
    """The metrics of all processes, of the mart and of the update runs, in Prometheus's text format.

    Args:
        metrics_dir: the folder that was passed to `start_counting`.
        spool_dir: the spool whose depth and watermark are reported.
        totals: returns the totals of the mart; raises psycopg.Error or EngineUnavailable if it is unavailable.
        runs: returns the totals of the update runs; raises psycopg.Error if PostgreSQL is unavailable.
    """
    registry = CollectorRegistry()
    registry.register(_Counted(metrics_dir))
    registry.register(_SpoolCollector(spool_dir))
    registry.register(_MartCollector(totals))
    registry.register(_RunsCollector(runs))
    return generate_latest(registry)


def quarantined(metrics_dir: Path) -> int:
    """Number of quarantined items and damaged records, over all processes."""
    names = {"eventmart_events_rejected_total", "eventmart_damaged_records_total"}
    samples = (sample for metric in _Counted(metrics_dir).collect() for sample in metric.samples)
    return round(sum(sample.value for sample in samples if sample.name in names))


def _choose_values() -> None:
    if _FOLDER_VARIABLE in os.environ:
        values.ValueClass = _shared_values()


@cache
def _shared_values() -> type:
    """Value class that stores values in the process's own files in the metrics folder."""
    # getpid is cached because the library calls it at each increment; no process forks after this
    shared: type = values.MultiProcessValue(cache(os.getpid))  # type: ignore[no-untyped-call]
    return shared


class _Counted(Collector):
    def __init__(self, metrics_dir: Path) -> None:
        self._metrics_dir = metrics_dir

    def collect(self) -> Iterable[Metric]:
        """The merged metrics of all processes, including processes that have ended."""
        files = [str(path) for path in self._metrics_dir.glob("*/*.db")]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]
        return merged


class _SpoolCollector(Collector):
    def __init__(self, spool_dir: SpoolDir) -> None:
        self._spool_dir = spool_dir

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The current depth and watermark lag of the spool."""
        now = datetime.now(UTC)
        depth = self._spool_dir.depth()
        oldest = depth.oldest_received_at
        for name, documentation, value in (
            ("spool_segments", "Segments waiting to be shipped to HDFS.", depth.segments),
            ("spool_bytes", "Bytes of segments waiting to be shipped to HDFS.", depth.bytes),
            ("spool_oldest_seconds", "Age of the oldest segment.", (now - oldest).total_seconds() if oldest else 0),
            (
                "watermark_lag_seconds",
                "Age of the watermark, the time up to which every received event is in HDFS.",
                (now - watermark.current(self._spool_dir)).total_seconds(),
            ),
        ):
            yield GaugeMetricFamily(f"eventmart_{name}", documentation, value)


class _MartCollector(Collector):
    def __init__(self, totals: Callable[[], Totals | None]) -> None:
        self._totals = totals

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The totals of the mart, if there is one and its database is available."""
        try:
            totals = self._totals()
        except (psycopg.Error, EngineUnavailable) as error:
            log.warning("no metrics of the mart: %s", first_line(error))
            totals = None
        yield GaugeMetricFamily("eventmart_mart_up", "Whether the mart exists and can be read.", totals is not None)
        if totals is None:
            return
        for name, documentation, value in (
            ("events", "Events in the mart.", totals.events),
            ("repeats", "Receptions of an event that the mart already had; they count once.", totals.repeats),
            (
                "id_conflicts",
                "Events in quarantine because another event of their source already had the id.",
                totals.id_conflicts,
            ),
        ):
            yield GaugeMetricFamily(f"eventmart_mart_{name}", documentation, value)
        if totals.complete_through is not None:
            yield GaugeMetricFamily(
                "eventmart_mart_lag_seconds",
                "Age of the mart's watermark, the time up to which it holds every received event.",
                (datetime.now(UTC) - totals.complete_through).total_seconds(),
            )


class _RunsCollector(Collector):
    def __init__(self, runs: Callable[[], RunTotals]) -> None:
        self._runs = runs

    def collect(self) -> Iterator[Metric]:
        """The update runs and the alerts, if PostgreSQL is available."""
        try:
            runs = self._runs()
        except psycopg.Error as error:
            log.warning("no metrics of the update runs: %s", first_line(error))
            return
        ended = CounterMetricFamily("eventmart_update_runs", "Update runs that have ended.", labels=["state"])
        open_runs = GaugeMetricFamily(
            "eventmart_update_runs_open", "Update runs that have not ended.", labels=["state"]
        )
        for state, count in runs.count_by_state.items():
            (open_runs if state in ("queued", "running") else ended).add_metric([state], count)
        yield ended
        yield open_runs
        if runs.last_seconds is not None:
            name, documentation = "eventmart_update_last_run_seconds", "Duration of the last update run that ended."
            yield GaugeMetricFamily(name, documentation, runs.last_seconds)
        alerts = GaugeMetricFamily("eventmart_alert", "Alerts that are on.", labels=["alert"])
        for alert in runs.alerts:
            alerts.add_metric([alert], 1)
        yield alerts
