"""The mart on ClickHouse, without the rest of the stack."""

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clickhouse_connect.driver.client import Client

from eventmart.clickhouse import DATABASES, Role, connected
from eventmart.settings import Settings
from pipeline.dbt import Dbt
from pipeline.mart.set_up_clickhouse import set_up_clickhouse
from pipeline.projects import MART
from tests.mart.history import Tables
from tests.mart.landing import Landing, Row
from tests.mart.lone_mart import BATCH

_TYPES = {"text": "String", "bigint": "Int64", "boolean": "Bool", "date": "String", "numeric": "Decimal(38, 9)"}


class ClickHouseLanding(Landing):
    """The publisher, which writes as a run does.

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
        self._client.command(f"create or replace table landing.{table} ({definitions}) engine MergeTree order by ()")
        complete: list[Sequence[Any]] = []
        for row in rows:
            with_run = {"run_id": run_id, **row}
            assert with_run.keys() == columns.keys(), (table, with_run)
            # dates come as text
            complete.append([str(each) if isinstance(each, date) else each for each in map(with_run.get, columns)])
        if complete:
            self._client.insert(f"landing.{table}", complete, column_names=list(columns))


class ClickHouseMart:
    """A mart, and the two who write it: the publisher, and dbt in this process.

    Args:
        settings: of the running server, whose databases are emptied.
        dbt: runs the mart's project.
    """

    def __init__(self, settings: Settings, dbt: Dbt) -> None:
        self.settings, self.dbt = settings, dbt
        self._opened = ExitStack()
        self.owner, self.reader = self.connect("owner"), self.connect("reader")
        for database in DATABASES:
            self.owner.command(f"drop database if exists {database} sync")
        set_up_clickhouse(settings)
        self.landing = ClickHouseLanding(self.connect("publisher"))

    def connect(self, role: Role) -> Client:
        """A connection of a role."""
        return self._opened.enter_context(connected(self.settings, role))

    def publish(self, rows: Tables) -> str:
        """Publish all rows of the lake; returns the id of the run."""
        return self.landing.publish(rows, batch_id=BATCH, is_whole=True, event_count=len(rows["events"]))

    def publish_changes(self, rows: Tables, *, event_count: int) -> str:
        """Publish the rows that have changed since the last run; returns the id of the run."""
        return self.landing.publish(rows, batch_id=BATCH + 1, is_whole=False, event_count=event_count)

    def say_of_tables(self, said: dict[str, Any]) -> None:
        """Say more of the published tables in the commit record."""
        ((text,),) = self.owner.query("select tables from landing.commits").result_rows
        tables = {name: table | said for name, table in json.loads(text).items()}
        self.owner.command(
            "alter table landing.commits update tables = {tables:String} where true settings mutations_sync = 1",
            parameters={"tables": json.dumps(tables)},
        )

    def run_dbt(self, command: str, *arguments: str) -> str:
        """Run a dbt command as anybody may run it by hand."""
        return self.dbt.invoke(MART, command, *arguments)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query by the reader."""
        return [tuple(row) for row in self.reader.query(statement).result_rows]

    def contents(self) -> dict[str, list[str]]:
        """The rows of every table and view, see comparable()."""
        names = self.query("select name from system.tables where database = 'mart' order by name")
        return {name: self.rows(name) for (name,) in names if name not in OF_RUN}

    def rows(self, name: str) -> list[str]:
        """The rows of a table or view, see comparable()."""
        columns = [
            row[0]
            for row in self.query(f"select name from system.columns where database = 'mart' and table = '{name}'")
        ]
        return comparable(columns, self.query(f"select {', '.join(columns)} from mart.{name}"))


# they hold the run's id
OF_RUN = ("watermark", "published_tables", "completeness")


def comparable(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows in a form that is the same for both engines: sorted, and each with its columns in the order of their names.

    Names of raw files are left out, as in `Client.mart_checksums`.
    """
    return sorted(
        json.dumps(
            {name: _plain(name, value) for name, value in zip(columns, row, strict=True) if name != "raw_file"},
            sort_keys=True,
        )
        for row in rows
    )


def _plain(column: str, value: Any) -> Any:
    if column == "event" and isinstance(value, str):
        # PostgreSQL has it as jsonb
        return json.loads(value)
    if isinstance(value, Decimal | float | int):
        # also a bool
        number = Decimal(int(value) if isinstance(value, bool) else value)
        return f"{number.normalize():f}"
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, list):
        return [_plain(column, each) for each in value]
    return value if value is None or isinstance(value, str | dict) else str(value)
