"""Compaction: joins the small files that have landed.

Only files that were begun before the watermark are joined. The spools that the watermark covers no longer hold them, so
no shipper lands them again after their names are gone, and these spools will add no file before the watermark. The
NameNode does the whole join: CONCAT appends the blocks of the source files to a target file and removes the names of
the sources, in one atomic step. See
https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html#Concat_File(s).

A query that reads the table during a join sees each line exactly once, or fails because a file is missing and can be
retried. Two rules ensure this:

- The target is the last of the files by name. HDFS returns a listing in pages, in the order of names. If the join
  happens between two pages, the earlier page names sources that no longer exist, so the query fails. If the target were
  the first file, the earlier page would give its old length and the later pages would lack the sources, so the query
  would miss lines without an error.
- Each join inserts a blank line between the target and the first source. A reader of text files does not stop at the
  length that it found in the listing: it reads on to the end of the first line past that length. If the listing is
  older than the join, that line is the blank one and not a line of a source, which the query may have read already.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice

from hdfs.util import HdfsError

from eventmart.errors import first_line
from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import (
    COMPACTED,
    MAX_FILE_SPAN,
    NAME_HOUR,
    NAME_TIME,
    STREAMS,
    hour_folder,
    hours,
    names_in,
    shipped_files,
)
from raw_zone.watermark import landed_watermark

log = logging.getLogger("eventmart.worker")

# table scans ignore names that begin with an underscore
_BLANK = "_blank"
# Sources in one request. All paths must fit in the head of the request, which servers commonly limit to 8 KiB.
_MAX_SOURCES = 40


def compact(settings: Settings, loaded: datetime | None = None) -> str:
    """Join the small files that have landed since the last compaction.

    Files that the lake has loaded are not joined with others: it would read them again. Nor are files joined that may
    hold both: with a run every few seconds, each would join to the last file what the run before has joined.

    It can be killed at any point; the next compaction continues. Do not run two at a time: each would find files
    missing that the other has joined.

    HDFS refuses to join some files, such as files in a snapshot or an encryption zone. They stay as they are.

    Args:
        settings: how to reach HDFS, and the size of a joined file.
        loaded: the lake holds every event received up to this time; None if it holds none.

    Returns:
        What was joined, in words.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error to anything but a join.
        requests.RequestException: HDFS cannot be reached.
    """
    watermark = landed_watermark(settings)
    if watermark is None:
        return "nothing has landed yet"
    client = hdfs_client(settings)
    joined_files = targets = refused_files = 0
    watermark_name, end = watermark.strftime(NAME_TIME), watermark.strftime(NAME_HOUR)
    loaded_name, new_name, done = "", "", end
    if loaded:
        # what was begun between the two may be loaded or not; a later compaction joins it
        surely_loaded = loaded - MAX_FILE_SPAN
        loaded_name, new_name = surely_loaded.strftime(NAME_TIME), loaded.strftime(NAME_TIME)
        done = min(end, surely_loaded.strftime(NAME_HOUR))
    begin = max(names_in(client, COMPACTED), default="")
    for stream in STREAMS:
        for hour in hours(client, stream, begin, end):
            folder = hour_folder(stream, hour)
            # files of others are left alone: they may be compressed, or end without a line break
            files = shipped_files(client, stream, hour)
            sizes = {name: size for name, size in files.items() if name < watermark_name}
            are_loaded = {name: size for name, size in sizes.items() if name < loaded_name}
            are_new = {name: size for name, size in sizes.items() if name >= new_name}
            for names in chain.from_iterable(
                groups(each, settings.segment_max_bytes) for each in (are_loaded, are_new)
            ):
                try:
                    _join(client, folder, names)
                except HdfsError as error:
                    log.warning("HDFS refused to join %d files in %s: %s", len(names), folder, first_line(error))
                    refused_files += len(names)
                else:
                    joined_files += len(names)
                    targets += 1
    client.makedirs(f"{COMPACTED}/{done}")
    for older in names_in(client, COMPACTED):
        if older < done:
            client.delete(f"{COMPACTED}/{older}")
    outcome = f"{joined_files} files joined into {targets}" if targets else "nothing to join"
    return f"{outcome}; HDFS refuses to join {refused_files}" if refused_files else outcome


def groups(sizes: Mapping[str, int], max_bytes: int) -> Iterator[list[str]]:
    """Select the files to join: two or more neighbours by name whose total size is at most `max_bytes`.

    Args:
        sizes: size of each file by name, in bytes.
        max_bytes: maximum size of a joined file, in bytes.

    Yields:
        Names of the files to join into one, in order.
    """
    group: list[str] = []
    total = 0
    for name in sorted(sizes):
        if group and total + sizes[name] > max_bytes:
            if len(group) > 1:
                yield group
            group, total = [], 0
        group.append(name)
        total += sizes[name]
    if len(group) > 1:
        yield group


def _join(client: HdfsClient, folder: str, names: Sequence[str]) -> None:
    *sources, target = (f"{folder}/{name}" for name in names)
    blank = f"{folder}/{_BLANK}"
    remaining = iter(sources)
    while batch := list(islice(remaining, _MAX_SOURCES)):
        client.write(blank, data=b"\n", overwrite=True)
        client.concat(target, sources=",".join([blank, *batch]))
