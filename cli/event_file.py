"""Files of events, and checkpoints of how much of each has been sent."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from eventmart.errors import OperatorError
from eventmart.files import replace_file

_GZIP_MAGIC = b"\x1f\x8b"


class EventFile:
    """A file of JSON lines, plain or gzip. The first bytes of the file tell which.

    The methods raise OperatorError if the file cannot be read or its gzip data is incomplete.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.bytes_read = 0

    def digest(self) -> str:
        """Identifier of the file's content: the first 32 hexadecimal digits of its SHA-256."""
        try:
            with self._path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()[:32]
        except OSError as error:
            raise self._unreadable(error) from None

    def size(self) -> int:
        """Size of the file, in bytes. `bytes_read` reaches it at the end."""
        return self._path.stat().st_size

    def lines(self) -> Iterator[bytes]:
        """The lines that are not empty.

        Raises:
            OperatorError: there are no such lines, or the file cannot be read.
        """
        is_empty = True
        try:
            with self._path.open("rb") as file:
                is_gzip = file.peek(2).startswith(_GZIP_MAGIC)
                for line in gzip.GzipFile(fileobj=file) if is_gzip else file:
                    self.bytes_read = file.tell()
                    if line.strip():
                        is_empty = False
                        yield line.rstrip(b"\r\n")
        except (OSError, EOFError) as error:
            raise self._unreadable(error) from None
        if is_empty:
            raise OperatorError(f"{self._path} contains no events. Give a file of JSON lines, plain or gzip.")

    def _unreadable(self, error: Exception) -> OperatorError:
        return OperatorError(f"Could not read {self._path} ({error}). Give a file of JSON lines, plain or gzip.")


class Sent(msgspec.Struct):
    """Number of lines of a file that were sent, and how many were accepted and rejected."""

    lines: int = 0
    accepted: int = 0
    rejected: int = 0


class Checkpoint:
    """Stores how much of a file was sent, so that a later call continues from there.

    It only saves time: events that are sent twice are not counted twice.

    Args:
        path: file of the checkpoint.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Sent:
        """What was sent before; zero if the file was never begun, or was sent completely."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Sent)
        except FileNotFoundError:
            return Sent()

    def save(self, sent: Sent) -> None:
        """Store what has been sent so far, atomically."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, msgspec.json.encode(sent))

    def clear(self) -> None:
        """Delete the checkpoint, because the file was sent completely."""
        self._path.unlink(missing_ok=True)
