"""The rows of a page, from the cursor of a query on the mart."""

from collections.abc import Generator
from contextlib import closing
from typing import Any, cast

import psycopg

from ingest_api.analytics.connections import Connection
from ingest_api.analytics.engine import Bounds, Row, Statement, first_rows
from ingest_api.analytics.mart.running import labelled
from ingest_api.analytics.mart.statements import CURSOR


def fetch(connection: Connection, statement: Statement, bounds: Bounds) -> tuple[list[Row], bool]:
    """The next rows of the cursor up to the limits, and whether they are its last ones.

    They are read one by one: beside those of the page, one is in memory, and PostgreSQL bounds its size.
    """
    command = labelled(f"fetch forward {bounds.rows + 1} from {CURSOR}", statement.sql)
    # closing the stream early makes PostgreSQL stop
    with connection.cursor() as cursor, closing(cast(Generator[Row], cursor.stream(command))) as stream:
        return first_rows(((row, _value_bytes(cursor)) for row in stream), bounds)


def _value_bytes(cursor: psycopg.Cursor[Any]) -> int:
    """Size of the row that was fetched last."""
    result = cursor.pgresult
    if result is None:
        return 0
    values = (result.get_value(row, column) for row in range(result.ntuples) for column in range(result.nfields))
    return sum(len(value) for value in values if value is not None)
