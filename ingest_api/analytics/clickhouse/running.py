"""The queries that run on ClickHouse, in all processes of the API: it keeps the setting `log_comment` of each."""

from datetime import UTC, datetime

from ingest_api.analytics.clickhouse.client import Client
from ingest_api.analytics.clickhouse.state import SECONDS
from ingest_api.analytics.engine import RunningQuery, label

_PREFIX = "eventmart "
_RUNNING = """
    select Settings['log_comment'], toString(now64(6, 'UTC') - toIntervalMillisecond(toInt64(elapsed * 1000))), query
    from system.processes
    where user = currentUser() and startsWith(Settings['log_comment'], {prefix:String})
    order by elapsed desc
"""
_IS_RUNNING = "select 1 from system.processes where user = currentUser() and Settings['log_comment'] = {comment:String}"


def settings_of(query_id: str) -> dict[str, str]:
    """The settings by which a query is found."""
    return {"log_comment": _PREFIX + query_id}


def running_queries(client: Client) -> list[RunningQuery]:
    """The queries that run, the oldest first."""
    rows = client.rows(_RUNNING, SECONDS, prefix=_PREFIX)
    return [
        RunningQuery(str(comment).removeprefix(_PREFIX), "mart", _time(str(begun)), label(str(sql)).removeprefix("-- "))
        for comment, begun, sql in rows
    ]


def end_query(client: Client, query_id: str) -> bool:
    """End a query; False if none has this id."""
    if not client.rows(_IS_RUNNING, SECONDS, comment=_PREFIX + query_id):
        return False
    # ids are UUIDs, and the statement takes no parameters
    sql = f"kill query where Settings['log_comment'] = '{_PREFIX}{query_id}' async"
    with client.run(sql, "TSV", SECONDS) as parts:
        return bool(b"".join(parts))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
