"""Files that only their owner can read, atomic file replacement, locks between processes, and sizes of folders."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read (mode 0600), as `replace_file` does. It may hold passwords."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, text, mode=0o600)


def replace_file(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Replace a file atomically and durably, by rename.

    A reader sees all of the old content or all of the new, and so does the next start after a power cut: the new
    content is on disk before the file gets its name.
    """
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(descriptor)
    temporary.replace(path)
    sync_directory(path.parent)


def empty_folder(path: Path) -> Path:
    """Make a folder, without the files that a process left there when it was killed."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def sync_directory(path: Path) -> None:
    """Sync a folder with fsync, so that the names of its files are on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive flock on a file, which is created if it is missing. Waits while another process holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def size_below(folder: Path) -> int:
    """Bytes of the files in a folder and below, which may come and go meanwhile; 0 if it does not exist."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += Path(parent, name).stat().st_size
    return size
