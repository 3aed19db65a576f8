"""`python -m ingest_api.shipper`: brings sealed segments to HDFS, and only then deletes them here."""

import fcntl
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import requests
from tenacity import RetryCallState, Retrying, before_sleep_log, retry_if_exception_type, wait_exponential_jitter

from eventmart.process import configure_logging, one_line_errors
from eventmart.settings import load_settings
from ingest_api import segment, watermark
from ingest_api.events import Rejected, utc_text
from ingest_api.landing import HdfsLanding, LandingFailed
from ingest_api.metrics_dir import prepare
from ingest_api.spool_dir import SUFFIX, SpoolDir, sync_directory

_POLL_SECONDS = 0.1
# the watermark moves with every landing, and at rest this often
_IDLE_WATERMARK_SECONDS = 2
# and for so long after somebody has asked for it, with every look
_HURRY_SECONDS = 2
_LONGEST_PAUSE_SECONDS = 15

log = logging.getLogger("eventmart.shipper")


def ship(spool_dir: SpoolDir, landing: HdfsLanding) -> int:
    """Land every segment that is ready, oldest first, and delete each once it is there.

    Returns:
        How many were landed.
    """
    # not at the top: `main` must have said first where this process counts
    from ingest_api.metrics import DAMAGED, SHIPPED_BYTES, SHIPPED_SEGMENTS

    spool_dir.seal_orphans()
    count = 0
    for stream, path in spool_dir.sealed_segments():
        contents = segment.read_file(path)
        if contents.torn_bytes:
            log.warning("%s ends in %d bytes that were never acknowledged", path.name, contents.torn_bytes)
        if contents.damaged:
            log.error("%s has %d damaged records: they go to quarantine", path.name, len(contents.damaged))
            _quarantine(spool_dir, path, contents.damaged)
            DAMAGED.inc(len(contents.damaged))
        if contents.chunks:
            final = landing.land(stream, path.name, contents.chunks)
            size = sum(map(len, contents.chunks))
            log.info("landed %s (%d bytes)", final, size)
            SHIPPED_SEGMENTS.inc()
            SHIPPED_BYTES.inc(size)
            count += 1
        path.unlink()
        # else it might be back after a power cut, and land a second time when its copy has been joined to others
        sync_directory(path.parent)
    return count


def _quarantine(spool_dir: SpoolDir, path: Path, damaged: list[bytes]) -> None:
    """Put damaged records into a quarantine segment, whose name follows from the damaged one's."""
    detail = f"The record was damaged on the disk, in spool segment {path.name}."
    now = utc_text(datetime.now(UTC))
    lines = [
        Rejected(index, "damaged", detail, record).line(now, source="spool") for index, record in enumerate(damaged)
    ]
    folder = spool_dir.sealed("quarantine")
    name = f"{path.stem}-damaged{SUFFIX}"
    temporary = folder / f"{name}.new"
    with temporary.open("wb") as file:
        file.writelines(segment.frame([line + b"\n" for line in lines], [segment.index_of(lines)]))
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(folder / name)
    sync_directory(folder)


def _retrying() -> Retrying:
    from ingest_api.metrics import SHIPPING_RETRIES

    say = before_sleep_log(log, logging.WARNING)

    def before_sleep(state: RetryCallState) -> None:
        SHIPPING_RETRIES.inc()
        say(state)

    return Retrying(
        retry=retry_if_exception_type((LandingFailed, requests.RequestException)),
        wait=wait_exponential_jitter(multiplier=0.5, max=_LONGEST_PAUSE_SECONDS),
        before_sleep=before_sleep,
    )


def main() -> None:
    """Ship for ever; when HDFS is away, try again with growing pauses."""
    settings = load_settings()
    configure_logging(settings.log_format)
    spool_dir = SpoolDir(settings.spool_dir)
    spool_dir.create()
    landing = HdfsLanding(settings.webhdfs_url, settings.hdfs_user)
    with (spool_dir.root / "shipper.lock").open("w") as lock:
        # a second shipper waits here until the first has ended
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare(settings.metrics_dir, "shipper")
        retrying = _retrying()
        spool_id = spool_dir.spool_id()
        published_at = float("-inf")
        while True:
            landed = retrying(ship, spool_dir, landing)
            moved = watermark.advance(spool_dir, datetime.now(UTC))
            is_hurried = 0 <= time.time() - spool_dir.hurried_at() < _HURRY_SECONDS
            if landed or is_hurried or time.monotonic() - published_at >= _IDLE_WATERMARK_SECONDS:
                retrying(landing.publish_watermark, spool_id, moved)
                published_at = time.monotonic()
            if not landed:
                time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    with one_line_errors():
        main()
