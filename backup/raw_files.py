"""The landed files in HDFS, and requests that move their content."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
from hdfs.util import HdfsError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from backup.contents import Advance
from raw_zone.client import HdfsClient
from raw_zone.layout import NAME_HOUR, RAW_ZONE, STREAMS, begin_of, hour_folder, hours

_LAST_HOUR = datetime.max.replace(tzinfo=UTC).strftime(NAME_HOUR)
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
# a busy DataNode lets a request time out
retried = retry(
    retry=retry_if_exception_type(requests.RequestException),
    wait=wait_exponential_jitter(multiplier=0.5, max=15),
    stop=stop_after_attempt(6),
    reraise=True,
)


@dataclass(frozen=True, order=True)
class RawFile:
    """A file in HDFS.

    Attributes:
        path: its path.
        size: its length, in bytes.
        modified: when it was changed last, in milliseconds since 1970.
    """

    path: str
    size: int
    modified: int

    @property
    def begin(self) -> datetime:
        """A time before which nothing in it was received, if its name says one."""
        try:
            return begin_of(self.path.rpartition("/")[2])
        except ValueError:
            # put there by hand
            return _BEFORE_ALL


def hour_folders(client: HdfsClient) -> Iterator[str]:
    """The folders of the raw zone that may hold files."""
    return (hour_folder(stream, hour) for stream in STREAMS for hour in hours(client, stream, "", _LAST_HOUR))


def files_in(client: HdfsClient, folder: str) -> set[RawFile]:
    """The files in a folder that tables read: names that begin with an underscore or a dot are not theirs.

    Empty if the folder has been removed.
    """
    try:
        listing = client.list(folder, status=True)
    except HdfsError as error:
        if error.exception == "FileNotFoundException":
            return set()
        raise
    return {
        RawFile(f"{folder}/{name}", int(status["length"]), int(status["modificationTime"]))
        for name, status in listing
        if status["type"] == "FILE" and not name.startswith(("_", "."))
    }


def raw_bytes(client: HdfsClient) -> int:
    """Size of the raw zone, in bytes."""
    return int(client.content(RAW_ZONE)["length"]) if client.status(RAW_ZONE, strict=False) else 0


@contextmanager
def repeatable(advance: Advance) -> Iterator[Advance]:
    """Yields an `Advance` whose progress is taken back if the context fails, because all of it is done again."""
    total = 0

    def advanced(amount: int) -> None:
        nonlocal total
        total += amount
        advance(amount)

    try:
        yield advanced
    except BaseException:
        advance(-total)
        raise
