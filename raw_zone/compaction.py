"""Joins the small files that have landed.

A file that was begun before the watermark is no longer in any spool, and none will come before it. Such files are
joined by the NameNode alone, which takes the blocks of all into one file and drops the others' names in one step
(CONCAT of WebHDFS, https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html#Concat_File(s)).

Whoever reads the table meanwhile sees each line once, or fails for a missing file and may read again:

- Files are joined into the last of them by name. A listing comes in pages, and one that has begun before the join may
  go on after it: it then names files that are gone. The other way round, it would miss them without a word.
- A blank line comes before the first line that is added. A reader of text files goes on to the end of the first line
  past the length that it found in its listing.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from hdfs.util import HdfsError

from eventmart.errors import first_line
from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import COMPACTED, NAME_HOUR, NAME_TIME, STREAMS, hour_folder, hours, names_in
from raw_zone.watermark import landed_watermark

log = logging.getLogger("eventmart.worker")

# hidden from tables, as all names that begin with an underscore
_BLANK = "_blank"
# what a shipper makes, see ingest_api.shipping.landing; other files may be compressed, or end without a line break
_OURS = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z-.+\.jsonl")
# in one request: their paths must fit its head, of which 8 KiB are a usual limit
_SOURCES = 40


def compact(settings: Settings) -> str:
    """Join the small files that have landed since the last time.

    It may be killed at any point, and goes on from there the next time. Two at a time would meet missing files.

    Returns:
        What was joined, in words.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer, or not as it should. Where it does not
            join files, as those that are in a snapshot or an encryption zone, they stay as they are.
    """
    watermark = landed_watermark(settings)
    if watermark is None:
        return "nothing has landed yet"
    client = hdfs_client(settings)
    before = joined = refused = 0
    first_to_stay, end = watermark.strftime(NAME_TIME), watermark.strftime(NAME_HOUR)
    begin = max(names_in(client, COMPACTED), default="")
    for stream in STREAMS:
        for folder in (hour_folder(stream, hour) for hour in hours(client, stream, begin, end)):
            listing = client.list(folder, status=True)
            sizes = {
                name: status["length"] for name, status in listing if name < first_to_stay and _OURS.fullmatch(name)
            }
            for names in groups(sizes, settings.segment_max_bytes):
                try:
                    _join(client, folder, names)
                except HdfsError as error:
                    log.warning("files in %s stay as small as they are: %s", folder, first_line(error))
                    refused += len(names)
                else:
                    before += len(names)
                    joined += 1
    client.makedirs(f"{COMPACTED}/{end}")
    for older in names_in(client, COMPACTED):
        if older < end:
            client.delete(f"{COMPACTED}/{older}")
    done = f"{before} files joined into {joined}" if joined else "nothing to join"
    return f"{done}; HDFS refuses to join {refused}" if refused else done


def groups(sizes: Mapping[str, int], max_bytes: int) -> Iterator[list[str]]:
    """Which files to join: neighbours by name, two or more, of not more than `max_bytes` together.

    Args:
        sizes: of each file, in bytes.
        max_bytes: the size of a file that is no longer small.
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
    waiting = iter(sources)
    while some := list(islice(waiting, _SOURCES)):
        client.write(blank, data=b"\n", overwrite=True)
        client.concat(target, sources=",".join([blank, *some]))
