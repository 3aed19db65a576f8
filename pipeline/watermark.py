"""The watermark of the landing, as an update run finds it."""

from datetime import UTC, datetime

from eventmart.settings import Settings
from pipeline.hdfs_client import hdfs_client

_FOLDER = "/lake/watermark"
_NAME_TIME = "%Y-%m-%dT%H%M%S.%fZ"


def landed_watermark(settings: Settings) -> datetime | None:
    """Every event received up to then is in HDFS; None where no shipper has stated anything yet.

    Each spool has a folder in `/lake/watermark`, and its watermark is the name of the newest folder in there. The lake
    is as complete as the spool that is furthest behind.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """
    client = hdfs_client(settings)
    if client.status(_FOLDER, strict=False) is None:
        return None
    newest = [max(client.list(f"{_FOLDER}/{spool_id}")) for spool_id in client.list(_FOLDER)]
    return min((datetime.strptime(name, _NAME_TIME).replace(tzinfo=UTC) for name in newest), default=None)
