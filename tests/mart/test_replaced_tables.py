"""Queries that wait for a table while dbt replaces it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from eventmart.postgres import connection_parameters
from ingest_api.analytics.engine import Bounds
from ingest_api.analytics.mart.engine import Mart
from ingest_api.cancellation import Cancellation
from tests.mart.lone_mart import LoneMart

FILL = "insert into mart.{} select generate_series(1, {})"
GRANT = "grant select on mart.{} to eventmart_reader"


@pytest.fixture
def lone_mart(read_only_mart: LoneMart) -> Iterator[LoneMart]:
    with read_only_mart.connect("owner") as owner:
        owner.execute("create table mart.replaced (n int)")
        owner.execute(FILL.format("replaced", 5).encode())
        owner.execute("create view mart.on_replaced as select n from mart.replaced")
        owner.execute("grant select on mart.replaced, mart.on_replaced to eventmart_reader")
        owner.execute("update analytics.changes set is_changing = true")
    yield read_only_mart
    with read_only_mart.connect("owner") as owner:
        owner.execute("drop table mart.replaced cascade")
        owner.execute("update analytics.changes set is_changing = false, number = number + 1")


def page_of(mart: Mart, sql: str) -> list[int]:
    page = mart.page(mart.check(sql, {}), "test", Bounds(100, 10_000), Cancellation())
    return [row[0] for row in page.rows]


def stream_of(mart: Mart, sql: str) -> list[int]:
    with mart.stream(mart.check(sql, {}), "test", None, Cancellation()) as stream:
        return [row[0] for row in stream.rows()]


@pytest.mark.parametrize("read", [page_of, stream_of])
@pytest.mark.parametrize(
    "statements",
    [
        # as dbt does it
        [
            "create table mart.replacing (n int)",
            FILL.format("replacing", 7),
            GRANT.format("replacing"),
            "alter table mart.replaced rename to replaced_before",
            "alter table mart.replacing rename to replaced",
            "drop table mart.replaced_before cascade",
            "create or replace view mart.on_replaced as select n from mart.replaced",
            GRANT.format("on_replaced"),
        ],
        ["truncate mart.replaced", FILL.format("replaced", 7)],
    ],
)
@pytest.mark.parametrize("relation", ["replaced", "on_replaced"])
def test_a_query_that_waits_for_a_table_gets_its_new_rows(
    lone_mart: LoneMart, statements: list[str], relation: str, read: Callable[[Mart, str], list[int]]
) -> None:
    parameters = connection_parameters(lone_mart.settings, "reader")
    with closing(Mart(parameters, 30, 30, 10_000)) as mart, ThreadPoolExecutor() as executor:
        assert len(read(mart, f"select n from {relation}")) == 5
        with lone_mart.connect("owner") as owner, owner.transaction():
            for statement in statements:
                owner.execute(statement.encode())
            rows = executor.submit(read, mart, f"select n from {relation}")
            lone_mart.wait_until(
                "exists (select from pg_locks where not granted)",
                "a query that waits",
            )
        assert sorted(rows.result(30)) == [1, 2, 3, 4, 5, 6, 7]
