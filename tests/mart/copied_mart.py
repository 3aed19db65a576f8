"""A mart on ClickHouse that is a copy of one on PostgreSQL: for tests of queries, and not of what builds it."""

from collections.abc import Mapping

import psycopg

from pipeline.mart.set_up_clickhouse import set_up_clickhouse
from tests.clickhouse_server import ClickHouse
from tests.mart.lone_mart import LoneMart

_TYPES: Mapping[str, str] = {
    "text": "String",
    "bigint": "Int64",
    "integer": "Int32",
    "boolean": "Bool",
    "date": "Date32",
    "numeric": "Decimal(38, 9)",
    "timestamp with time zone": "DateTime64(6, 'UTC')",
    "jsonb": "String",
}
_COLUMNS = """
    select table_name::text, array_agg(array[column_name, data_type] order by ordinal_position)
    from information_schema.columns where table_schema = 'mart' group by table_name
"""


def copy_mart(mart: LoneMart, clickhouse: ClickHouse) -> None:
    """Copy all tables and views that readers see, as tables."""
    set_up_clickhouse(clickhouse.settings)
    change(clickhouse)
    with mart.connect("reader") as reader:
        for table, columns in reader.execute(_COLUMNS).fetchall():
            _copy(reader, clickhouse, table, dict(columns))
    for sql in (
        "create view mart.clock as select now() as at, count() as n from mart.events",
        # a view of a table of a generation
        "create table mart_a.shown (n Int32) engine = MergeTree order by n",
        "create view mart.shown as select * from mart_a.shown",
    ):
        clickhouse.value("owner", sql)


def change(clickhouse: ClickHouse, *, is_changing: bool = False) -> None:
    """Tell readers that the mart has changed."""
    clickhouse.value(
        "owner",
        f"insert into analytics.changes select max(number) + 1, 'mart_a', {is_changing}, ['clock'], now64(6) "
        "from analytics.changes",
    )


def _copy(
    reader: psycopg.Connection[tuple[object, ...]], clickhouse: ClickHouse, table: str, types: Mapping[str, str]
) -> None:
    # what the setup makes as a view of both generations
    clickhouse.value("owner", f"drop table if exists mart.{table}")
    columns = [f"`{name}` Nullable({_TYPES.get(type_, 'String')}) comment '{name}'" for name, type_ in types.items()]
    clickhouse.value(
        "owner",
        f"create table mart.{table} ({', '.join(columns)}) engine = MergeTree order by tuple() comment 'A {table}.'",
    )
    command = f"copy (select * from mart.{table}) to stdout (format csv, null '\\N')"
    with reader.cursor() as cursor, cursor.copy(command.encode()) as rows:
        sent = b"".join(rows)
    if sent:
        insert = f"insert into mart.{table} format CSV"
        clickhouse.value("owner", sent, query=insert, date_time_input_format="best_effort")
