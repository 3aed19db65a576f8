"""The mart on ClickHouse: it has the figures of that on PostgreSQL, and readers see one state of all tables."""

import os
from collections.abc import Iterator
from unittest import mock

import pytest

from pipeline.dbt import Dbt
from tests.mart.clickhouse_mart import OF_RUN, ClickHouse, ClickHouseMart, comparable, running_clickhouse
from tests.mart.history import Event, Tables, changes, lake_rows
from tests.mart.lone_mart import LoneMart


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    # dbt's runner exports the settings
    with mock.patch.dict(os.environ), running_clickhouse(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server


@pytest.fixture(scope="module")
def clickhouse_dbt(clickhouse: ClickHouse) -> Dbt:
    return Dbt(clickhouse.settings)


def test_runs_give_the_rows_that_one_whole_run_gives_on_postgresql(
    read_only_mart: LoneMart, clickhouse: ClickHouse, clickhouse_dbt: Dbt, history: list[Event], rows: Tables
) -> None:
    mart = ClickHouseMart(clickhouse.settings, clickhouse_dbt)
    before = lake_rows(history[:-60])
    mart.publish(before)
    mart.run_dbt("run")
    for count in (len(history) - 25, len(history) - 1, len(history)):
        lake = lake_rows(history[:count])
        mart.publish_changes(changes(before, lake), event_count=count)
        mart.run_dbt("build", "--exclude-resource-type", "unit_test")
        before = lake
    found = mart.contents()
    with read_only_mart.connect("reader") as reader:
        names = reader.execute(
            "select table_name from information_schema.tables where table_schema = 'mart'"
        ).fetchall()
        expected = {}
        for (name,) in names:
            if name not in OF_RUN:
                cursor = reader.execute(f"select * from mart.{name}".encode())
                expected[name] = comparable([column.name for column in cursor.description or ()], cursor.fetchall())
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name
