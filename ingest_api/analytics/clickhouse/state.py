"""The state of the mart on ClickHouse: how complete it is, and the version of its data."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from zlib import crc32

from eventmart.results.clickhouse import SAVED, Record, decode
from eventmart.results.saved import SCHEMA
from ingest_api.analytics.clickhouse.client import Client
from ingest_api.analytics.engine import State
from ingest_api.analytics.totals import Totals

SECONDS = 5.0
_QUOTE = re.compile(r"['\\]")
# one row, of what an update run has recorded. While dbt writes, tables of its own materializations change one by one,
# and so do summaries of the generation that readers see, if their models are new.
_STATE = """
    with changes as (
        select number, is_changing, restless_views, generation from analytics.changes order by number desc limit 1
    )
    select
        (select least(
            toNullable(complete_through),
            (select minOrNull(complete_through) from completeness where table_name in {tables:Array(String)})
        ) from watermark),
        -- behind the slash is the publish, of which a run may have several
        (select splitByChar('/', assumeNotNull(run_id))[1] from watermark),
        if(
            hasAny(restless_views, {tables:Array(String)}),
            null,
            concat(
                toString(number),
                if(is_changing, (
                    select toString(sum(cityHash64(name, uuid, metadata_modification_time, total_rows, total_bytes)))
                    from system.tables where database in ('mart', (select generation from changes))
                ), '')
            )
        )
    from changes
"""
_COMPLETENESS = """
    select table_name, least(complete_through, (select complete_through from watermark)) from completeness
"""
_OF_RESULTS = f"{SCHEMA}."
_RESULTS = f"select name, comment, uuid from system.tables where {SAVED}"  # noqa: S608 - constants
_TOTALS = "select complete_through, event_count, repeat_count, id_conflict_count from watermark"


def read_state(client: Client, tables: Collection[str]) -> State:
    """The state of the data that a query of these tables reads.

    Raises:
        EngineUnavailable: ClickHouse cannot be reached, or is not set up.
    """
    if not any(table.startswith(_OF_RESULTS) for table in tables):
        return _state_of_mart(client, tables)
    records, results_version = _read_records(client)
    read = [records[table] for table in tables if table in records]
    # a saved view is as complete as what it reads
    state = _state_of_mart(client, {*tables, *(table for record in read for table in record.reads)})
    # of a result of which this is not known, nothing is known
    times = [state.complete_through, *(each.result.complete_through for each in read if not each.result.is_view)]
    known = [each for each in times if each is not None]
    is_repeatable = state.version is not None and all(record.is_repeatable for record in read)
    return State(
        min(known) if len(known) == len(times) else None,
        state.run_id,
        f"{state.version}/{results_version}" if is_repeatable else None,
    )


def _state_of_mart(client: Client, tables: Collection[str]) -> State:
    # the name of a table has no quotes
    names = [f"'{name}'" for name in sorted(tables) if not _QUOTE.search(name)]
    values = {"tables": f"[{','.join(names)}]"}
    rows = client.rows(_STATE, SECONDS, **values)
    if not rows:
        return State()
    complete_through, run_id, version = rows[0]
    return State(_time(complete_through), run_id, version)


def _read_records(client: Client) -> tuple[dict[str, Record], str]:
    """The records of the saved results, by the name of their tables and views, and a version of them all."""
    rows = client.rows(_RESULTS, SECONDS)
    records = {f"{SCHEMA}.{name}": decode(comment) for name, comment, _ in rows}
    # another one after each save and each removal of any result
    return records, f"{crc32(repr(sorted((name, uuid) for name, _, uuid in rows)).encode()):x}"


def read_completeness(client: Client) -> dict[str, datetime | None]:
    """Up to when each table and view is complete, by name; that of a saved view is not told. See `read_state`."""
    of_mart = {name: _time(text) for name, text in client.rows(_COMPLETENESS, SECONDS)}
    records, _ = _read_records(client)
    return of_mart | {name: record.result.complete_through for name, record in records.items()}


def read_totals(client: Client) -> Totals | None:
    """The totals of the mart; None before the first update run. See `read_state`."""
    rows = client.rows(_TOTALS, SECONDS)
    if not rows:
        return None
    complete_through, *counts = rows[0]
    return Totals(_time(complete_through), *(count or 0 for count in counts))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
