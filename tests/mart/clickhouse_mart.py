"""The mart on ClickHouse, without the rest of the stack."""

from collections.abc import Iterable
from typing import Any

from clickhouse_connect.driver.client import Client

from tests.mart.landing import Landing, Row

_TYPES = {
    "text": "String",
    "bigint": "Int64",
    "boolean": "Bool",
    "date": "Date32",
    "numeric": "Decimal(38, 9)",
}


class ClickHouseLanding(Landing):
    """The publisher, which writes as Spark does.

    Args:
        client: connected as role publisher.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def _withdraw(self) -> None:
        self._client.command("drop table if exists landing.commits")

    def write(self, run_id: str, table: str, rows: Iterable[Row]) -> None:
        columns = self.columns[table]
        definitions = ", ".join(f"`{name}` Nullable({_TYPES[type_]})" for name, type_ in columns.items())
        self._client.command(f"create or replace table landing.{table} ({definitions}) engine = MergeTree order by tuple()")
        complete = [[({"run_id": run_id} | dict(row))[name] for name in columns] for row in rows]
        if complete:
            self._client.insert(f"landing.{table}", complete, column_names=list(columns))
