"""Files that only their owner can read, and atomic file replacement."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read (mode 0600). It may hold passwords."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def replace_file(path: Path, content: str | bytes) -> None:
    """Replace a file atomically, by rename: a reader sees all of the old content or all of the new."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_bytes(content.encode() if isinstance(content, str) else content)
    temporary.replace(path)
