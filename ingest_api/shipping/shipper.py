"""Lands sealed segments in HDFS, and deletes each local file only after that."""

import logging
from itertools import islice
from pathlib import Path

from eventmart.files import replace_file, sync_directory
from ingest_api.metrics import ShippingMetrics
from ingest_api.records import Rejected, utc_text
from ingest_api.shipping.landing import HdfsLanding
from ingest_api.spool import segment
from ingest_api.spool.layout import SUFFIX, SpoolDir
from raw_zone.layout import begin_of

log = logging.getLogger("eventmart.shipper")


# the watermark moves after as many, so a long backlog does not hold it until its end
_MAX_SEGMENTS = 100


def ship(spool_dir: SpoolDir, landing: HdfsLanding, metrics: ShippingMetrics) -> int:
    """Land sealed segments, the oldest 100 at most, and delete each one after it has landed.

    Returns:
        Number of landed segments.
    """
    spool_dir.seal_orphans()
    count = 0
    for stream, path in islice(spool_dir.sealed_segments(), _MAX_SEGMENTS):
        contents = segment.read_file(path)
        if contents.torn_bytes:
            log.warning("%s ends with %d bytes that were never acknowledged", path.name, contents.torn_bytes)
        if contents.damaged:
            log.error("%s has %d damaged records, which go to quarantine", path.name, len(contents.damaged))
            _quarantine(spool_dir, path, contents.damaged)
            metrics.damaged.inc(len(contents.damaged))
        if contents.chunks:
            final = landing.land(stream, path.name, contents.chunks)
            size = sum(map(len, contents.chunks))
            log.info("landed %s (%d bytes)", final, size)
            metrics.segments.inc()
            metrics.bytes.inc(size)
            count += 1
        path.unlink()
        # without this fsync, the file could reappear after a power failure, and land twice if compaction has already
        # joined the landed file with others
        sync_directory(path.parent)
    return count


def _quarantine(spool_dir: SpoolDir, path: Path, damaged: list[bytes]) -> None:
    """Write damaged records to a quarantine segment, whose name is derived from that of the damaged segment."""
    detail = f"The record was damaged on disk, in spool segment {path.name}."
    # the time of the segment, because nothing in a file is more than MAX_FILE_SPAN later than the file's name
    received_at = utc_text(begin_of(path.name))
    lines = [
        Rejected(index, "damaged", detail, record).line(received_at, source="spool")
        for index, record in enumerate(damaged)
    ]
    framed = b"".join(segment.frame([line + b"\n" for line in lines], [segment.index_of(lines)]))
    replace_file(spool_dir.sealed("quarantine") / f"{path.stem}-damaged{SUFFIX}", framed)
