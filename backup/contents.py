"""What is in a backup, and how to tell that it is whole.

    <backup>/raw/<stream>/ingest_date=<date>/ingest_hour=<hour>/<file>    the landed files, as in HDFS
    <backup>/records/<table>.csv                                          tables of PostgreSQL's schema pipeline
    <backup>/api_keys.json, <backup>/schemas/<event type>.json            as in the state directory
    <backup>/manifest.json                                                written last: size and checksum of each file

Only their owner can read the files: they hold events, and the hashes of API keys.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import msgspec

from eventmart.errors import OperatorError
from eventmart.files import write_private

RAW, RECORDS, API_KEYS, SCHEMAS = "raw", "records", "api_keys.json", "schemas"
FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK_BYTES = 2**20

Advance = Callable[[int], object]
"""Is told how many bytes more are done."""
Show = Callable[[str, int | None], AbstractContextManager[Advance]]
"""Shows a step: what it does, and how many bytes there are to do; None if that is unknown."""


class SavedFile(msgspec.Struct, frozen=True):
    """A file of a backup.

    Attributes:
        path: path in the backup.
        bytes: its size.
        sha256: SHA-256 of its content, in hexadecimal.
        rows: of a raw file, the lines that are not blank; of a table, its rows.
    """

    path: str
    bytes: int
    sha256: str
    rows: int


class Manifest(msgspec.Struct, frozen=True):
    """The manifest of a backup.

    Attributes:
        id: identifies the backup.
        format: FORMAT of the version that made it.
        version: version of eventmart that made it.
        migration: newest migration of schema pipeline that this version knows.
        begun_at: every event that was acknowledged before this time is in the backup.
        complete_through: the same for every event that was received up to this time, which is later.
        files: the files.
    """

    id: str
    format: int
    version: str
    migration: int
    begun_at: datetime
    complete_through: datetime
    files: tuple[SavedFile, ...]

    def below(self, folder: str) -> list[SavedFile]:
        """The files in a folder of the backup."""
        return [file for file in self.files if file.path.startswith(f"{folder}/")]


def make_folder(folder: Path) -> None:
    """Create the folder of a backup.

    Raises:
        OperatorError: it exists and is not empty, or cannot be created.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OperatorError(f"{folder} is not empty. Name a new folder: a backup is never changed.")
    except OSError as error:
        raise OperatorError(f"{folder} cannot be created ({error.strerror}). Name another folder.") from None


def save(folder: Path, path: str, chunks: Iterable[bytes], advance: Advance = lambda _: None) -> SavedFile:
    """Write a file of a backup to the disk, and describe it.

    Args:
        folder: the backup.
        path: path of the file in the backup. It must not exist.
        chunks: its content.
        advance: is told the size of each chunk.
    """
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size, lines, rest = hashlib.sha256(), 0, 0, b""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            *whole, rest = (rest + chunk).split(b"\n")
            lines += sum(map(bool, whole))
            advance(len(chunk))
        file.flush()
        os.fsync(descriptor)
    return SavedFile(path, size, digest.hexdigest(), lines + bool(rest))


def chunks_of(path: Path) -> Iterator[bytes]:
    """Content of a file, chunk by chunk."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which makes the backup whole."""
    write_private(folder / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises:
        OperatorError: the folder is no backup, or one that was cut short.
    """
    try:
        return msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise OperatorError(
            f"{folder} is no backup, or one that was cut short: it has no {_MANIFEST}, which is written last. Use "
            "another backup."
        ) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise OperatorError(f"{folder / _MANIFEST} cannot be read ({error}). Use another backup.") from None


def verify(folder: Path, manifest: Manifest, advance: Advance) -> None:
    """Compare each file of a backup with the manifest.

    Raises:
        OperatorError: a file is missing or differs.
    """
    for file in manifest.files:
        digest = hashlib.sha256()
        try:
            for chunk in chunks_of(folder / file.path):
                digest.update(chunk)
                advance(len(chunk))
        except OSError as error:
            raise OperatorError(
                f"{folder / file.path} cannot be read ({error.strerror}). Use another backup."
            ) from None
        if digest.hexdigest() != file.sha256:
            raise OperatorError(f"{folder / file.path} is damaged: its checksum differs. Use another backup.")
