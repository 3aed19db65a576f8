"""The watermark of the landing: shippers publish it, update runs read it.

Each spool has a folder, and its watermark is the name of the newest folder in there: it appears in one step and cannot
be read half-written.
"""

from dataclasses import dataclass
from datetime import datetime

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import NAME_TIME, WATERMARKS, begin_of, names_in

_PATIENCE_SECONDS = 30
_POLL_SECONDS = 0.2


def publish(client: HdfsClient, spool_id: str, watermark: datetime) -> None:
    """State that every event that this spool received up to then is in HDFS.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """
    folder, name = f"{WATERMARKS}/{spool_id}", watermark.strftime(NAME_TIME)
    client.makedirs(f"{folder}/{name}")
    for older in client.list(folder):
        if older < name:
            client.delete(f"{folder}/{older}")


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

    The lake is as complete as the spool that is furthest behind.

    Raises:
        hdfs.util.HdfsError, requests.RequestException: HDFS does not answer.
    """
    client = hdfs_client(settings)
    spool_ids = sorted(names_in(client, WATERMARKS))
    if not spool_ids:
        return None
    behind = min(max(client.list(f"{WATERMARKS}/{spool_id}")) for spool_id in spool_ids)
    return Landed(begin_of(behind), tuple(spool_ids))


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
