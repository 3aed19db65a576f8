"""What Spark asks the Hive metastore for, on PostgreSQL."""

from collections.abc import Iterator

import psycopg
import pytest

from eventmart.postgres import connection_parameters
from tests.lake.conftest import Lake
from tests.stack.client import marker


@pytest.fixture
def kinds(lake: Lake) -> Iterator[str]:
    """A table whose partitions are no dates."""
    table = f"lake.kinds_{marker().replace('-', '_')}"
    lake.execute(f"create table {table} (number int, kind string) using parquet partitioned by (kind)")
    lake.execute(f"insert into {table} values (1, 'click')")
    yield table
    lake.execute(f"drop table {table}")


def test_partitions_of_one_table_do_not_keep_another_from_being_read(lake: Lake, kinds: str) -> None:
    name = marker()
    events = [(f"{name}-{hour}", b'{"type": "x", "time": "2026-03-01T%02d:00:00Z"}' % hour) for hour in range(3)]
    lake.put(events)
    lake.load()
    admin = connection_parameters(lake.settings, "admin", lake.settings.metastore_database)
    with psycopg.connect(**admin, autocommit=True) as connection:
        # PostgreSQL then casts the partitions of all tables to dates before it joins them with the table's name
        connection.execute("analyze")
    of_the_day = "select count(*) from lake.fct_events where event_date = date '2026-03-01'"
    assert lake.query(f"{of_the_day} and event_id like '{name}%'") == [(3,)]
    assert lake.query(f"select count(*) from {kinds} where kind = 'click'") == [(1,)]
