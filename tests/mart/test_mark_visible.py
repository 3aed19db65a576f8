"""A table that was loaded while an older transaction was open: pages are marked as visible once it has ended."""

from pipeline.mart.postgres import PostgresMart
from tests.mart.lone_mart import LoneMart

_LARGE = """
    create table mart.large with (autovacuum_enabled = false, fillfactor = 10) as
    select number, repeat('x', 500) as filling from generate_series(1, 3000) as numbers (number)
"""
_PAGES = "select relpages >= 3000, relallvisible from pg_class where oid = %s::regclass"


def test_a_large_table_with_unmarked_pages_is_vacuumed_once_it_can_be(mart: LoneMart) -> None:
    tables = PostgresMart(mart.settings)
    with mart.connect("owner") as owner, mart.connect("reader") as reader:
        for statement in (_LARGE, "create table mart.small as select 1 as number", "analyze mart.large, mart.small"):
            owner.execute(statement.encode())
        assert owner.execute(_PAGES, ["mart.large"]).fetchall() == [(True, 0)]
        assert tables.mark_visible() == 1
        assert owner.execute(_PAGES, ["mart.large"]).fetchall() == [(True, 3000)]
        assert tables.mark_visible() == 0

        # an older transaction: nothing can be marked, and the runs of the next hour do not try again
        with reader.transaction():
            reader.execute("set transaction isolation level repeatable read")
            reader.execute("select count(*) from mart.watermark")
            owner.execute("drop table mart.large")
            owner.execute(_LARGE.encode())
            owner.execute("analyze mart.large")
            assert [tables.mark_visible(), tables.mark_visible()] == [1, 0]
            assert owner.execute(_PAGES, ["mart.large"]).fetchall() == [(True, 0)]
