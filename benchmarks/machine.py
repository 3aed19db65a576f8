"""Describes the machine that a measurement runs on."""

import os
import platform
from pathlib import Path
from typing import Any

import psutil

from eventmart.errors import OperatorError
from eventmart.settings import PREFIX

_IN_MEMORY = ("tmpfs", "ramfs")


def prepare(folder: Path) -> dict[str, Any]:
    """Create the folder of a measurement, and unset the settings of this machine's own stack.

    Returns:
        The machine's hardware, kernel and load, and the disk of the folder.

    Raises:
        OperatorError: the folder is on a file system in memory, where fsync costs nothing.
    """
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    folder.mkdir(parents=True, exist_ok=True)
    disk = _partition(folder)
    if disk.fstype in _IN_MEMORY:
        raise OperatorError(
            f"{folder} is on a file system in memory ({disk.fstype}). Choose a folder on a disk with --folder."
        )
    return {
        "cpu": _cpu(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "disk": f"{disk.device}, {disk.fstype} ({disk.opts})",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        # shows how busy the machine was before the measurement
        "load_average": round(os.getloadavg()[0], 2),
    }


def _partition(folder: Path) -> Any:  # noqa: ANN401 - psutil has no public name for its type
    partitions = psutil.disk_partitions(all=True)
    mounted_on = [part for part in partitions if folder.resolve().is_relative_to(part.mountpoint)]
    return max(mounted_on, key=lambda part: len(part.mountpoint))


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
