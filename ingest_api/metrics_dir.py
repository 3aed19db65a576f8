"""Where the processes of the ingest path keep their numbers (ingest_api.metrics)."""

import os
import shutil
from pathlib import Path


def prepare(metrics_dir: Path, service: str) -> None:
    """Have this process and its children count in a folder of their own, from zero.

    To be called before `ingest_api.metrics` is imported: the client library looks once, at its import.
    """
    folder = metrics_dir / service
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
