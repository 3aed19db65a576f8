"""The list of the queries that run on the lake, which PostgreSQL keeps for all processes of the API."""

import psycopg
import pytest

from eventmart.postgres import connection_parameters
from ingest_api.analytics.lake.metastore import Metastore
from ingest_api.analytics.lake.running import RunningQueries
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until


@pytest.fixture
def parameters(read_only_mart: LoneMart) -> dict[str, object]:
    settings = read_only_mart.settings
    return connection_parameters(settings, "metastore_reader", settings.metastore_database)


def test_a_query_is_listed_while_it_runs_and_can_be_ended_by_another_process(parameters: dict[str, object]) -> None:
    here, there = RunningQueries(parameters), RunningQueries(parameters)
    with here.add("1", "select 1\n-- first"), here.add("2", "select 'é" + "x" * 2000) as second:
        one, two = there.all()
        assert (one.id, one.engine, one.sql) == ("1", "lake", "select 1 -- first")
        assert two.sql.startswith("select 'éxxx")
        assert one.started_at <= two.started_at
        assert not second.is_closed()
        assert there.end("2")
        assert not there.end("3")
        wait_until(second.is_closed, "the end of the second query", 10)
        wait_until(lambda: [query.id for query in there.all()] == ["1"], "one query", 10)
    wait_until(lambda: there.all() == [], "no query", 10)


def test_a_mart_without_a_lake_has_no_tables_of_it(parameters: dict[str, object]) -> None:
    metastore = Metastore(parameters)
    assert metastore.tables() == []
    assert not metastore.recorded().is_built


def test_what_a_run_records_is_read_at_once(read_only_mart: LoneMart, parameters: dict[str, object]) -> None:
    metastore = Metastore(parameters)
    settings = read_only_mart.settings
    owner = connection_parameters(settings, "metastore", settings.metastore_database)
    with psycopg.connect(**owner, autocommit=True) as hive:
        hive.execute("""
            create table "DBS" ("DB_ID" bigint, "NAME" text);
            create table "DATABASE_PARAMS" ("DB_ID" bigint, "PARAM_KEY" text, "PARAM_VALUE" text);
            create table "TBLS" ("TBL_ID" bigint, "DB_ID" bigint, "TBL_NAME" text);
            create table "TABLE_PARAMS" ("TBL_ID" bigint, "PARAM_KEY" text, "PARAM_VALUE" text);
            grant select on all tables in schema public to eventmart_metastore_reader;
            insert into "DBS" values (1, 'lake');
            insert into "DATABASE_PARAMS" values (1, 'eventmart.batch_id', '1')
        """)
        try:
            for number in range(20):
                hive.execute('update "DATABASE_PARAMS" set "PARAM_VALUE" = %s', [str(number)])
                assert metastore.recorded().properties == {"eventmart.batch_id": str(number)}
        finally:
            hive.execute('drop table "DBS", "DATABASE_PARAMS", "TBLS", "TABLE_PARAMS"')
