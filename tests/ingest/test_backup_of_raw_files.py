"""Raw files go out of a real HDFS into a backup, and back, each line once, whatever happens meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backup import raw_copy
from backup.contents import Advance, SavedFile, verify
from backup.raw_copy import copy_out
from backup.raw_files import RawFile, raw_bytes
from backup.raw_restore import RawRestore
from eventmart.errors import OperatorError
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.compaction import compact
from raw_zone.layout import NAME_TIME, RAW_ZONE, RESTORING, STREAMS, file_path, hour_folder
from raw_zone.watermark import landed_watermark, publish
from tests.ingest.conftest import Hdfs
from tests.stack.hdfs import read_folder
from tests.unit.test_backup import ignore, manifest_of

BEGIN = datetime(2026, 1, 2, 3, tzinfo=UTC)
FILES = 5
SPOOL = "the-spool"
FOREIGN = f"{hour_folder('events', '2025-12-31T23')}/by-hand.json"


@pytest.fixture
def client(hdfs: Hdfs) -> Iterator[HdfsClient]:
    """A client of an HDFS that holds nothing; what a test puts there is deleted."""
    client = hdfs_client(hdfs.settings)
    client.delete("/lake", recursive=True)
    yield client
    client.delete("/lake", recursive=True)


def put(client: HdfsClient, minute: int, stream: str = "events") -> str:
    """Land a file as the shipper does, and return its path."""
    path = file_path(stream, f"{(BEGIN + timedelta(minutes=minute)).strftime(NAME_TIME)}-x.jsonl")
    client.write(path, data=f'{{"stream":"{stream}","minute":{minute}}}\n')
    return path


@pytest.fixture
def complete_through(client: HdfsClient) -> datetime:
    """The watermark. Files of both streams, and one that was put there by hand, have landed."""
    watermark = BEGIN + timedelta(minutes=FILES)
    publish(client, SPOOL, watermark)
    for stream in STREAMS:
        for minute in range(FILES):
            put(client, minute, stream)
    client.write(FOREIGN, data=b"no line break at the end")
    client.write(f"{hour_folder('events', '2025-12-31T23')}/empty", data=b"")
    client.write(f"{hour_folder('events', '2025-12-31T23')}/_blank", data=b"\n")
    return watermark


def lines_of(content: bytes) -> list[bytes]:
    return sorted(filter(None, content.split(b"\n")))


def lines_in(folder: Path) -> list[bytes]:
    return lines_of(b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()))


def test_each_line_is_copied_once_although_files_are_joined_meanwhile_and_more_land(
    client: HdfsClient, hdfs: Hdfs, complete_through: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, copied = hdfs.settings, []
    before = lines_of(read_folder(settings, RAW_ZONE))
    copy = raw_copy._copy

    def copy_and_join(client: HdfsClient, file: RawFile, folder: Path, advance: Advance) -> SavedFile:
        saved = copy(client, file, folder, advance)
        copied.append(file.path)
        if len(copied) == 4:
            # one has landed since the watermark was read, and the files copied so far are joined to it
            put(client, FILES + 1)
            publish(client, SPOOL, complete_through + timedelta(minutes=9))
            assert compact(settings) == f"{2 * FILES + 1} files joined into 2"
        return saved

    monkeypatch.setattr(raw_copy, "_copy", copy_and_join)
    # this one has landed as well, but may still be in the spool
    put(client, FILES + 20)
    files = list(copy_out(settings, tmp_path, complete_through, ignore))
    late = f'{{"stream":"events","minute":{FILES + 1}}}'.encode()
    assert lines_in(tmp_path) == sorted([*before, late])
    assert sum(file.rows for file in files) == len(before) + 1
    verify(tmp_path, manifest_of(*files), ignore)
    # nothing but the files of the manifest
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == {
        file.path for file in files
    }


def test_hours_that_never_rest_are_given_up(
    client: HdfsClient, hdfs: Hdfs, complete_through: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = raw_copy._copy

    def copy_and_change(client: HdfsClient, file: RawFile, folder: Path, advance: Advance) -> SavedFile:
        saved = copy(client, file, folder, advance)
        client.write(file.path, data=b"x", append=True)
        return saved

    monkeypatch.setattr(raw_copy, "_copy", copy_and_change)
    with pytest.raises(OperatorError, match="change faster than they can be copied"):
        list(copy_out(hdfs.settings, tmp_path, complete_through, ignore))


def test_a_restore_that_is_cut_short_is_continued_and_mixes_with_nothing(
    client: HdfsClient, hdfs: Hdfs, complete_through: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = hdfs.settings
    files = list(copy_out(settings, tmp_path, complete_through, ignore))
    before = lines_in(tmp_path)
    end_of_time = datetime.max.replace(tzinfo=UTC)

    def restore(backup_id: str = "one") -> RawRestore:
        return RawRestore(client, tmp_path, backup_id, files)

    # the same stack: it holds data, even if all of it is in the backup
    for received_after in (end_of_time, complete_through):
        with pytest.raises(OperatorError, match="HDFS holds events already, such as /lake/raw/events/"):
            restore().refuse_data(received_after)

    client.delete("/lake", recursive=True)
    assert raw_bytes(client) == 0
    newer = put(client, FILES + 1)
    held = raw_bytes(client)
    with pytest.raises(OperatorError, match=r"such as .*\. Restore into an empty stack.*--keep-newer"):
        restore().refuse_data(end_of_time)
    restore().refuse_data(complete_through)

    def cut_short(at: str, after: int) -> None:
        """Restore until an operation of the client has been called so often."""
        calls, original = [], getattr(client, at)

        def operation(*args: object, **kwargs: object) -> object:
            calls.append(args)
            if len(calls) > after:
                raise ConnectionError
            return original(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(client, at, operation)
            with pytest.raises(ConnectionError):
                put_back(restore())

    def put_back(raw: RawRestore) -> None:
        raw.refuse_data(complete_through)
        raw.upload(ignore)
        # no table sees anything until all of it is there
        assert raw_bytes(client) == held
        raw.move()

    cut_short("write", 4)
    cut_short("rename", 4)
    with pytest.raises(OperatorError, match="The restore of another backup, one, was cut short"):
        restore("two").refuse_data(complete_through)

    uploaded: list[int] = []
    raw = restore()
    assert raw.is_continued
    raw.refuse_data(complete_through)
    raw.upload(uploaded.append)
    raw.move()
    raw.finish()
    assert sum(uploaded) == sum(file.bytes for file in files)
    assert client.status(RESTORING, strict=False) is None
    client.delete(newer)
    assert lines_of(read_folder(settings, RAW_ZONE)) == before
    for file in files:
        assert client.status(f"/lake/{file.path}")["length"] == file.bytes
    assert landed_watermark(settings) is None
