"""Where landed files lie: a folder for each hour in which files were begun."""

from collections.abc import Iterator

from pipeline.hdfs_client import HdfsClient

STREAMS = ("events", "quarantine")
# an hour, in the order of time: 2026-01-02T03
NAME_HOUR = "%Y-%m-%dT%H"


def stream_folder(stream: str) -> str:
    """The folder of events, or of quarantine."""
    return f"/lake/raw/{stream}"


def hour_folder(stream: str, hour: str) -> str:
    """The folder of an hour, given as `NAME_HOUR` has it."""
    return f"{stream_folder(stream)}/ingest_date={hour[:10]}/ingest_hour={hour[11:]}"


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
