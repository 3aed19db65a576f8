"""Probes of the services, which the health checks of the containers run."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eventmart.settings import PREFIX, PROJECT_DIR, Settings
from local_stack.services import SHIPPER


@pytest.mark.parametrize(("age", "is_ready"), [(0, True), (50, True), (70, False)])
def test_a_shipper_that_no_longer_writes_the_watermark_is_not_ready(tmp_path: Path, age: int, is_ready: bool) -> None:
    (tmp_path / "watermark").touch()
    written_at = time.time() - age
    os.utime(tmp_path / "watermark", (written_at, written_at))
    assert SHIPPER.is_ready(Settings(spool_dir=tmp_path)) == is_ready


def probe(state_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {f"{PREFIX}STATE_DIR": str(state_dir), "PYTHONPATH": str(PROJECT_DIR)}
    command = [sys.executable, "-m", "local_stack.probe", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_the_exit_code_tells_whether_a_service_is_ready(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    missing = probe(tmp_path, "shipper")
    assert missing.returncode == 1
    assert missing.stderr.startswith("shipper is not ready: ")
    assert len(missing.stderr.splitlines()) == 1
    (tmp_path / "spool" / "watermark").touch()
    assert probe(tmp_path, "shipper").returncode == 0
    assert "usage:" in probe(tmp_path, "postgresql").stderr
