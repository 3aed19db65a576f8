"""Paths in HDFS.

    /lake/raw/<stream>/ingest_date=<date>/ingest_hour=<hour>/<file>    landed files, by the hour in which each was begun
    /lake/incoming/<stream>/<file>                                     uploads that are not finished
    /lake/incoming/rewritten/<file>                                    the same, of raw_zone.erasure
    /lake/restoring/<backup>/<stream>/…                                files of a backup, see backup.raw_restore
    /lake/published/<table>/part-…                                     rows for ClickHouse, see pipeline.mart.landing
    /lake/erasures/requests.json                                       for Spark, see pipeline.mart.clickhouse
    /lake/watermark/<spool>/<time>                                     an empty folder, see raw_zone.watermark
    /lake/compacted/<hour>                                             an empty folder, see raw_zone.compaction

The name of a landed file begins with a time. Nothing in the file was received before that time, and nothing more than
MAX_FILE_SPAN after it. Of a file that others were joined to, only the latter holds, see raw_zone.compaction.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from raw_zone.client import HdfsClient

STREAMS = ("events", "quarantine")
RAW_ZONE = "/lake/raw"
RESTORING = "/lake/restoring"
PUBLISHED = "/lake/published"
ERASURES = "/lake/erasures"
WATERMARKS = "/lake/watermark"
REWRITTEN = "/lake/incoming/rewritten"
# holds one empty folder; its name is an hour, and no file before that hour is left to be joined
COMPACTED = "/lake/compacted"
# The spool keeps this: a segment ends with the minute of its name, by the floor of its worker, and no request is taken
# that is over a minute ahead of the floor.
MAX_FILE_SPAN = timedelta(minutes=2)
# time format in file names: sorts chronologically and has no character that HDFS refuses
NAME_TIME = "%Y-%m-%dT%H%M%S.%fZ"
# hour format, also sorts chronologically: 2026-01-02T03
NAME_HOUR = "%Y-%m-%dT%H"
# names that shippers create, see ingest_api.shipping.landing; they begin with a time in format `NAME_TIME`
_SHIPPED_FILE = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z-.+\.jsonl")


def begin_of(name: str) -> datetime:
    """Parse the time at the beginning of a name.

    Raises:
        ValueError: the name does not begin with a time.
    """
    return datetime.strptime(name[: name.index("Z") + 1], NAME_TIME).replace(tzinfo=UTC)


def stream_folder(stream: str) -> str:
    """Folder of a stream (events or quarantine)."""
    return f"{RAW_ZONE}/{stream}"


def hour_folder(stream: str, hour: str) -> str:
    """Folder of an hour; the hour is in format `NAME_HOUR`."""
    return f"{stream_folder(stream)}/ingest_date={hour[:10]}/ingest_hour={hour[11:]}"


def file_path(stream: str, name: str) -> str:
    """Final path of a file; its name begins with a time in format `NAME_TIME`."""
    return f"{hour_folder(stream, name[:13])}/{name}"


def incoming_path(stream: str, name: str) -> str:
    """Temporary path for an upload, outside of the tables, so that no table ever contains a partial file."""
    return f"/lake/incoming/{stream}/{name}"


def hours(client: HdfsClient, stream: str, begin: str, end: str) -> Iterator[str]:
    """The hours from `begin` to `end`, both inclusive, that have a folder.

    Args:
        client: client for HDFS.
        stream: events or quarantine.
        begin: first hour in format `NAME_HOUR`; empty for no lower bound.
        end: last hour in format `NAME_HOUR`.

    Yields:
        Hours in format `NAME_HOUR`.
    """
    root = stream_folder(stream)
    for date in names_in(client, root):
        day = date.removeprefix("ingest_date=")
        if begin[:10] <= day <= end[:10]:
            for hour in names_in(client, f"{root}/{date}"):
                if begin <= (name := f"{day}T{hour.removeprefix('ingest_hour=')}") <= end:
                    yield name


def shipped_files(client: HdfsClient, stream: str, hour: str) -> dict[str, int]:
    """Sizes in bytes of the files of an hour, by name, without those that somebody has put there under other names.

    Args:
        client: client for HDFS.
        stream: events or quarantine.
        hour: the hour in format `NAME_HOUR`; it must have a folder.
    """
    listing = client.list(hour_folder(stream, hour), status=True)
    return {name: status["length"] for name, status in listing if _SHIPPED_FILE.fullmatch(name)}


def names_in(client: HdfsClient, folder: str) -> list[str]:
    """Names of the entries in a folder; empty if the folder does not exist."""
    return client.list(folder) if client.status(folder, strict=False) is not None else []
