"""`python -m ingest_api.shipping`: ship sealed segments to HDFS, and publish the watermark there."""

import fcntl
import logging
import time
from datetime import UTC, datetime
from typing import NoReturn

import requests
from tenacity import RetryCallState, Retrying, before_sleep_log, retry_if_exception_type, wait_exponential_jitter

from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from ingest_api.metrics import ShippingMetrics, start_counting
from ingest_api.shipping.landing import HdfsLanding, LandingFailed
from ingest_api.shipping.shipper import ship
from ingest_api.spool import watermark
from ingest_api.spool.layout import SpoolDir
from raw_zone.client import hdfs_client

_POLL_SECONDS = 0.1
# the watermark is published after every landing, and this often if nothing lands
_IDLE_WATERMARK_SECONDS = 2
# for this long after a flush request, it is published at every poll
_FLUSH_SECONDS = 2
# how much longer than HDFS the landing may be away, at most
_MAX_BACKOFF_SECONDS = 5

log = logging.getLogger("eventmart.shipper")


def _retrying(metrics: ShippingMetrics) -> Retrying:
    log_retry = before_sleep_log(log, logging.WARNING)

    def before_sleep(state: RetryCallState) -> None:
        metrics.retries.inc()
        log_retry(state)

    return Retrying(
        retry=retry_if_exception_type((LandingFailed, requests.RequestException)),
        wait=wait_exponential_jitter(multiplier=0.5, max=_MAX_BACKOFF_SECONDS),
        before_sleep=before_sleep,
    )


def run(spool_dir: SpoolDir, landing: HdfsLanding, metrics: ShippingMetrics) -> NoReturn:
    """Ship and publish the watermark until stopped. If HDFS is unavailable, retry with exponential backoff."""
    retrying = _retrying(metrics)
    spool_id = spool_dir.spool_id()
    # Before the first segment of a new spool lands: compaction joins files from before the watermark of all spools that
    # it knows. It must not join a file of this spool that may have to be landed again.
    retrying(landing.publish_watermark, spool_id, watermark.advance(spool_dir, datetime.now(UTC)))
    published_at = time.monotonic()
    while True:
        landed = retrying(ship, spool_dir, landing, metrics)
        complete_through = watermark.advance(spool_dir, datetime.now(UTC))
        is_flushing = 0 <= time.time() - spool_dir.flush_requested_at() < _FLUSH_SECONDS
        if landed or is_flushing or time.monotonic() - published_at >= _IDLE_WATERMARK_SECONDS:
            retrying(landing.publish_watermark, spool_id, complete_through)
            published_at = time.monotonic()
        if not landed:
            time.sleep(_POLL_SECONDS)


def main() -> None:
    """Become the only shipper of the spool, and ship until stopped."""
    settings = load_settings()
    configure_logging(settings.log_format)
    spool_dir = SpoolDir(settings.spool_dir)
    spool_dir.create()
    with (spool_dir.root / "shipper.lock").open("w") as lock:
        # a second shipper blocks here until the first ends
        fcntl.flock(lock, fcntl.LOCK_EX)
        start_counting(settings.metrics_dir, "shipper")
        run(spool_dir, HdfsLanding(hdfs_client(settings)), ShippingMetrics())


if __name__ == "__main__":
    with one_line_errors():
        main()
