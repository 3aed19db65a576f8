"""The watermark of the landing, as an update run finds it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from eventmart.settings import Settings
from pipeline.hdfs_client import hdfs_client
from pipeline.raw_folders import names_in

_FOLDER = "/lake/watermark"
_PATIENCE_SECONDS = 30
_POLL_SECONDS = 0.2
NAME_TIME = "%Y-%m-%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Landed:
    """What the shippers say of the landing.

    Attributes:
        complete_through: every event that these spools have received up to then is in HDFS.
        spool_ids: of the spools that have spoken.
    """

    complete_through: datetime
    spool_ids: tuple[str, ...]


def landed(settings: Settings) -> Landed | None:
    """What has landed; None where no shipper has stated anything yet.

    Each spool has a folder in `/lake/watermark`, and its watermark is the name of the newest folder in there. The lake
    is as complete as the spool that is furthest behind.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """
    client = hdfs_client(settings)
    spool_ids = sorted(names_in(client, _FOLDER))
    if not spool_ids:
        return None
    behind = min(max(client.list(f"{_FOLDER}/{spool_id}")) for spool_id in spool_ids)
    return Landed(datetime.strptime(behind, NAME_TIME).replace(tzinfo=UTC), tuple(spool_ids))


def landed_watermark(settings: Settings) -> datetime | None:
    """Every event received up to then is in HDFS; see `landed`."""
    found = landed(settings)
    return found.complete_through if found else None


def await_landing(settings: Settings, until: datetime, patience_seconds: float = _PATIENCE_SECONDS) -> str:
    """Wait until every event received before a moment is in HDFS; where a shipper is behind, not for ever.

    Returns:
        How far it is, in words.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """

    def is_behind(watermark: datetime | None) -> bool:
        return watermark is None or watermark < until

    retrying = Retrying(
        retry=retry_if_result(is_behind), wait=wait_fixed(_POLL_SECONDS), stop=stop_after_delay(patience_seconds)
    )
    try:
        retrying(landed_watermark, settings)
    except RetryError as error:
        watermark = error.last_attempt.result()
        return (
            f"complete through {watermark.isoformat()} only: a spool is behind" if watermark else "nothing landed yet"
        )
    return f"complete through {until.isoformat()}"
