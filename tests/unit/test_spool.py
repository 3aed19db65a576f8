"""The spool: what it returns from is on the disk, and a segment has one fate."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from ingest_api.spool import Spool, SpoolUnavailable, seal_orphans, sealed_segments


def make(root: Path, now: Callable[[], datetime] | None = None, **limits: float) -> Spool:
    ids = count()
    fixed = datetime(2026, 1, 2, 3, tzinfo=UTC)
    return Spool(
        root,
        max_bytes=int(limits.get("max_bytes", 2**20)),
        max_seconds=limits.get("max_seconds", 60),
        now=now or (lambda: fixed),
        new_id=lambda: f"{os.getpid()}-{next(ids):06}",
    )


def content(root: Path, stream: str = "events") -> list[bytes]:
    paths = [*(root / stream / "sealed").iterdir(), *(root / stream / "open").iterdir()]
    return [line for path in sorted(paths) for line in path.read_bytes().splitlines()]


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
        threading.Thread(target=lambda n=n: [spool.append("events", [b"%d-%d" % (n, i)]) for i in range(10)])
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(content(tmp_path)) == sorted(b"%d-%d" % (n, i) for n in range(20) for i in range(10))
    assert len(syncs) < 100
    spool.close()


def test_a_segment_is_sealed_by_size_and_by_age_and_by_the_hour(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 59, 59, tzinfo=UTC)
    spool = make(tmp_path, now=lambda: moment, max_bytes=10, max_seconds=0.2)
    first = spool.append("events", [b"0123456789"])
    assert [path.name for _, path in sealed_segments(tmp_path)] == [first]

    second = spool.append("events", [b"x"])
    assert not spool.is_landed("events", second)
    deadline = threading.Event()
    for _ in range(200):
        if len(list(sealed_segments(tmp_path))) == 2:
            break
        deadline.wait(0.02)
    assert {path.name for _, path in sealed_segments(tmp_path)} == {first, second}
    spool.close()

    patient = make(tmp_path / "hours", now=lambda: moment)
    before = patient.append("events", [b"before"])
    moment += timedelta(seconds=1)
    after = patient.append("events", [b"after"])
    assert (before[:13], after[:13]) == ("2026-01-02T03", "2026-01-02T04")
    assert [path.name for _, path in sealed_segments(tmp_path / "hours")] == [before]
    patient.close()


def test_closing_seals_what_is_open(tmp_path: Path) -> None:
    spool = make(tmp_path)
    spool.append("events", [b"a"])
    spool.append("quarantine", [b"b"])
    spool.close()
    assert [(stream, path.read_bytes()) for stream, path in sealed_segments(tmp_path)] == [
        ("events", b"a\n"),
        ("quarantine", b"b\n"),
    ]


def test_a_failed_sync_gives_up_the_segment_and_keeps_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = make(tmp_path)
    first = spool.append("events", [b"acknowledged"])
    with monkeypatch.context() as patch:

        def failing(_: int) -> None:
            raise OSError(5, "Input/output error")

        patch.setattr("os.fdatasync", failing)
        with pytest.raises(SpoolUnavailable, match="Input/output error"):
            spool.append("events", [b"lost"])
    second = spool.append("events", [b"after"])
    assert first != second
    seal_orphans(tmp_path)
    spool.close()
    assert content(tmp_path) == [b"acknowledged", b"after"]


def test_every_waiting_request_hears_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = make(tmp_path)
    blocked, failed = threading.Event(), []

    def failing(_: int) -> None:
        blocked.wait(5)
        raise MemoryError("not an OSError")

    def attempt(record: bytes) -> None:
        try:
            spool.append("events", [record])
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
    seal_orphans(tmp_path)
    assert content(tmp_path) == []


def test_the_segments_of_a_dead_process_are_sealed_without_their_torn_tail(tmp_path: Path) -> None:
    living = make(tmp_path)
    living.append("events", [b"alive"])
    pid = os.fork()
    if pid == 0:
        orphan = make(tmp_path)
        orphan.append("events", [b"whole"])
        # as a write that was cut off by the end of the process
        (path,) = (p for p in (tmp_path / "events" / "open").iterdir() if str(os.getpid()) in p.name)
        with path.open("ab") as file:
            file.write(b"torn")
        os._exit(0)
    os.waitpid(pid, 0)
    seal_orphans(tmp_path)
    assert [path.read_bytes() for _, path in sealed_segments(tmp_path)] == [b"whole\n"]
    living.append("events", [b"still"])
    living.close()
    assert sorted(content(tmp_path)) == [b"alive", b"still", b"whole"]


def test_depth_counts_open_and_sealed_segments(tmp_path: Path) -> None:
    spool = make(tmp_path, max_bytes=5)
    assert (spool.depth().segments, spool.depth().bytes) == (0, 0)
    spool.append("events", [b"sealed"])
    spool.append("quarantine", [b"op"])
    assert (spool.depth().segments, spool.depth().bytes) == (2, 10)
    spool.close()
