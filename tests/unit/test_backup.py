"""The folder of a backup: whether it is whole, who may read it, and what of it is restored on this machine."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from backup import contents, create
from backup.contents import Advance, Manifest, SavedFile, make_folder, read_manifest, save, verify, write_manifest
from backup.create import create_backup
from backup.restore import _restore_configuration, restore_backup
from eventmart.errors import OperatorError
from eventmart.settings import Settings
from pipeline.migrate import migrations

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LINES = b'{"event_id":"a"}\n\n{"event_id":"b"}\n'
DAY = "raw/events/ingest_date=2026-01-02/ingest_hour=03"


def ignore(_: int) -> None:
    pass


@contextmanager
def show(step: str, total: int | None) -> Iterator[Advance]:
    yield ignore


def manifest_of(*files: SavedFile) -> Manifest:
    return Manifest(str(UUID(int=1)), contents.FORMAT, "0.1.0", max(migrations()), NOW, NOW, files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole backup."""
    folder = tmp_path / "backup"
    make_folder(folder)
    # in chunks that do not end with lines
    files = (
        save(folder, f"{DAY}/a.jsonl", [LINES[:20], LINES[20:]]),
        save(folder, "api_keys.json", [b"[]"]),
        save(folder, "schemas/page_view.json", [b"{}"]),
    )
    write_manifest(folder, manifest_of(*files))
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, state_dir=tmp_path / "state")


def test_a_whole_backup_is_as_its_manifest_says(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert [(file.path, file.bytes, file.rows) for file in manifest.files] == [
        (f"{DAY}/a.jsonl", len(LINES), 2),
        ("api_keys.json", 2, 1),
        ("schemas/page_view.json", 2, 1),
    ]
    seen: list[int] = []
    verify(folder, manifest, seen.append)
    assert sum(seen) == len(LINES) + 4
    assert (folder / DAY / "a.jsonl").read_bytes() == LINES


def test_only_its_owner_can_read_it(folder: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def cut_off(folder: Path) -> None:
    path = folder / DAY / "a.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def flip(folder: Path) -> None:
    path = folder / DAY / "a.jsonl"
    path.write_bytes(path.read_bytes().replace(b"b", b"c"))


def test_damage_is_found(folder: Path, settings: Settings) -> None:
    manifest = read_manifest(folder)
    damages: list[tuple[Callable[[Path], None], str]] = [
        (cut_off, r"a\.jsonl is damaged: its checksum differs"),
        (flip, r"a\.jsonl is damaged: its checksum differs"),
        (lambda folder: (folder / DAY / "a.jsonl").unlink(), r"a\.jsonl cannot be read \(No such file or directory\)"),
    ]
    for damage, message in damages:
        damage(folder)
        with pytest.raises(OperatorError, match=message):
            verify(folder, manifest, ignore)


def test_a_backup_that_was_cut_short_is_refused(folder: Path, settings: Settings) -> None:
    whole = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(whole[:-20])
    with pytest.raises(OperatorError, match=r"manifest\.json cannot be read"):
        restore_backup(settings, folder, show)
    (folder / "manifest.json").unlink()
    with pytest.raises(OperatorError, match="is no backup, or one that was cut short"):
        restore_backup(settings, folder, show)


@pytest.mark.parametrize("change", [{"format": contents.FORMAT + 1}, {"migration": max(migrations()) + 1}])
def test_a_backup_of_a_newer_version_is_refused(folder: Path, settings: Settings, change: dict[str, int]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text()) | {"version": "7.0"} | change
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(OperatorError, match=r"newer version of eventmart, 7\.0\. Install"):
        restore_backup(settings, folder, show)


def test_a_clock_that_is_behind_the_backup_is_refused(folder: Path, settings: Settings) -> None:
    with pytest.raises(OperatorError, match="The clock is behind the backup"):
        restore_backup(settings, folder, show, now=lambda: NOW - timedelta(seconds=1))


def test_a_backup_is_never_changed(folder: Path, settings: Settings) -> None:
    with pytest.raises(OperatorError, match="is not empty"):
        create_backup(settings, folder, show)
    verify(folder, read_manifest(folder), ignore)


def test_without_a_shipper_there_is_no_backup(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind: list[datetime | None] = [None, NOW - timedelta(seconds=9)]
    messages = ["nothing is in HDFS", r"only what was received up to 2026-01-02T03:03:56\+00:00 is in HDFS"]
    for number, (watermark, message) in enumerate(zip(behind, messages, strict=True)):
        monkeypatch.setattr(create, "wait_until_landed", lambda *_, found=watermark: found)
        target = tmp_path / str(number)
        with pytest.raises(OperatorError, match=f"After 60 s, {message}. Check that each spool"):
            create_backup(settings, target, show, now=lambda: NOW)
        with pytest.raises(OperatorError, match="cut short"):
            read_manifest(target)


def test_keys_and_schemas_come_back_but_replace_none(folder: Path, settings: Settings) -> None:
    manifest = read_manifest(folder)
    assert list(_restore_configuration(settings, folder, manifest)) == []
    assert settings.api_keys_file.read_text() == "[]"
    assert settings.api_keys_file.stat().st_mode & 0o777 == 0o600
    assert (settings.schemas_dir / "page_view.json").read_text() == "{}"
    # the same again is no difference
    assert list(_restore_configuration(settings, folder, manifest)) == []
    settings.api_keys_file.write_text("[ ]")
    assert list(_restore_configuration(settings, folder, manifest)) == [settings.api_keys_file]
    assert settings.api_keys_file.read_text() == "[ ]"


def test_a_stack_without_keys_and_schemas_gets_none(folder: Path, settings: Settings) -> None:
    manifest = msgspec.structs.replace(read_manifest(folder), files=())
    assert list(_restore_configuration(settings, folder, manifest)) == []
    assert not settings.api_keys_file.exists()
    assert not settings.schemas_dir.exists()
