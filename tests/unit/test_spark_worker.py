"""The folder of a Spark worker: containers share a volume, and each has a folder in it while it runs."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import PROJECT_DIR
from spark_thrift.standalone import hold_folder

# holds its folder, and becomes another program
_WORKER = """
import os, sys
from pathlib import Path
from spark_thrift.standalone import hold_folder
hold_folder(Path(sys.argv[1]), sys.argv[2])
os.execvp("sh", ["sh", "-c", "echo held; read line"])
"""


def worker(volume: Path, name: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(volume), name],
        cwd=PROJECT_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_folders_of_workers_that_are_gone_are_removed_and_no_others(tmp_path: Path) -> None:
    with worker(tmp_path, "spark-worker-a") as first, worker(tmp_path, "spark-worker-b") as second:
        (tmp_path / "spark-worker-a" / "work").mkdir()
        (tmp_path / "conf" / "spark-worker-a").mkdir(parents=True)
        with pytest.raises(OperatorError, match=r"Another worker uses .*/spark-worker-b\."):
            hold_folder(tmp_path, "spark-worker-b")
        assert {path.name for path in tmp_path.glob("spark-worker-*")} == {"spark-worker-a", "spark-worker-b"}
        first.kill()
        first.wait()
        with worker(tmp_path, "spark-worker-c") as third:
            assert {path.name for path in tmp_path.glob("spark-worker-*")} == {"spark-worker-b", "spark-worker-c"}
            assert [*(tmp_path / "conf").iterdir()] == []
            third.kill()
        second.kill()


def test_a_worker_that_starts_again_keeps_its_folder(tmp_path: Path) -> None:
    with worker(tmp_path, "spark-worker1") as first:
        (tmp_path / "spark-worker1" / "work").mkdir()
        first.kill()
    folder = hold_folder(tmp_path, "spark-worker1")
    assert (folder / "work").is_dir()
    descriptor = os.open(folder, os.O_RDONLY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)
