"""Messages to the operator about problems of the machine: one line, cause and remedy."""

import gzip
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli import __main__ as command_line
from cli.event_file import EventFile
from eventmart import jvm
from eventmart.errors import OperatorError
from eventmart.settings import Settings
from local_stack import preflight
from local_stack.hdfs import blocks_of
from local_stack.services import API, POSTGRES


def fake_java(folder: Path, version: str) -> Path:
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-01' >&2\n")
    binary.chmod(0o755)
    return binary


def test_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperatorError, match=r"No Java in PATH.*apt install"):
        jvm.java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(OperatorError, match="No Java in JAVA_HOME"):
        jvm.java()


@pytest.mark.parametrize(("version", "name"), [("11.0.22", "Java 11"), ("1.8.0_402", "Java 8")])
def test_java_too_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, name: str) -> None:
    fake_java(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(OperatorError, match=f"{name}, too old for Spark.*Java 17"):
        jvm.java()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25-ea"])
def test_java_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str) -> None:
    binary = fake_java(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert jvm.java() == binary


def test_a_failed_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    output = "\t\tServer access error at url https://example.invalid/x (java.net.UnknownHostException)\n"
    failed = SimpleNamespace(returncode=1, stdout=output, stderr="")
    monkeypatch.setattr(jvm, "java", lambda: Path("/usr/bin/java"))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    artifact = jvm.Artifact("org.example", "thing", "1.0", "0" * 64)
    with pytest.raises(OperatorError, match=r"thing-1.0.jar \(Server access error.*Check the network"):
        jvm.resolve_artifact(artifact, tmp_path)


def test_a_wrong_checksum(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def download(*_: object, **__: object) -> SimpleNamespace:
        (tmp_path / "thing-1.0.jar").write_bytes(b"something else")
        return SimpleNamespace(returncode=0, stdout="", stderr="")

    monkeypatch.setattr(jvm, "java", lambda: Path("/usr/bin/java"))
    monkeypatch.setattr(subprocess, "run", download)
    artifact = jvm.Artifact("org.example", "thing", "1.0", "0" * 64)
    with pytest.raises(OperatorError, match="checksum"):
        jvm.resolve_artifact(artifact, tmp_path)
    assert not (tmp_path / "thing-1.0.jar").exists()


def test_a_taken_port() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings = Settings(api_port=listener.getsockname()[1])
        with pytest.raises(OperatorError, match=r"Port \d+ for api cannot be used.*EVENTMART_API_PORT"):
            preflight.check_ports(settings, [API])


def test_a_running_stack_whose_port_settings_have_changed(tmp_path: Path) -> None:
    preflight.note_ports(Settings(state_dir=tmp_path, api_port=8001), [API])
    preflight.check_same_ports(Settings(state_dir=tmp_path, api_port=8001), [API])
    with pytest.raises(
        OperatorError, match=r"EVENTMART_API_PORT is 8002, but .* was started with 8001. Run `make down`"
    ):
        preflight.check_same_ports(Settings(state_dir=tmp_path, api_port=8002), [API])


def test_the_same_port_twice() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(api_port=port, postgres_port=port)
    with pytest.raises(OperatorError, match=f"EVENTMART_API_PORT and EVENTMART_POSTGRES_PORT are both {port}"):
        preflight.check_ports(settings, [POSTGRES, API])


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**29))
    with pytest.raises(OperatorError, match=r"Only 0\.5 GiB are free.*Free some space"):
        preflight.check_disk(tmp_path)


def test_a_missing_or_truncated_event_file(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="Could not read"):
        list(EventFile(tmp_path / "nothing.json.gz").lines())

    cut = tmp_path / "cut.json.gz"
    cut.write_bytes(gzip.compress(b'{"id": 1}\n' * 1000)[:-9])
    with pytest.raises(OperatorError, match="Could not read"):
        list(EventFile(cut).lines())


def test_an_event_file_without_events(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("\n\n")
    with pytest.raises(OperatorError, match="contains no events"):
        list(EventFile(tmp_path / "empty.json").lines())


def test_secrets_are_private_and_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    preflight.ensure_secrets(path)
    first = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert len({line.split("=")[1] for line in first.splitlines()}) == 9
    preflight.ensure_secrets(path)
    assert path.read_text() == first
    # of a version that had one role less
    first = "".join(line for line in first.splitlines(keepends=True) if "METASTORE_READER" not in line)
    path.write_text(first)
    preflight.ensure_secrets(path)
    assert path.read_text().startswith(first + "EVENTMART_METASTORE_READER_PASSWORD=")
    # as after a power cut
    path.write_text("")
    with pytest.raises(OperatorError, match=r"secrets\.env is empty, so the passwords of the databases are lost"):
        preflight.ensure_secrets(path)


def test_a_datanode_with_blocks_is_not_left_out(tmp_path: Path) -> None:
    preflight.check_datanodes(Settings(state_dir=tmp_path))
    blocks_of(Settings(state_dir=tmp_path), 3).mkdir(parents=True)
    preflight.check_datanodes(Settings(state_dir=tmp_path, datanodes=3))
    with pytest.raises(OperatorError, match=r"has had 3 DataNodes, and EVENTMART_DATANODES is 2\. Set it to 3"):
        preflight.check_datanodes(Settings(state_dir=tmp_path, datanodes=2))


def test_the_state_directory_is_closed_to_others(tmp_path: Path) -> None:
    state_dir = tmp_path / "state"
    state_dir.mkdir(mode=0o755)
    preflight.check_disk(state_dir)
    assert state_dir.stat().st_mode & 0o777 == 0o700


def test_an_error_that_looks_like_markup_is_printed_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["eventmart", "send", str(tmp_path / "events[/b].json")])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "events[/b].json" in capsys.readouterr().out


def test_hdfs_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = Settings(_env_file=None, state_dir=tmp_path, hdfs_http_port=closed.getsockname()[1])
        monkeypatch.setattr(command_line, "load_settings", lambda: settings)
        monkeypatch.setattr("sys.argv", ["eventmart", "backup", str(tmp_path / "backup")])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
    assert ended.value.code == 1
    output = capsys.readouterr().out
    assert "✗ HDFS: " in output
    assert "Check that it is running (`make status`), and check the EVENTMART_HDFS_* settings." in output


def test_the_packages_of_clickhouse_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "find_spec", lambda _: None)
    preflight.check_packages(Settings())
    with pytest.raises(OperatorError, match="make install EVENTMART_MART_ENGINE=clickhouse"):
        preflight.check_packages(Settings(mart_engine="clickhouse"))
    preflight.check_packages(Settings(mart_engine="clickhouse", mart_host="clickhouse.example.org"))
