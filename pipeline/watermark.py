"""The watermark of the landing, as an update run finds it."""

from datetime import UTC, datetime

from hdfs import InsecureClient

from eventmart.settings import Settings

_FOLDER = "/lake/watermark"
_NAME_TIME = "%Y-%m-%dT%H%M%S.%fZ"
_TIMEOUT_SECONDS = (5, 60)


def landed_watermark(settings: Settings) -> datetime | None:
    """Every event received up to then is in HDFS; None where the shipper has not stated anything yet.

    It is the name of the newest folder in `/lake/watermark`.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """
    client = InsecureClient(settings.webhdfs_url, user=settings.hdfs_user, timeout=_TIMEOUT_SECONDS)
    if client.status(_FOLDER, strict=False) is None:
        return None
    names = client.list(_FOLDER)
    return max(datetime.strptime(name, _NAME_TIME).replace(tzinfo=UTC) for name in names) if names else None
