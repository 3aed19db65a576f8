"""The spool: what it returns from is on the disk, and a segment has one fate."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from ingest_api.spool import layout, segment
from ingest_api.spool.layout import Depth, SpoolDir
from ingest_api.spool.spool import Limits, Spool
from ingest_api.spool.unavailable import SpoolUnavailable
from tests.stack.client import wait_until
from tests.unit.conftest import records

IDS = count()


def make(root: Path, now: Callable[[], datetime] | None = None, **limits: float) -> Spool:
    fixed = datetime(2026, 1, 2, 3, tzinfo=UTC)
    return Spool(
        SpoolDir(root),
        Limits(
            segment_bytes=int(limits.get("max_bytes", 2**20)),
            segment_seconds=limits.get("max_seconds", 60),
            spool_bytes=int(limits.get("spool_bytes", 2**30)),
            free_bytes=int(limits.get("free_bytes", 0)),
        ),
        now=now or (lambda: fixed),
        new_id=lambda: f"{os.getpid()}-{next(IDS):06}",
    )


def content(root: Path, stream: str = "events") -> list[bytes]:
    return records(SpoolDir(root), stream)


def sealed(root: Path) -> list[str]:
    return [path.name for _, path in SpoolDir(root).sealed_segments()]


def failing(*_: object) -> None:
    raise OSError(5, "Input/output error")


def test_concurrent_appends_share_a_sync_and_each_record_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = []
    real_sync = os.fdatasync

    def slow_sync(descriptor: int) -> None:
        syncs.append(descriptor)
        real_sync(descriptor)
        # long enough for the other threads to queue up behind it
        threading.Event().wait(0.01)

    monkeypatch.setattr("os.fdatasync", slow_sync)
    spool = make(tmp_path)
    threads = [
        threading.Thread(target=lambda n=n: [spool.append("events", [b"%d-%d" % (n, i)]).result() for i in range(10)])
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(content(tmp_path)) == sorted(b"%d-%d" % (n, i) for n in range(20) for i in range(10))
    assert len(syncs) < 100
    spool.close()


def test_a_segment_is_sealed_by_size_and_by_age_and_by_the_minute(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC)
    spool = make(tmp_path, now=lambda: moment, max_bytes=100, max_seconds=0.2)
    first = spool.append("events", [b"x" * 100]).result()
    assert sealed(tmp_path) == [first]

    second = spool.append("events", [b"x"]).result()
    assert not spool.wait_until_landed("events", second, 0)
    pause = threading.Event()
    for _ in range(200):
        if len(sealed(tmp_path)) == 2:
            break
        pause.wait(0.02)
    assert sealed(tmp_path) == [first, second]
    (tmp_path / "events" / "sealed" / second).unlink()
    assert spool.wait_until_landed("events", second, 0)
    spool.close()

    patient = make(tmp_path / "minutes", now=lambda: moment)
    before = patient.append("events", [b"before"]).result()
    moment += timedelta(seconds=1)
    after = patient.append("events", [b"after"]).result()
    assert (before[:15], after[:15]) == ("2026-01-02T0304", "2026-01-02T0305")
    assert sealed(tmp_path / "minutes") == [before]
    patient.close()


def test_if_many_segments_wait_each_takes_what_comes_in_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest_api.spool.spool._MANY_SEGMENTS", 3)
    monkeypatch.setattr("ingest_api.spool.spool._CAPACITY_SECONDS", 0.1)
    moment = datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC)
    spool = make(tmp_path, now=lambda: moment, max_seconds=0.01)

    pause = threading.Event()

    def segments() -> set[str]:
        return {spool.append("events", [b"x"]).result() for _ in range(20) if not pause.wait(0.02)}

    # the third one may be the first that is not sealed early
    assert len(segments()) >= 3
    wait_until(lambda: len(segments()) == 1, "segments that are not sealed early", 10)
    waiting, names = sealed(tmp_path), segments()
    assert (len(names), sealed(tmp_path)) == (1, waiting)
    moment += timedelta(seconds=1)
    assert spool.append("events", [b"z"]).result() not in names
    assert set(sealed(tmp_path)) == {*waiting, *names}
    for _, path in SpoolDir(tmp_path).sealed_segments():
        path.unlink()
    # the open segment is sealed by its age again
    wait_until(lambda: len(sealed(tmp_path)) == 1, "the segment", 10)
    spool.close()


def test_a_flush_request_seals_the_open_segment(tmp_path: Path) -> None:
    spool = make(tmp_path, max_seconds=3600)
    first = spool.append("events", [b"a"]).result()
    SpoolDir(tmp_path).request_flush()
    pause = threading.Event()
    for _ in range(200):
        if sealed(tmp_path):
            break
        pause.wait(0.02)
    second = spool.append("events", [b"b"]).result()
    assert (sealed(tmp_path), first != second) == ([first], True)
    spool.close()
    assert content(tmp_path) == [b"a", b"b"]


def test_closing_seals_what_is_open(tmp_path: Path) -> None:
    spool = make(tmp_path)
    spool.append("events", [b"a"]).result()
    spool.append("quarantine", [b"b"]).result()
    spool.close()
    assert [stream for stream, _ in SpoolDir(tmp_path).sealed_segments()] == ["events", "quarantine"]
    assert (content(tmp_path), content(tmp_path, "quarantine")) == ([b"a"], [b"b"])


def test_a_failed_sync_gives_up_the_segment_and_keeps_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = make(tmp_path)
    first = spool.append("events", [b"acknowledged"]).result()
    with monkeypatch.context() as patch:
        patch.setattr("os.fdatasync", failing)
        with pytest.raises(SpoolUnavailable, match="Input/output error"):
            spool.append("events", [b"lost"]).result()
    second = spool.append("events", [b"after"]).result()
    assert first != second
    SpoolDir(tmp_path).seal_orphans()
    spool.close()
    assert content(tmp_path) == [b"acknowledged", b"after"]


def test_records_on_the_disk_are_acknowledged_even_when_their_segment_cannot_be_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = make(tmp_path, max_bytes=10)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        spool.append("events", [b"on the disk"]).result()
    spool.close()
    assert sealed(tmp_path) == []
    SpoolDir(tmp_path).seal_orphans()
    assert len(sealed(tmp_path)) == 1
    assert content(tmp_path) == [b"on the disk"]


def test_every_waiting_request_hears_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = make(tmp_path)
    blocked, failed = threading.Event(), []

    def failing(_: int) -> None:
        blocked.wait(5)
        raise MemoryError("not an OSError")

    def attempt(record: bytes) -> None:
        try:
            spool.append("events", [record]).result()
        except SpoolUnavailable:
            failed.append(record)

    monkeypatch.setattr("os.fdatasync", failing)
    threads = [threading.Thread(target=attempt, args=(b"%d" % n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    blocked.set()
    for thread in threads:
        thread.join()
    assert sorted(failed) == [b"0", b"1", b"2", b"3", b"4"]
    monkeypatch.undo()
    spool.close()
    SpoolDir(tmp_path).seal_orphans()
    assert content(tmp_path) == []


def test_the_segments_of_a_dead_process_are_sealed_without_their_torn_tail(tmp_path: Path) -> None:
    living = make(tmp_path)
    living.append("events", [b"alive"]).result()
    pid = os.fork()
    if pid == 0:
        orphan = make(tmp_path)
        orphan.append("events", [b"whole"]).result()
        # as a write that was cut off by the end of the process
        (path,) = (p for p in (tmp_path / "events" / "open").iterdir() if str(os.getpid()) in p.name)
        with path.open("ab") as file:
            file.write(b"torn")
        os._exit(0)
    os.waitpid(pid, 0)
    SpoolDir(tmp_path).seal_orphans()
    (path,) = (path for _, path in SpoolDir(tmp_path).sealed_segments())
    assert segment.read_file(path) == segment.Contents([memoryview(b"whole\n")], [], 4)
    living.append("events", [b"still"]).result()
    living.close()
    assert sorted(content(tmp_path)) == [b"alive", b"still", b"whole"]


def test_a_segment_that_its_worker_seals_meanwhile_is_no_orphan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = make(tmp_path)
    living.append("events", [b"alive"]).result()
    real_open = os.open

    def open_late(path: Path, flags: int) -> int:
        living.close()
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", open_late)
    SpoolDir(tmp_path).seal_orphans()
    assert content(tmp_path) == [b"alive"]


def test_depth_counts_open_and_sealed_segments(tmp_path: Path) -> None:
    spool, spool_dir = make(tmp_path, max_bytes=200), SpoolDir(tmp_path)
    assert spool_dir.depth() == Depth(0, 0, None)
    spool.append("events", [b"x" * 200]).result()
    spool.append("quarantine", [b"y"]).result()
    depth = spool_dir.depth()
    assert (depth.segments, depth.oldest_received_at) == (2, datetime(2026, 1, 2, 3, tzinfo=UTC))
    assert 201 < depth.bytes < 400
    spool.close()


def test_a_full_spool_takes_nothing_until_there_is_room(tmp_path: Path) -> None:
    spool = make(tmp_path, max_bytes=500, spool_bytes=500)
    spool.append("events", [b"x" * 1000]).result()
    spool.close()
    full = make(tmp_path, spool_bytes=500)
    with pytest.raises(SpoolUnavailable, match="spool is full"):
        full.append("events", [b"y"]).result()
    (_, path), *_ = SpoolDir(tmp_path).sealed_segments()
    path.unlink()
    pause = threading.Event()
    for _ in range(100):
        try:
            full.append("events", [b"z"]).result()
            break
        except SpoolUnavailable:
            pause.wait(0.05)
    assert content(tmp_path) == [b"z"]
    full.close()


def test_a_nearly_full_disk_takes_nothing(tmp_path: Path) -> None:
    spool = make(tmp_path, free_bytes=2**60)
    with pytest.raises(SpoolUnavailable, match="disk is nearly full"):
        spool.append("events", [b"x"]).result()
    spool.close()
    assert content(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", path], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    yield path
    subprocess.run(["umount", path], check=True)


def test_on_a_disk_that_is_really_full_what_was_acknowledged_stays_and_nothing_else(small_disk: Path) -> None:
    spool = make(small_disk)
    acknowledged, refused = [], 0
    for number in range(200):
        record = b"%04d" % number + b"x" * 4000
        try:
            spool.append("events", [record]).result()
            acknowledged.append(record)
        except SpoolUnavailable as error:
            assert "No space left" in str(error)  # noqa: PT017
            refused += 1
    spool.close()
    assert len(acknowledged) > 20
    assert refused > 20
    assert content(small_disk) == acknowledged


def test_a_failure_while_a_segment_is_opened_leaves_no_locked_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = make(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("ingest_api.spool.group_commit.sync_directory", failing)
        with pytest.raises(SpoolUnavailable, match="Input/output error"):
            spool.append("events", [b"lost"]).result()
    spool.append("events", [b"after"]).result()
    # the watermark is held back by every segment in the spool: that of the failure must not stay there
    SpoolDir(tmp_path).seal_orphans()
    assert len(list(SpoolDir(tmp_path).open("events").iterdir())) == 1
    spool.close()
    assert content(tmp_path) == [b"after"]


def test_a_failure_to_close_a_segment_does_not_end_the_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = make(tmp_path, max_bytes=10)
    close = os.close
    with monkeypatch.context() as patch:

        def failing_close(descriptor: int) -> None:
            is_segment = Path(f"/proc/self/fd/{descriptor}").readlink().suffix == ".seg"
            close(descriptor)
            if is_segment:
                raise OSError(28, "No space left on device")

        patch.setattr("os.close", failing_close)
        spool.append("events", [b"on the disk"]).result(timeout=10)
        spool.append("events", [b"on the disk too"]).result(timeout=10)
    spool.append("events", [b"after"]).result(timeout=10)
    spool.close()
    assert content(tmp_path) == [b"on the disk", b"on the disk too", b"after"]


def test_a_spool_id_that_a_power_cut_has_emptied_is_replaced(tmp_path: Path) -> None:
    spool_dir = SpoolDir(tmp_path)
    spool_dir.create()
    spool_id = spool_dir.spool_id()
    spool_dir.create()
    assert spool_dir.spool_id() == spool_id
    (tmp_path / "spool_id").write_text("")
    spool_dir.create()
    assert len(spool_dir.spool_id()) == len(spool_id)
    assert spool_dir.spool_id() != spool_id


def test_sealed_segments_are_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool_dir = SpoolDir(tmp_path)
    spool_dir.create()
    for number in range(100):
        (spool_dir.sealed("events") / f"2026-01-02T030405.{number:06}Z-a.seg").write_bytes(b"x" * number)
    before = spool_dir.depth()
    assert (before.segments, before.bytes) == (100, sum(range(100)))
    measured: list[str] = []
    real = layout._sizes

    def sizes(folder: Path, names: Iterable[str]) -> dict[str, int]:
        measured.extend(names)
        return real(folder, names)

    monkeypatch.setattr(layout, "_sizes", sizes)
    (spool_dir.sealed("events") / "2026-01-02T030406.000000Z-new.seg").write_bytes(b"new")
    (spool_dir.sealed("events") / "2026-01-02T030405.000099Z-a.seg").unlink()
    after = spool_dir.depth()
    assert (after.segments, after.bytes) == (100, sum(range(99)) + 3)
    assert measured == ["2026-01-02T030406.000000Z-new.seg"]
