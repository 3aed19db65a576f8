"""Erasure: rewrites landed files without some of their lines.

A file is written anew under a temporary name, checked, and renamed over the old one, which HDFS does in one step. It
keeps its name, and so its place among the files that are loaded and joined. A file of which nothing is left is deleted.

Only files that were begun before the watermark may be rewritten: the spools hold no copy of them that would land
again, see raw_zone.compaction. Nothing else may change the files meanwhile, such as a compaction. A query of somebody
else that has listed the old file fails, or reads the new one up to the length of the old.
"""

import gzip
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from typing import IO

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import REWRITTEN

_BUFFER_BYTES = 2**20
_GZIP = ".gz"
# Spark reads these as well, if somebody has put them into the raw zone
_UNSUPPORTED = (".bz2", ".deflate", ".lz4", ".snappy", ".xz", ".zst")


def erase_lines(settings: Settings, hashes: Mapping[str, Collection[str]]) -> None:
    """Rewrite files without some of their lines.

    It can be killed at any point: each file has then all of these lines or none.

    Args:
        settings: how to reach HDFS.
        hashes: for each path, the SHA-256 of the lines to leave out, in hexadecimal digits.

    Raises:
        OperatorError: a file is compressed in a way that is not supported, or does not hold one of the lines.
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    for path in hashes:
        if path.endswith(_UNSUPPORTED):
            raise OperatorError(
                f"{path} holds lines to erase, and a file of this compression cannot be rewritten. Replace it by a "
                "plain or a gzip file; the next update run goes on."
            )
    client = hdfs_client(settings)
    # of an attempt that was killed
    client.delete(REWRITTEN, recursive=True)
    for path, left_out in hashes.items():
        _rewrite(client, path, left_out)
    client.delete(REWRITTEN, recursive=True)


def copy_lines(old: Iterable[bytes], write: Callable[[bytes], object], left_out: Collection[str]) -> tuple[int, int]:
    """Copy lines, except for those to leave out.

    Args:
        old: the lines, each with its line break.
        write: writes a line.
        left_out: SHA-256 of the lines to leave out, without their line break, in hexadecimal digits.

    Returns:
        How many lines were copied that are not blank, and how many of those to leave out were found, each counted once.
    """
    kept, found = 0, set()
    for line in old:
        content = line.rstrip(b"\r\n")
        digest = sha256(content).hexdigest()
        if digest in left_out:
            found.add(digest)
        else:
            write(line)
            kept += bool(content)
    return kept, len(found)


def _rewrite(client: HdfsClient, path: str, left_out: Collection[str]) -> None:
    temporary = f"{REWRITTEN}/{path.rpartition('/')[2]}"
    with client.read(path) as source, client.write(temporary, overwrite=True) as target:
        # otherwise it counts as closed when its end is read, and its last lines are refused
        source.auto_close = False
        buffered, counted = io.BufferedReader(source, _BUFFER_BYTES), _Counted(target)
        if path.endswith(_GZIP):
            with gzip.open(buffered) as old, gzip.GzipFile(fileobj=counted, mode="wb") as new:
                kept, found = copy_lines(old, new.write, left_out)
        else:
            kept, found = copy_lines(buffered, counted.write, left_out)
    if missing := len(left_out) - found:
        raise OperatorError(
            f"{path} has changed since it was read: {missing} of the lines to erase are not in it. Change nothing in "
            "the raw zone during an update run. The next one goes on."
        )
    if not kept:
        client.delete(path)
        return
    if (length := client.status(temporary)["length"]) != counted.length:
        raise OperatorError(f"{temporary} has {length} bytes, and {counted.length} were sent. The next run goes on.")
    client.replace(temporary, path)


class _Counted(io.RawIOBase):
    """Writes to another file and counts the bytes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.length = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]  # it gets nothing else
        self._target.write(data)
        self.length += len(data)
        return len(data)
