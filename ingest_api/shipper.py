"""`python -m ingest_api.shipper`: brings sealed segments to HDFS, and only then deletes them here."""

import fcntl
import logging
import time
from pathlib import Path

import requests
from tenacity import Retrying, before_sleep_log, retry_if_exception_type, wait_exponential_jitter

from eventmart.settings import load_settings
from ingest_api.landing import HdfsLanding, LandingFailed
from ingest_api.spool import seal_orphans, sealed_segments

_POLL_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 15

log = logging.getLogger("eventmart.shipper")


def ship(root: Path, landing: HdfsLanding) -> int:
    """Land every segment that is ready, oldest first, and delete each once it is there.

    Returns:
        How many were landed.
    """
    seal_orphans(root)
    count = 0
    for stream, segment in sealed_segments(root):
        length = segment.stat().st_size
        if length:
            final = landing.land(stream, segment)
            log.info("landed %s (%d bytes)", final, length)
            count += 1
        segment.unlink()
    return count


def main() -> None:
    """Ship for ever; when HDFS is away, try again with growing pauses."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = load_settings()
    root = settings.spool_dir
    root.mkdir(parents=True, exist_ok=True)
    landing = HdfsLanding(settings.webhdfs_url, settings.hdfs_user)
    retrying = Retrying(
        retry=retry_if_exception_type((LandingFailed, requests.RequestException)),
        wait=wait_exponential_jitter(multiplier=0.5, max=_LONGEST_PAUSE_SECONDS),
        before_sleep=before_sleep_log(log, logging.WARNING),
    )
    with (root / "shipper.lock").open("w") as lock:
        # a second shipper waits here until the first has ended
        fcntl.flock(lock, fcntl.LOCK_EX)
        while True:
            if retrying(ship, root, landing) == 0:
                time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    main()
