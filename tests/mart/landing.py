"""Schema `landing`, filled as the lake's operation `publish` fills it."""

import json
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
    "events": {
        "run_id": "text",
        "source": "text",
        "event_id": "text",
        "event_key": "bigint",
        "event_type": "text",
        "event_at": "bigint",
        "is_event_at_inferred": "boolean",
        "received_at": "bigint",
        "user_id": "text",
        "page_url": "text",
        "referrer": "text",
        "schema_error": "text",
        "event": "text",
        "event_hash": "bigint",
        "is_unsafe_for_jsonb": "boolean",
        "raw_file": "text",
        "event_date": "date",
    },
    "orders": {
        "run_id": "text",
        "source": "text",
        "order_id": "text",
        "user_id": "text",
        "ordered_at": "bigint",
        "amount": "numeric",
        "currency": "text",
        "event_date": "date",
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
        "rejected_date": "date",
    },
    "commits": {
        "run_id": "text",
        "committed_at": "bigint",
        "complete_through": "bigint",
        "batch_id": "bigint",
        "event_count": "bigint",
        "repeat_count": "bigint",
        "id_conflict_count": "bigint",
        "tables": "text",
    },
}
# the tables with rows of the lake, and their keys
PUBLISHED = {"events": ["source", "event_id"], "orders": ["source", "order_id"], "quarantine": ["quarantined_item_id"]}
# columns of times, which the mart gets as numbers
_TIMES = {"event_at", "ordered_at", "received_at", "rejected_at"}


def micros(moment: datetime) -> int:
    """Microseconds since 1970, as the lake publishes times."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def published_table(table: str, columns: Mapping[str, str], *, batch_id: int, is_whole: bool) -> dict[str, Any]:
    """What a commit record says of a table of which rows were sent.

    Args:
        table: its name.
        columns: the types of its columns in schema `landing`.
        batch_id: the run of the lake that changed it last.
        is_whole: whether these are all of its rows.
    """
    types = {
        name: "timestamp with time zone" if name in _TIMES else type_
        for name, type_ in columns.items()
        if name != "run_id"
    }
    return {
        "is_sent": True,
        "is_current": True,
        "model": f"model.lake.fct_{table}",
        "description": f"Rows of {table}.",
        "key": PUBLISHED[table],
        "columns": {name: {"type": type_, "description": ""} for name, type_ in types.items()},
        "indexes": [],
        "is_whole": is_whole,
        "date_column": None,
        "dates": None,
        "batch_id": batch_id,
        "sent_as": f"fct_{table}",
    }


def commit_record(batch_id: int, event_count: int, tables: Mapping[str, Any]) -> Row:
    """The row of table `commits`, without its run_id, of a run that commits just now.

    Args:
        batch_id: last batch of the lake.
        event_count: number of events in the lake.
        tables: what is said of each published table.
    """
    now = micros(datetime.now(UTC))
    return {
        "committed_at": now,
        "complete_through": now,
        "batch_id": batch_id,
        "event_count": event_count,
        "repeat_count": 0,
        "id_conflict_count": 0,
        "tables": json.dumps(tables),
    }


class Landing:
    """The publisher. It may stop after any statement, as a run does that is killed while it publishes.

    Args:
        connect: opens a connection of role publisher in autocommit mode.
        columns: the columns of the tables.
    """

    columns: Columns = COLUMNS

    def __init__(self, connect: Callable[[], psycopg.Connection[tuple[Any, ...]]], columns: Columns = COLUMNS) -> None:
        self._connect = connect
        self.columns = columns

    def publish(self, rows: Rows, *, batch_id: int, is_whole: bool, event_count: int) -> str:
        """Publish rows and commit them.

        Args:
            rows: the rows of each table; a table that is not named gets none.
            batch_id: last batch of the lake.
            is_whole: whether these are all rows of the lake, or those that are new.
            event_count: number of events in the lake.

        Returns:
            Id of the run.
        """
        run_id = self.begin()
        tables = {}
        for table in PUBLISHED:
            self.write(run_id, table, rows.get(table, ()))
            tables[table] = published_table(table, self.columns[table], batch_id=batch_id, is_whole=is_whole)
        self.write(run_id, "commits", [commit_record(batch_id, event_count, tables)])
        return run_id

    def begin(self) -> str:
        """Withdraw the commit of the last run; returns the id of the new one."""
        self._withdraw()
        return str(uuid.uuid4())

    def _withdraw(self) -> None:
        with self._connect() as connection:
            connection.execute("drop table if exists landing.commits")

    def write(self, run_id: str, table: str, rows: Iterable[Row]) -> None:
        """Replace a table by one with these rows."""
        columns = self.columns[table]
        name = sql.Identifier("landing", table)
        definitions = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(type_)) for column, type_ in columns.items()
        )
        with self._connect() as connection:
            connection.execute(sql.SQL("drop table if exists {}").format(name))
            connection.execute(sql.SQL("create table {} ({})").format(name, definitions))
            with connection.cursor() as cursor, cursor.copy(sql.SQL("copy {} from stdin").format(name)) as copy:
                for row in rows:
                    complete = {"run_id": run_id, **row}
                    assert complete.keys() == columns.keys(), (table, complete)
                    copy.write_row([complete[column] for column in columns])
