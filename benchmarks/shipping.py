"""Shipping from the spool to a real HDFS, compared with ingesting and with Hadoop's own client."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.java_gateway import launch_gateway

from benchmarks.batches import CLIENTS, ingest
from benchmarks.load import BATCH_EVENTS, load
from benchmarks.plan import Plan
from benchmarks.report import Comparison, Measurement, compare
from benchmarks.servers import api, service
from eventmart.settings import Settings
from ingest_api.metrics import ShippingMetrics
from ingest_api.shipping.landing import HdfsLanding
from ingest_api.shipping.shipper import ship
from ingest_api.spool import segment
from ingest_api.spool.layout import SpoolDir
from local_stack.services import DATANODE, NAMENODE, SHIPPER
from raw_zone.client import HdfsClient, hdfs_client

_FILL_SECONDS = 1
_POLL_SECONDS = 0.1
# segments are sealed by size only
_NEVER = 1e6
_PUT_INTO = "/put"


@dataclass(frozen=True)
class _Bench:
    """What all measurements here use: HDFS, and full segments as the API wrote them."""

    plan: Plan
    settings: Settings
    hdfs: HdfsClient
    segments: Sequence[Path]

    def landed_bytes(self) -> int:
        """Bytes in the raw zone of the lake."""
        return int(self.hdfs.content("/lake/raw")["length"])


def measure(plan: Plan) -> Iterator[Comparison]:
    """Compare shipping with ingesting, each alone and at the same time, and with a put by Hadoop's own client."""
    settings = plan.settings()
    with ExitStack() as running:
        running.enter_context(service(NAMENODE, settings))
        running.enter_context(service(DATANODE, settings))
        put = running.enter_context(_native_client(settings))
        hdfs = hdfs_client(settings)
        # two of them make the file of 128 MiB
        bench = _Bench(plan, settings, hdfs, _full_segments(plan, max(plan.segments, 2)))
        whole, lines = _one_file(plan, bench.segments[:2])
        # warm-up
        _put(bench, put, lines)
        for title, metric, variants in (
            (
                "Shipping and ingesting, each alone",
                "events/s",
                {"shipped": partial(_ship, bench, bench.segments), "ingested": partial(ingest, plan, "ndjson")},
            ),
            ("Shipping while ingesting", "landed events/s", {"both": partial(_ship_while_ingesting, bench)}),
            (
                "A file of 128 MiB",
                "MB/s",
                {"shipped": partial(_ship, bench, [whole]), "put": partial(_put, bench, put, lines)},
            ),
        ):
            yield compare(title, metric, variants, plan.runs, plan.console)


def _full_segments(plan: Plan, count: int) -> list[Path]:
    settings = plan.settings(segment_max_seconds=_NEVER)
    full: list[Path] = []
    with api(settings):
        while len(full) < count:
            load(settings.api_url, "ndjson", CLIENTS, _FILL_SECONDS)
            full = [path for _, path in SpoolDir(settings.spool_dir).sealed_segments()]
    return full[:count]


def _one_file(plan: Plan, segments: Sequence[Path]) -> tuple[Path, Path]:
    """Write two files: the segments concatenated to one segment, and its records as lines, as they land in HDFS."""
    whole, lines = plan.folder / segments[0].name, plan.folder / "lines.jsonl"
    whole.write_bytes(b"".join(path.read_bytes() for path in segments))
    lines.write_bytes(b"".join(segment.read(whole.read_bytes()).chunks))
    return whole, lines


def _ship(bench: _Bench, segments: Sequence[Path]) -> Measurement:
    spool_dir = SpoolDir(bench.plan.settings().spool_dir)
    spool_dir.create()
    for path in segments:
        # the shipper deletes its own link to the file, and the original stays
        (spool_dir.sealed("events") / path.name).hardlink_to(path)
    events = sum(bytes(chunk).count(b"\n") for path in segments for chunk in segment.read_file(path).chunks)
    landing = HdfsLanding(bench.hdfs)
    started = time.perf_counter()
    ship(spool_dir, landing, ShippingMetrics())
    seconds = time.perf_counter() - started
    landed = bench.landed_bytes()
    bench.hdfs.delete("/lake", recursive=True)
    return {"MB/s": landed / seconds / 1e6, "events/s": events / seconds}


def _ship_while_ingesting(bench: _Bench) -> Measurement:
    settings = bench.plan.settings(hdfs_http_port=bench.settings.hdfs_http_port)
    spool_dir = SpoolDir(settings.spool_dir)
    with api(settings), service(SHIPPER, settings):
        ingested = load(settings.api_url, "ndjson", CLIENTS, bench.plan.seconds).rate * BATCH_EVENTS
        landed = bench.landed_bytes()
        started = time.perf_counter()
        while spool_dir.depth().segments:
            time.sleep(_POLL_SECONDS)
        catch_up_seconds = time.perf_counter() - started
        share = landed / bench.landed_bytes()
    bench.hdfs.delete("/lake", recursive=True)
    shutil.rmtree(settings.state_dir)
    return {
        "landed events/s": ingested * share,
        "ingested events/s": ingested,
        "caught up after s": catch_up_seconds,
    }


def _put(bench: _Bench, put: Callable[[Path], None], file: Path) -> Measurement:
    started = time.perf_counter()
    put(file)
    seconds = time.perf_counter() - started
    bench.hdfs.delete(_PUT_INTO, recursive=True)
    return {"MB/s": file.stat().st_size / seconds / 1e6}


@contextmanager
def _native_client(settings: Settings) -> Iterator[Callable[[Path], None]]:
    """Start Hadoop's own client in a JVM, so that the start of the JVM is not measured."""
    gateway = launch_gateway()  # type: ignore[no-untyped-call]
    jvm: Any = gateway.jvm
    hadoop = jvm.org.apache.hadoop
    try:
        configuration = hadoop.conf.Configuration()
        # WebHDFS uses the servers' setting, which is 1
        configuration.set("dfs.replication", "1")
        file_system = hadoop.fs.FileSystem.get(jvm.java.net.URI(settings.hdfs_url), configuration, settings.hdfs_user)

        def put(file: Path) -> None:
            file_system.copyFromLocalFile(hadoop.fs.Path(file.as_uri()), hadoop.fs.Path(f"{_PUT_INTO}/{file.name}"))

        yield put
    finally:
        gateway.shutdown()
        # the JVM exits when its standard input is closed
        gateway.proc.stdin.close()
        gateway.proc.wait()
