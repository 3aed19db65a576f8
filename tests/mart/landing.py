"""Schema `landing`, filled as the lake's `publish` materialization fills it."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = Mapping[str, Any]
# rows by table, without their run_id
Rows = Mapping[str, Iterable[Row]]
Columns = Mapping[str, Mapping[str, str]]

# The columns that Spark creates, with the types that information_schema names. Strings are text, timestamps are
# microseconds since 1970.
COLUMNS: Columns = {
    "publishing": {"run_id": "text"},
    "events": {
        "run_id": "text",
        "source": "text",
        "event_id": "text",
        "event_type": "text",
        "event_at": "bigint",
        "is_event_at_inferred": "boolean",
        "received_at": "bigint",
        "user_id": "text",
        "referrer": "text",
        "schema_error": "text",
        "event": "text",
        "is_unsafe_for_jsonb": "boolean",
        "raw_file": "text",
    },
    "quarantine": {
        "run_id": "text",
        "quarantined_item_id": "text",
        "rejected_at": "bigint",
        "source": "text",
        "reason": "text",
        "detail": "text",
        "body_bytes": "bigint",
        "is_base64": "boolean",
        "body": "text",
        "raw_file": "text",
    },
    "commits": {
        "run_id": "text",
        "committed_at": "bigint",
        "complete_through": "bigint",
        "batch_id": "bigint",
        "since_batch_id": "bigint",
        "event_count": "bigint",
        "repeat_count": "bigint",
        "id_conflict_count": "bigint",
    },
}
# the tables with rows of the lake
PUBLISHED = ("events", "quarantine")


def micros(moment: datetime) -> int:
    """Microseconds since 1970, as the lake publishes times."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def commit_record(batch_id: int, since_batch_id: int, event_count: int) -> Row:
    """The row of table `commits`, without its run_id, of a run that commits just now."""
    now = micros(datetime.now(UTC))
    return {
        "committed_at": now,
        "complete_through": now,
        "batch_id": batch_id,
        "since_batch_id": since_batch_id,
        "event_count": event_count,
        "repeat_count": 0,
        "id_conflict_count": 0,
    }


class Landing:
    """The publisher. It may stop after any statement, as a run does that is killed while it publishes.

    Args:
        connect: opens a connection of role publisher in autocommit mode.
        columns: the columns of the tables.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[tuple[Any, ...]]], columns: Columns = COLUMNS) -> None:
        self._connect = connect
        self._columns = columns

    def publish(self, rows: Rows, *, batch_id: int, since_batch_id: int, event_count: int) -> str:
        """Publish rows and commit them.

        Args:
            rows: the rows of each table; a table that is not named gets none.
            batch_id: last batch of the lake.
            since_batch_id: the rows are those that changed after this batch; 0 for all rows.
            event_count: number of events in the lake.

        Returns:
            Id of the run.
        """
        run_id = self.begin()
        for table in PUBLISHED:
            self.write(run_id, table, rows.get(table, ()))
        self.write(run_id, "commits", [commit_record(batch_id, since_batch_id, event_count)])
        return run_id

    def begin(self) -> str:
        """Withdraw the commit of the last run, and note the id of the new one, which is returned."""
        run_id = str(uuid.uuid4())
        with self._connect() as connection:
            connection.execute("drop table if exists landing.commits")
        self.write(run_id, "publishing", [{}])
        return run_id

    def write(self, run_id: str, table: str, rows: Iterable[Row]) -> None:
        """Replace a table by one with these rows."""
        columns = self._columns[table]
        name = sql.Identifier("landing", table)
        definitions = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(type_)) for column, type_ in columns.items()
        )
        with self._connect() as connection:
            connection.execute(sql.SQL("drop table if exists {}").format(name))
            connection.execute(sql.SQL("create table {} ({})").format(name, definitions))
            connection.execute(sql.SQL("alter table {} set unlogged").format(name))
            with connection.cursor() as cursor, cursor.copy(sql.SQL("copy {} from stdin").format(name)) as copy:
                for row in rows:
                    complete = {"run_id": run_id, **row}
                    assert complete.keys() == columns.keys(), (table, complete)
                    copy.write_row([complete[column] for column in columns])
