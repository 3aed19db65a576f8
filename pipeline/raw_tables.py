"""The external tables on the landed files, and their partitions.

Each stream has two on the same files. The Hive table is for everybody. Spark's own text table is for the lake: with it
Spark skips the files that a batch does not need, by their names, and reads the others in four fifths of the time.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pyhive import hive

from eventmart.settings import Settings
from pipeline.batches import Attempt, Engine, attempt_from, next_attempt
from pipeline.lake_state import lake_watermark, table_properties
from raw_zone.client import HdfsClient, hdfs_client
from raw_zone.layout import NAME_HOUR, NAME_TIME, STREAMS, begin_of, hours, shipped_files, stream_folder
from raw_zone.watermark import Landed, landed
from spark_thrift.client import connect

# by stream
_COMMENTS = {
    "events": "Events as they were sent, each in its envelope.",
    "quarantine": "What could not be accepted, with the reason.",
}
_HIVE = "(line string) {comment} partitioned by (ingest_date string, ingest_hour string) stored as textfile {location}"
_SPARK = (
    "(value string, ingest_date string, ingest_hour string) using text "
    "partitioned by (ingest_date, ingest_hour) {comment} {location}"
)
# by table, its stream and its definition; macro `landed` of the lake reads those for Spark
_RAW = {
    "events": ("events", _HIVE),
    "quarantine": ("quarantine", _HIVE),
    "events_for_spark": ("events", _SPARK),
    "quarantine_for_spark": ("quarantine", _SPARK),
}
# properties of raw.events; the lake publishes the watermark together with its rows
_WATERMARK = "eventmart.complete_through"
_SPOOLS = "eventmart.spools"
_SPOOL = "eventmart.spool."
_ATTEMPT = "eventmart.attempt"
# the newest hours of a stream whose partitions all of its tables have; a property is no place for all of them
_HOURS = "eventmart.hours.{stream}"
_RECORDED_HOURS = 48
# a file may contain events received in the hour after the one in which it was begun
_MARGIN = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger("eventmart.worker")


def register_batch(
    settings: Settings, at_least: datetime | None, *, anew: bool = False, is_full: bool = False
) -> Attempt | None:
    """Register the partitions that have landed since the last call, and the next batch for the lake to load.

    Args:
        settings: how to reach HDFS and the Thrift server, and how large a batch may be.
        at_least: do not end the batch before this time, which the mart has already reached; None if there is no mart.
        anew: register all partitions, however old.
        is_full: the lake will be rebuilt, so what happened to the last batch does not count.

    Returns:
        The batch; None if nothing has landed yet.

    Raises:
        OperatorError: Spark has died twice or more during the smallest possible batch, and it is to pause.
    """
    # the watermark is read before the files are listed, so the list contains every file that it covers
    found = landed(settings)
    client = hdfs_client(settings)
    with connect(settings) as connection:
        cursor = connection.cursor()
        is_new = create_raw_tables(settings, cursor)
        properties = table_properties(cursor, "raw.events")
        last = None if is_full else attempt_from(properties.get(_ATTEMPT, ""))
        lake_reached = lake_watermark(cursor)
        state = found and found.without_newcomers(max(filter(None, (lake_reached, at_least)), default=None))
        if found and (newcomers := found.watermarks.keys() - (state.watermarks.keys() if state else set())):
            log.warning("spools that are behind the lake do not count yet: %s", ", ".join(sorted(newcomers)))
        attempt = None
        if state:
            attempt = _next_attempt(settings, cursor, client, last, lake_reached, state.complete_through, at_least)
        new_spools = _new_spools(properties, state) if state else {}
        recorded = {}
        if anew or is_new or _WATERMARK not in properties:
            for name in _RAW:
                cursor.execute(f"msck repair table raw.{name}")
        else:
            since = min([datetime.fromisoformat(properties[_WATERMARK]), *new_spools.values()])
            recorded = _add_partitions(cursor, client, since, properties)
        if state is not None and attempt is not None:
            spools = _spool_properties(properties, new_spools, datetime.now(UTC)) | _gone_spools(properties, state)
            _set_properties(cursor, {_WATERMARK: attempt.until, _ATTEMPT: attempt.as_text(), **spools, **recorded})
    return attempt


def close_attempt(settings: Settings, attempt: Attempt) -> None:
    """Record that a batch has failed without the death of Spark, unless another Spark runs by now."""
    with connect(settings) as connection:
        cursor = connection.cursor()
        if _engine(settings, cursor).id == attempt.engine:
            _set_properties(cursor, {_ATTEMPT: attempt.closed().as_text()})


def drop_partitions(cursor: hive.Cursor, stream: str, gone: Sequence[str]) -> None:
    """Forget the partitions of hours whose folders are gone.

    Args:
        cursor: of a session of the Thrift server.
        stream: events or quarantine.
        gone: the hours, in format `NAME_HOUR`.
    """
    for name, (of_stream, _) in _RAW.items():
        if of_stream == stream and gone:
            partitions = ", ".join(map(_partition, gone))
            cursor.execute(f"alter table raw.{name} drop if exists {partitions}")


def _partition(hour: str) -> str:
    return f"partition (ingest_date = '{hour[:10]}', ingest_hour = '{hour[11:]}')"


def create_raw_tables(settings: Settings, cursor: hive.Cursor) -> bool:
    """Create the tables that are missing; whether any was.

    Each has one string column, the line. No malformed line can break its scan, and every engine that supports the Hive
    metastore can read the Hive tables. Dropping a table leaves the files.
    """
    cursor.execute("create database if not exists raw")
    cursor.execute("show tables in raw")
    found = {name for _, name, _ in cursor.fetchall()}
    missing = [name for name in _RAW if name not in found]
    for name in missing:
        stream, definition = _RAW[name]
        location = f"location '{settings.hdfs_url}{stream_folder(stream)}'"
        kind = "external table" if definition == _HIVE else "table"
        definition = definition.format(comment=f"comment '{_COMMENTS[stream]}'", location=location)
        cursor.execute(f"create {kind} if not exists raw.{name} {definition}")
    return bool(missing)


def _next_attempt(
    settings: Settings,
    cursor: hive.Cursor,
    client: HdfsClient,
    last: Attempt | None,
    since: datetime | None,
    landed_until: datetime,
    at_least: datetime | None,
) -> Attempt:
    first = since.strftime(NAME_TIME) if since else ""
    sizes = {
        f"{name} {stream}": size
        for stream in STREAMS
        for hour in hours(client, stream, first[:13], landed_until.strftime(NAME_HOUR))
        for name, size in shipped_files(client, stream, hour).items()
        if name > first
    }
    engine = _engine(settings, cursor)
    now = datetime.now(UTC)
    return next_attempt(last, sizes, since, landed_until, at_least, settings.batch_max_bytes, engine, now)


def _engine(settings: Settings, cursor: hive.Cursor) -> Engine:
    cursor.execute("set spark.app.id")
    ((_, application),) = cursor.fetchall()
    return Engine(application, settings.spark_driver_memory)


def _set_properties(cursor: hive.Cursor, properties: Mapping[str, str]) -> None:
    assignments = ", ".join(f"'{key}' = '{value}'" for key, value in properties.items())
    cursor.execute(f"alter table raw.events set tblproperties ({assignments})")


def _new_spools(properties: Mapping[str, str], state: Landed) -> dict[str, datetime]:
    """The spools that count for the first time, or again after they were gone, each with its time of creation.

    The previous watermark did not cover them. Events that they received before it may therefore have landed after it.
    """
    return {spool_id: _created_at(spool_id) for spool_id in state.watermarks if not properties.get(_SPOOL + spool_id)}


def _gone_spools(properties: Mapping[str, str], state: Landed) -> dict[str, str]:
    """Properties of the spools that do not count any more: if they come back, they are new."""
    return {
        name: ""
        for name, joined in properties.items()
        if joined and name.startswith(_SPOOL) and name.removeprefix(_SPOOL) not in state.watermarks
    }


def _created_at(spool_id: str) -> datetime:
    try:
        return begin_of(spool_id)
    except ValueError:
        # the ids that this project creates begin with a time; a spool with any other id may be of any age
        return _EPOCH


def _spool_properties(
    properties: Mapping[str, str], new_spools: Mapping[str, datetime], now: datetime
) -> dict[str, str]:
    """Table properties about spools: when a spool last joined, and for each new spool when it joined and was created.

    The time of joining is in microseconds since 1970. It is always later than the stored one, even if the clock was set
    back.
    """
    last_joined = int(properties.get(_SPOOLS, 0))
    if new_spools:
        last_joined = max((now - _EPOCH) // timedelta(microseconds=1), last_joined + 1)
    each = {
        f"{_SPOOL}{spool_id}": f"{last_joined} {created_at.isoformat()}" for spool_id, created_at in new_spools.items()
    }
    return {_SPOOLS: str(last_joined), **each}


def _add_partitions(
    cursor: hive.Cursor, client: HdfsClient, since: datetime, properties: Mapping[str, str]
) -> dict[str, str]:
    """Add the partitions of hours that the tables lack; returns the properties to record."""
    begin, end = (since - _MARGIN).strftime(NAME_HOUR), datetime.max.replace(tzinfo=UTC).strftime(NAME_HOUR)
    recorded = {}
    for stream in STREAMS:
        name = _HOURS.format(stream=stream)
        found = list(hours(client, stream, begin, end))
        known = properties.get(name, "").split()
        if missing := " ".join(_partition(hour) for hour in found if hour not in known):
            for table, (of_stream, _) in _RAW.items():
                if of_stream == stream:
                    cursor.execute(f"alter table raw.{table} add if not exists {missing}")
        recorded[name] = " ".join(found[-_RECORDED_HOURS:])
    return recorded
