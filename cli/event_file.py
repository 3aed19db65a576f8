"""Files of events, and how far each has been sent."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from eventmart.errors import OperatorError
from eventmart.files import replace_file

_GZIP_MAGIC = b"\x1f\x8b"


class EventFile:
    """A file of JSON lines, plain or gzip (told by its first bytes).

    Its methods raise OperatorError where it cannot be read, or is no whole gzip.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.bytes_read = 0

    def digest(self) -> str:
        """Tells this content from every other."""
        try:
            with self._path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()[:32]
        except OSError as error:
            raise self._unreadable(error) from None

    def size(self) -> int:
        """Bytes of the file, which `bytes_read` grows to."""
        return self._path.stat().st_size

    def lines(self) -> Iterator[bytes]:
        """Its lines, without those that are empty; OperatorError where there are none."""
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
            raise OperatorError(f"{self._path} holds no events: give a file of JSON lines, plain or gzip.")

    def _unreadable(self, error: Exception) -> OperatorError:
        return OperatorError(f"{self._path} cannot be read ({error}): give a file of JSON lines, plain or gzip.")


class Sent(msgspec.Struct):
    """How much of a file has been sent, and what became of it."""

    lines: int = 0
    accepted: int = 0
    rejected: int = 0


class Checkpoint:
    """Keeps how far a file was sent, so that a later call goes on from there.

    It saves time and nothing else: what is sent twice is not counted twice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Sent:
        """What was sent before; nothing, where the file was never begun or sent to its end."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Sent)
        except FileNotFoundError:
            return Sent()

    def save(self, sent: Sent) -> None:
        """Note what is sent by now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, msgspec.json.encode(sent))

    def clear(self) -> None:
        """The file is sent to its end."""
        self._path.unlink(missing_ok=True)
