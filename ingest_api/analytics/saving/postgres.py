"""The table or view that a result is saved as, in a mart on PostgreSQL. A transaction makes it, and its record."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from eventmart.results.postgres import Patience, PostgresResults
from eventmart.results.saved import SCHEMA, SavedResult
from ingest_api.analytics.engine import QueryFailed, Statement, Stream, unique_names
from ingest_api.analytics.saving.relation import BoundedCsv, Connection, Size, check_columns, check_rows

_NUL, _REPLACEMENT = b"\0", "\ufffd".encode()
# of a result that is replaced
_READERS = Patience(300)

# a decimal is a number
_encode = msgspec.json.Encoder(decimal_format="number").encode


class PostgresRelation:
    """See `relation.Relation`.

    Args:
        connection: of role saver. Each method is called in one transaction.
        query_id: id of the query.
    """

    def __init__(self, connection: Connection, query_id: UUID) -> None:
        self._connection = connection
        # no result can have this name
        self._unnamed = sql.Identifier(SCHEMA, f"new {query_id}")

    def fill_table(self, stream: Stream, max_rows: int, max_bytes: int) -> Size:
        """Make a table with the rows of a stream."""
        parts = BoundedCsv(stream, max_bytes)
        with _explained(), self._connection.cursor() as cursor:
            columns = sql.SQL(", ").join(_columns(stream, stream.table_types()))
            cursor.execute(sql.SQL("create table {} ({})").format(self._unnamed, columns))
            # frozen, so that a transaction that has begun before, and finds this table, sees its rows
            with cursor.copy(sql.SQL("copy {} from stdin (format csv, freeze)").format(self._unnamed)) as rows:
                for part in parts:
                    # the lake has texts with NUL, which PostgreSQL lacks
                    rows.write(part.replace(_NUL, _REPLACEMENT))
            count = cursor.rowcount
            check_rows(count, max_rows)
            cursor.execute(sql.SQL("analyze {}").format(self._unnamed))
        return Size(count, parts.bytes)

    def make_view(self, stream: Stream, statement: Statement) -> None:
        """Make a view.

        PostgreSQL would refuse to change or drop a table that a view reads. So the view reads a function, whose body is
        a text to PostgreSQL until somebody reads the view: as this reader, and as if the view contained the query
        itself.
        """
        types = stream.table_types()
        names = [f"c{number}" for number in range(len(types))]
        values = ", ".join(f"cast({name} as {type_})" for name, type_ in zip(names, types, strict=True))
        body = f"select {values} from (\n{statement.sql}\n) as answer ({', '.join(names)})"  # noqa: S608 - the guard has checked it
        with _explained():
            columns = sql.SQL(", ").join(_columns(stream, types))
            # it would look for tables that this role may not see
            self._connection.execute("set local check_function_bodies = off")
            self._connection.execute(
                sql.SQL("create function {}() returns table ({}) language sql stable as {}").format(
                    self._unnamed, columns, sql.Literal(body)
                )
            )
            self._connection.execute(
                sql.SQL("create view {} as select * from {}()").format(self._unnamed, self._unnamed)
            )

    def hold_name(self, name: str, check: Callable[[], None]) -> str | None:
        """Let nobody else save or remove a result of this name. The one that has it is dropped."""
        PostgresResults(self._connection).drop(name, _READERS, check)
        owner = self._connection.execute(
            "delete from results.saved where name = %s returning saved_by", [name]
        ).fetchone()
        return owner and owner[0]

    def take_name(self, result: SavedResult, statement: Statement) -> None:
        """Give the table or view the name that is held."""
        for kind in ("view", "function") if result.is_view else ("table",):
            rename = sql.SQL("alter {} {} rename to {}")
            self._connection.execute(rename.format(sql.SQL(kind), self._unnamed, sql.Identifier(result.name)))
        record = {field.name: getattr(result, field.name) for field in fields(SavedResult)}
        record |= {
            "parameters": Jsonb(result.parameters, dumps=_encode),
            "view_reads": sorted(statement.tables) if result.is_view else [],
            "is_repeatable": statement.is_repeatable or not result.is_view,
        }
        self._connection.execute(
            sql.SQL("insert into results.saved ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, record)), sql.SQL(", ").join(map(sql.Placeholder, record))
            ),
            record,
        )


@contextmanager
def postgres_relation(connection: Connection, query_id: UUID) -> Iterator[PostgresRelation]:
    """See `relation.Relations`. The transaction takes back what it has not committed."""
    yield PostgresRelation(connection, query_id)


def _columns(stream: Stream, types: Sequence[str]) -> Iterator[sql.Composable]:
    check_columns(stream)
    for name, type_ in zip(unique_names(stream.columns), types, strict=True):
        yield sql.SQL("{} " + type_).format(sql.Identifier(name))


@contextmanager
def _explained() -> Iterator[None]:
    """Raise an error of the table or view as one of the query."""
    try:
        yield
    except (psycopg.DataError, psycopg.ProgrammingError) as error:
        raise QueryFailed(f"The result cannot be saved: {error.diag.message_primary or error}") from error
