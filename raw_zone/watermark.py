"""The watermark of the landing zone. Shippers publish it, update runs read it.

Each spool has a folder in HDFS. The spool's watermark is the name of the newest folder inside. Creating a folder is
atomic, so no reader can see a half-written watermark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import NAME_TIME, WATERMARKS, begin_of, names_in

_POLL_SECONDS = 0.2


def publish(client: HdfsClient, spool_id: str, watermark: datetime) -> None:
    """Declare that every event that this spool received up to the watermark is in HDFS.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    folder, name = f"{WATERMARKS}/{spool_id}", watermark.strftime(NAME_TIME)
    client.makedirs(f"{folder}/{name}")
    for older in client.list(folder):
        if older < name:
            client.delete(f"{folder}/{older}")


@dataclass(frozen=True)
class Landed:
    """State of the landing zone, as published by the shippers.

    Attributes:
        watermarks: of each spool that has published one, by the spool's id. There is at least one.
    """

    watermarks: Mapping[str, datetime]

    @property
    def complete_through(self) -> datetime:
        """Every event that these spools received up to this time is in HDFS: that of the spool furthest behind."""
        return min(self.watermarks.values())

    def without_newcomers(self, reached: datetime | None) -> Self | None:
        """The state without the spools that are behind what has been reached; None if none is left.

        A spool that counts is never behind. One that has joined since with a backlog counts when it has worked that
        off, because no watermark moves back.

        Args:
            reached: the watermark of the lake, or of the mart; None if there is none.
        """
        watermarks = {id_: each for id_, each in self.watermarks.items() if reached is None or each >= reached}
        return type(self)(watermarks) if watermarks else None


def landed(settings: Settings) -> Landed | None:
    """State of the landing zone, or None if no shipper has published a watermark yet.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """
    client = hdfs_client(settings)
    spool_ids = sorted(names_in(client, WATERMARKS))
    if not spool_ids:
        return None
    return Landed({spool_id: begin_of(max(client.list(f"{WATERMARKS}/{spool_id}"))) for spool_id in spool_ids})


def landed_watermark(settings: Settings) -> datetime | None:
    """The time up to which every received event is in HDFS, or None if there is no watermark yet; see `landed`."""
    state = landed(settings)
    return state.complete_through if state else None


def wait_until_landed(settings: Settings, until: datetime, patience_seconds: float) -> datetime | None:
    """Wait until the watermark reaches a time, or give up if a shipper falls behind.

    Args:
        settings: how to reach HDFS.
        until: wait until every event received before this time is in HDFS.
        patience_seconds: give up after this time.

    Returns:
        The watermark, which may be behind; None if there is none yet.

    Raises:
        hdfs.util.HdfsError: HDFS answers with an error.
        requests.RequestException: HDFS cannot be reached.
    """

    def is_behind(watermark: datetime | None) -> bool:
        return watermark is None or watermark < until

    retrying = Retrying(
        retry=retry_if_result(is_behind),
        wait=wait_fixed(_POLL_SECONDS),
        stop=stop_after_delay(patience_seconds),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    return retrying(landed_watermark, settings)


def await_landing(settings: Settings, until: datetime, patience_seconds: float) -> str:
    """The same for an update run, which does with what has landed; how complete the landing zone is, in words.

    A run without patience is one that takes what has landed, so a watermark that is behind is not worth a word.
    """
    watermark = wait_until_landed(settings, until, patience_seconds)
    if watermark is None:
        return "nothing landed yet"
    if watermark < until and patience_seconds:
        return f"complete through {watermark.isoformat()} only: a spool is behind"
    return f"complete through {watermark.isoformat()}"
