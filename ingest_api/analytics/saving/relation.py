"""The table or view that a result is saved as.

Rows go from the engine to PostgreSQL as CSV, through this process: a query runs as the role that may only read, and
none runs as the role that may write.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql

from eventmart.saved_results import SCHEMA
from ingest_api.analytics.engine import QueryFailed, Statement, Stream, unique_names

Connection = psycopg.Connection[Any]

_NUL, _REPLACEMENT = b"\0", "\ufffd".encode()


class Size(NamedTuple):
    """How large a result is: its rows, and its bytes as CSV."""

    rows: int
    bytes: int


def fill_table(connection: Connection, query_id: UUID, stream: Stream, max_rows: int, max_bytes: int) -> Size:
    """Create a table with the rows of a stream; `give_name` gives it the name of the result.

    Args:
        connection: in a transaction.
        query_id: id of the query.
        stream: the rows; one more than `max_rows` suffices.
        max_rows: maximum number of rows.
        max_bytes: maximum size as CSV.

    Raises:
        QueryFailed: the result has no columns, is too large, or has a value that a table cannot have.
    """
    table = _unnamed(query_id)
    total = 0
    with _explained(), connection.cursor() as cursor:
        columns = sql.SQL(", ").join(_columns(stream, stream.table_types()))
        cursor.execute(sql.SQL("create table {} ({})").format(table, columns))
        # frozen, so that a transaction that has begun before, and finds this table, sees its rows
        with cursor.copy(sql.SQL("copy {} from stdin (format csv, freeze)").format(table)) as rows:
            for part in stream.csv():
                total += len(part)
                if total > max_bytes:
                    raise QueryFailed(f"The result is larger than {max_bytes} bytes as CSV. Select less of it.")
                # the lake has texts with NUL, which PostgreSQL lacks
                rows.write(part.replace(_NUL, _REPLACEMENT))
        count = cursor.rowcount
        if count > max_rows:
            raise QueryFailed(f"The result has more than {max_rows} rows. Select less of it.")
        cursor.execute(sql.SQL("analyze {}").format(table))
    return Size(count, total)


def create_view(connection: Connection, query_id: UUID, stream: Stream, statement: Statement) -> None:
    """Create a view of a query without parameters; `give_name` gives it the name of the result.

    PostgreSQL would refuse to change or drop a table that a view reads. So the view reads a function, whose body is a
    text to PostgreSQL until somebody reads the view: as this reader, and as if the view contained the query itself.

    Args:
        connection: in a transaction.
        query_id: id of the query.
        stream: it tells the columns; its rows are not read.
        statement: the query.

    Raises:
        QueryFailed: the result has no columns, or names that a view cannot have.
    """
    view, types = _unnamed(query_id), stream.table_types()
    names = [f"c{number}" for number in range(len(types))]
    values = ", ".join(f"cast({name} as {type_})" for name, type_ in zip(names, types, strict=True))
    body = f"select {values} from (\n{statement.sql}\n) as answer ({', '.join(names)})"  # noqa: S608 - the guard has checked it
    with _explained():
        columns = sql.SQL(", ").join(_columns(stream, types))
        # it would look for tables that this role may not see
        connection.execute("set local check_function_bodies = off")
        connection.execute(
            sql.SQL("create function {}() returns table ({}) language sql stable as {}").format(
                view, columns, sql.Literal(body)
            )
        )
        connection.execute(sql.SQL("create view {} as select * from {}()").format(view, view))


def give_name(connection: Connection, query_id: UUID, name: str, *, is_view: bool) -> None:
    """Give the table or view of a query the name of the result, which no other may have."""
    for kind in ("view", "function") if is_view else ("table",):
        rename = sql.SQL("alter {} {} rename to {}").format(sql.SQL(kind), _unnamed(query_id), sql.Identifier(name))
        connection.execute(rename)


def _unnamed(query_id: UUID) -> sql.Identifier:
    # no result can have this name
    return sql.Identifier(SCHEMA, f"new {query_id}")


def _columns(stream: Stream, types: Sequence[str]) -> Iterator[sql.Composable]:
    if not stream.columns:
        raise QueryFailed("The result has no columns. Select at least one.")
    for name, type_ in zip(unique_names(stream.columns), types, strict=True):
        yield sql.SQL("{} " + type_).format(sql.Identifier(name))


@contextmanager
def _explained() -> Iterator[None]:
    """Raise an error of the table or view as one of the query."""
    try:
        yield
    except (psycopg.DataError, psycopg.ProgrammingError) as error:
        raise QueryFailed(f"The result cannot be saved: {error.diag.message_primary or error}") from error
