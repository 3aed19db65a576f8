"""The binaries of PostgreSQL, without a download."""

import io
import platform
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from eventmart.errors import OperatorError
from eventmart.settings import PROJECT_DIR, Settings
from local_stack import postgres, postgres_binaries
from local_stack.postgres_binaries import MAJOR, binaries


@pytest.fixture
def jar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An artifact as in the repository, which is there already."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:xz") as archive:
        member = tarfile.TarInfo("bin/postgres")
        member.size, member.mode = 7, 0o755
        archive.addfile(member, io.BytesIO(b"#!/bin/"))
    path = tmp_path / "artifact.jar"
    with ZipFile(path, "w") as zipped:
        zipped.writestr("META-INF/MANIFEST.MF", "")
        zipped.writestr("postgres-linux-x86_64.txz", content.getvalue())
    monkeypatch.setattr(postgres_binaries, "resolve_artifact", lambda *_: path)
    return path


def test_several_processes_unpack_them_once(jar: Path, tmp_path: Path) -> None:
    # as after a kill
    half = tmp_path / "jars" / f"{postgres_binaries._artifact(MAJOR).file_name.removesuffix('.jar')}.unfinished"
    (half / "bin").mkdir(parents=True)
    (half / "bin" / "initdb").touch()

    with ThreadPoolExecutor(4) as threads:
        folders = set(threads.map(lambda _: binaries(tmp_path / "jars"), range(4)))

    (folder,) = folders
    assert [path.name for path in folder.iterdir()] == ["postgres"]
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o755
    # PostgreSQL's user may pass
    assert folder.parent.stat().st_mode & 0o777 == 0o755
    assert not half.exists()


def test_a_machine_without_binaries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OperatorError, match=r"no binaries of PostgreSQL 18 for linux-riscv64, only for linux-amd64, "):
        binaries(tmp_path)


@pytest.mark.parametrize(
    ("system", "machine", "module"),
    [
        ("Linux", "x86_64", "linux-amd64"),
        ("Linux", "aarch64", "linux-arm64v8"),
        ("Darwin", "x86_64", "darwin-amd64"),
        ("Darwin", "arm64", "darwin-arm64v8"),
    ],
)
def test_each_platform_has_its_own(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, module: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    artifact = postgres_binaries._artifact(MAJOR)
    assert artifact.module == f"embedded-postgres-binaries-{module}"
    assert artifact.revision.startswith(f"{MAJOR}.")


def test_the_containers_run_the_same_major_version() -> None:
    compose = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text())
    assert compose["services"]["postgres"]["image"] == f"postgres:{MAJOR}"


def test_a_data_directory_of_another_major_version_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data_dir = tmp_path / "postgres"
    data_dir.mkdir()
    (data_dir / "PG_VERSION").write_text("16\n")
    monkeypatch.setattr(postgres, "load_settings", lambda: Settings(state_dir=tmp_path))
    monkeypatch.setattr(postgres, "binaries", lambda *_: tmp_path)
    monkeypatch.setattr(postgres, "_leave_root", lambda *_: [])
    with pytest.raises(OperatorError, match=rf"PostgreSQL 16, and this is PostgreSQL 18.*run `mv {data_dir} \S+\.16`"):
        postgres.main([])
