"""The external Hive tables over the landed files, and their partitions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pyhive import hive

from eventmart.settings import Settings
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import NAME_HOUR, begin_of, hours, stream_folder
from raw_zone.watermark import Landed, landed
from spark_thrift.client import connect

_RAW = {
    "events": "Events as they were sent, each in its envelope.",
    "quarantine": "What could not be accepted, with the reason.",
}
# properties of both tables; the lake hands the watermark on with what it publishes
_WATERMARK = "eventmart.complete_through"
_SPOOLS = "eventmart.spools"
_SPOOL = "eventmart.spool."
# a file may hold what was received in the hour after the one that it was begun in
_MARGIN = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def register_partitions(settings: Settings, *, anew: bool = False) -> str:
    """Create the raw tables where they are missing, and make the partitions visible that have landed since last time.

    A table has one string column, the line: no malformed line can break its scan, and every engine that knows
    the Hive metastore can read it. Dropping it leaves the files.

    Args:
        anew: look at all that has landed, whenever that was.

    Returns:
        The watermark of what is visible now, in words.
    """
    # read before the files are looked at: what it vouches for is among them
    found = landed(settings)
    client = hdfs_client(settings)
    with connect(settings) as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists raw")
        for name, comment in _RAW.items():
            cursor.execute(
                f"create external table if not exists raw.{name} (line string) comment '{comment}' "
                "partitioned by (ingest_date string, ingest_hour string) stored as textfile "
                f"location '{settings.hdfs_url}{stream_folder(name)}'"
            )
            cursor.execute(f"show tblproperties raw.{name}")
            stated = dict(cursor.fetchall())
            joined = _joined(stated, found) if found else {}
            if anew or _WATERMARK not in stated:
                cursor.execute(f"msck repair table raw.{name}")
            else:
                since = min([datetime.fromisoformat(stated[_WATERMARK]), *joined.values()])
                _add_partitions(cursor, client, name, since)
            if found is not None:
                spools = _spools(stated, joined, datetime.now(UTC))
                properties = {_WATERMARK: found.complete_through.isoformat(), **spools}
                listed = ", ".join(f"'{key}' = '{value}'" for key, value in properties.items())
                cursor.execute(f"alter table raw.{name} set tblproperties ({listed})")
    return f"complete through {found.complete_through.isoformat()}" if found else "nothing has landed yet"


def _joined(stated: Mapping[str, str], found: Landed) -> dict[str, datetime]:
    """The spools that have spoken for the first time, and since when each may have received events.

    The watermark did not wait for them, so that what they have received before it may only have landed now.
    """
    return {spool_id: _born(spool_id) for spool_id in found.spool_ids if f"{_SPOOL}{spool_id}" not in stated}


def _born(spool_id: str) -> datetime:
    try:
        return begin_of(spool_id)
    except ValueError:
        # not one of ours, which tell: it may be of any age
        return _EPOCH


def _spools(stated: Mapping[str, str], joined: Mapping[str, datetime], now: datetime) -> dict[str, str]:
    """What to state of spools: when any have joined last, and of each when it has joined, and its birth.

    When they have joined is in microseconds since 1970, and later than all that is stated, even where the clock was
    set back.
    """
    last = int(stated.get(_SPOOLS, 0))
    if joined:
        last = max((now - _EPOCH) // timedelta(microseconds=1), last + 1)
    each = {f"{_SPOOL}{spool_id}": f"{last} {born.isoformat()}" for spool_id, born in joined.items()}
    return {_SPOOLS: str(last), **each}


def _add_partitions(cursor: hive.Cursor, client: HdfsClient, table: str, since: datetime) -> None:
    begin, end = (since - _MARGIN).strftime(NAME_HOUR), datetime.max.replace(tzinfo=UTC).strftime(NAME_HOUR)
    partitions = " ".join(
        f"partition (ingest_date = '{hour[:10]}', ingest_hour = '{hour[11:]}')"
        for hour in hours(client, table, begin, end)
    )
    if partitions:
        cursor.execute(f"alter table raw.{table} add if not exists {partitions}")
