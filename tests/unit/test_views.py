"""A query with views is one statement, and its errors name the part that was sent."""

from collections.abc import Mapping
from typing import cast

import pytest

from ingest_api.analytics import query_guard
from ingest_api.analytics.engine import Binding, Engine, QueryFailed, QueryRefused, Statement
from ingest_api.analytics.lake import guard
from ingest_api.analytics.views import QueryWithViews, checked

# buyers reads recent, which reads a table
VIEWS = {
    "buyers": "with x as (select 1) select user_id from x, recent",
    "recent": "select *\nfrom events -- a comment\nwhere event_at > now()",
}


class Guard:
    """The part of an engine that checks."""

    def check(self, sql: str, bindings: Mapping[str, Binding]) -> Statement:
        return query_guard.check(sql, bindings.keys())


def with_views(sql: str, views: Mapping[str, str], **bindings: Binding) -> QueryWithViews:
    return checked(sql, bindings, views, cast(Engine, Guard()))


def test_views_become_common_table_expressions_after_those_that_they_read() -> None:
    query = with_views("select * from recent\njoin buyers using (user_id)", VIEWS).statement
    assert query.sql == (
        "with recent as (\nselect *\nfrom events -- a comment\nwhere event_at > now()\n), "
        "buyers as (\nwith x as (select 1) select user_id from x, recent\n)\n"
        "select * from (\nselect * from recent\njoin buyers using (user_id)\n) as query"
    )
    assert query.tables == {"events", "recent", "buyers", "x"}
    assert not query.is_repeatable
    # the whole is a query that may be asked, on both engines
    query_guard.check(query.sql)
    guard.check(query.sql)


def test_a_query_without_views_stays_what_it_is() -> None:
    assert with_views("select 1", {}).statement == query_guard.check("select 1")


def test_a_view_may_have_the_name_of_the_table_that_it_reads() -> None:
    query = with_views("select 1 from events", {"events": "select * from events where user_id = 'ann'"})
    assert query.statement.sql.startswith("with events as (\nselect * from events where")


def test_parameters_stay_where_they_are() -> None:
    query = with_views(
        "select :a, :bc", {"v": "select 1"}, a=Binding("text", False, "x"), bc=Binding("text", False, "x")
    )
    assert [query.statement.sql[place : place + 3] for place, _ in query.statement.placeholders] == [":a,", ":bc"]


@pytest.mark.parametrize(
    ("line", "told", "line_told"),
    [
        (2, "View recent: no", 1),
        (4, "View recent: no", 3),
        (6, "View buyers: no", 1),
        (9, "no", 1),
        (10, "no", 2),
        (1, "no", 1),
        (None, "no", None),
    ],
)
def test_an_error_names_the_part_and_its_line(line: int | None, told: str, line_told: int | None) -> None:
    query = with_views("select * from recent\njoin buyers using (user_id)", VIEWS)
    with pytest.raises(QueryFailed) as failed, query.places():
        raise QueryFailed("no", line, 5)
    assert (str(failed.value), failed.value.line) == (told, line_told)


@pytest.mark.parametrize(
    ("views", "words"),
    [
        ({"a b": "select 1"}, "'a b' is not the name of a view"),
        ({"A": "select 1"}, "not the name"),
        ({"a": "select 1) as x; drop table events --"}, "View a: The query cannot be parsed"),
        ({"a": "select 1) union (select 2"}, "View a: The query cannot be parsed"),
        ({"a": "delete from events"}, "View a: DELETE is not allowed"),
        ({"a": "select :x"}, "View a: The parameter :x has no value"),
        ({"a": ""}, "View a: The query is empty"),
        ({"a": "select 1 from b", "b": "select 1 from c", "c": "select 1 from a"}, "Views read each other: "),
        ({f"v{number}": "select 1" for number in range(21)}, "21 views"),
    ],
)
def test_a_view_that_may_not_be_is_refused(views: dict[str, str], words: str) -> None:
    with pytest.raises(QueryRefused, match=words):
        with_views("select 1", views)


def test_a_view_that_cannot_be_parsed_is_told_where() -> None:
    with pytest.raises(QueryRefused, match="View b: The query cannot be parsed") as refused:
        with_views("select 1", {"a": "select 1 as n", "b": "select *\nfrom )"})
    assert (refused.value.line, refused.value.column) == (2, 6)
