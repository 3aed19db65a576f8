"""Where things lie in HDFS.

    /lake/raw/<stream>/ingest_date=<date>/ingest_hour=<hour>/<file>    landed files, by the hour in which each was begun
    /lake/incoming/<stream>/<file>                                     files on their way there
    /lake/watermark/<spool>/<time>                                     an empty folder, see raw_zone.watermark
    /lake/compacted/<hour>                                             an empty folder, see raw_zone.compaction

The name of a landed file begins with a time to which nothing that it holds was received before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from raw_zone.client import HdfsClient

STREAMS = ("events", "quarantine")
WATERMARKS = "/lake/watermark"
# holds an empty folder, whose name is the hour before which nothing is left to be joined
COMPACTED = "/lake/compacted"
# a time as names have it: sorts by time, and holds no character that HDFS refuses
NAME_TIME = "%Y-%m-%dT%H%M%S.%fZ"
# an hour, in the order of time: 2026-01-02T03
NAME_HOUR = "%Y-%m-%dT%H"


def begin_of(name: str) -> datetime:
    """The time that a name begins with.

    Raises:
        ValueError: it begins with none.
    """
    return datetime.strptime(name[: name.index("Z") + 1], NAME_TIME).replace(tzinfo=UTC)


def stream_folder(stream: str) -> str:
    """The folder of events, or of quarantine."""
    return f"/lake/raw/{stream}"


def hour_folder(stream: str, hour: str) -> str:
    """The folder of an hour, given as `NAME_HOUR` has it."""
    return f"{stream_folder(stream)}/ingest_date={hour[:10]}/ingest_hour={hour[11:]}"


def file_path(stream: str, name: str) -> str:
    """Where a file lands, whose name begins with a `NAME_TIME`."""
    return f"{hour_folder(stream, name[:13])}/{name}"


def incoming_path(stream: str, name: str) -> str:
    """Where a file is uploaded to; outside of the tables, so that none of them holds half of it."""
    return f"/lake/incoming/{stream}/{name}"


def hours(client: HdfsClient, stream: str, begin: str, end: str) -> Iterator[str]:
    """The hours that have a folder, from `begin` to `end`; all as `NAME_HOUR` has them, and `begin` may be empty."""
    root = stream_folder(stream)
    for date in names_in(client, root):
        day = date.removeprefix("ingest_date=")
        if begin[:10] <= day <= end[:10]:
            for hour in names_in(client, f"{root}/{date}"):
                if begin <= (name := f"{day}T{hour.removeprefix('ingest_hour=')}") <= end:
                    yield name


def names_in(client: HdfsClient, folder: str) -> list[str]:
    """What a folder holds; nothing, where there is none."""
    return client.list(folder) if client.status(folder, strict=False) is not None else []
