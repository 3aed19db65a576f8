"""The table or view that a result is saved as, in a mart on ClickHouse.

ClickHouse has no transactions. The table or view is made under a name that nobody reads, with its record as comment.
Then one statement exchanges it with the one that has the name of the result. It is the last one before the query's
record in PostgreSQL is committed: if the process dies in between, the result is saved, and the query is `failed`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from eventmart.clickhouse import connected, driver_error, refused_as
from eventmart.results.clickhouse import ClickHouseResults, Record, encode, reached, unfinished
from eventmart.results.queries import hold_name
from eventmart.results.saved import SCHEMA, SavedResult
from eventmart.settings import Settings
from ingest_api.analytics.clickhouse.failures import refusal
from ingest_api.analytics.clickhouse.guard import DATABASE
from ingest_api.analytics.engine import QueryFailed, Statement, Stream, unique_names
from ingest_api.analytics.saving.relation import BoundedCsv, Connection, Size, check_columns, check_rows

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

log = logging.getLogger("eventmart.api")

# as the engines write CSV; the first row may look like a header
_CSV = {
    "date_time_input_format": "best_effort",
    "format_csv_null_representation": "",
    "input_format_csv_deserialize_separate_columns_into_tuple": "0",
    "input_format_csv_detect_header": "0",
}
# a table may have any type that a query gives
_ANY_TYPE = {"allow_suspicious_low_cardinality_types": "1", "allow_suspicious_fixed_string_types": "1"}
_TABLE = "engine = MergeTree order by tuple() settings fsync_after_insert = 1, fsync_part_directory = 1"
# ClickHouse analyzes the query of a view to make it, as the saver
_VIEW_LIMITS = {"max_execution_time": "30", "max_memory_usage": str(2**30)}
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "`": "\\`"})


class ClickHouseRelation:
    """See `relation.Relation`.

    Args:
        connection: of role saver in PostgreSQL.
        client: of role saver in ClickHouse, in the mart's database.
        query_id: id of the query.
    """

    def __init__(self, connection: Connection, client: "Client", query_id: UUID) -> None:
        self._connection, self._client = connection, client
        self._unfinished = unfinished(query_id)

    def fill_table(self, stream: Stream, max_rows: int, max_bytes: int) -> Size:
        """Make a table with the rows of a stream."""
        check_columns(stream)
        columns = zip(unique_names(stream.columns), stream.table_types(), strict=True)
        definitions = ", ".join(f"`{name.translate(_ESCAPES)}` {type_}" for name, type_ in columns)
        parts = BoundedCsv(stream, max_bytes)
        with refused_as(_failed):
            self._client.command(f"create table {self._unfinished} ({definitions}) {_TABLE}", settings=_ANY_TYPE)
            self._client.raw_insert(self._unfinished, insert_block=iter(parts), fmt="CSV", settings=_CSV)
            ((count,),) = self._client.query(f"select count() from {self._unfinished}").result_rows  # noqa: S608
        check_rows(count, max_rows)
        return Size(count, parts.bytes)

    def make_view(self, stream: Stream, statement: Statement) -> None:
        """Make a view."""
        check_columns(stream)
        with refused_as(_failed):
            select = f"select * from (\n{statement.sql}\n) as answer"  # noqa: S608 - the guard has checked it
            view = f"create view {self._unfinished} sql security invoker as {select}"
            self._client.command(view, settings=_VIEW_LIMITS)

    def hold_name(self, name: str, _check: Callable[[], None]) -> str | None:
        """Let nobody else save or remove a result of this name. Readers of the one that has it go on."""
        hold_name(self._connection, name)
        found = ClickHouseResults(self._connection, self._client).get(name)
        return None if found is None else found.saved_by

    def take_name(self, result: SavedResult, statement: Statement) -> None:
        """Give the table or view the name that is held."""
        reads = sorted(statement.tables) if result.is_view else []
        is_same = (statement.is_repeatable and statement.is_ordered) or not result.is_view
        comment = encode(Record(result, reads, is_same)).translate(_ESCAPES)
        self._client.command(f"alter table {self._unfinished} modify comment '{comment}'")
        relation = f"{SCHEMA}.{result.name}"
        taken = self._client.query(
            "select 1 from system.tables where database = {database:String} and name = {name:String}",
            parameters={"database": SCHEMA, "name": result.name},
        )
        if taken.result_rows:
            self._client.command(f"exchange tables {self._unfinished} and {relation}")
        else:
            self._client.command(f"rename table {self._unfinished} to {relation}")

    def drop(self) -> None:
        """Drop the table or view that has not become a result, or that one has replaced."""
        self._client.command(f"drop table if exists {self._unfinished}")


@contextmanager
def clickhouse_relation(settings: Settings, connection: Connection, query_id: UUID) -> Iterator[ClickHouseRelation]:
    """See `relation.Relations`.

    Raises:
        ResultsUnavailable: ClickHouse cannot be reached.
    """
    with reached(), connected(settings, "saver", settings.result_seconds) as client:
        client.database = DATABASE
        relation = ClickHouseRelation(connection, client, query_id)
        try:
            yield relation
        finally:
            try:
                relation.drop()
            except driver_error() as error:
                # `ClickHouseResults.remove_expired` drops it later
                log.warning("a table of query %s stays for now: %s", query_id, error)


def _failed(text: str) -> QueryFailed:
    return QueryFailed(f"The result cannot be saved: {refusal(text)}")
