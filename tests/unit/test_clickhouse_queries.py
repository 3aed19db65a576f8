"""Queries on ClickHouse without a server: which are accepted, what its errors say, and where rows end."""

import re
from decimal import Decimal

import pytest

from ingest_api.analytics.clickhouse.arrow import arrow_type
from ingest_api.analytics.clickhouse.failures import refusal, translated
from ingest_api.analytics.clickhouse.forms import lines, whole_rows
from ingest_api.analytics.clickhouse.guard import _RESTLESS_WORDS, check
from ingest_api.analytics.clickhouse.statements import render
from ingest_api.analytics.engine import (
    Binding,
    QueryEnded,
    QueryFailed,
    QueryForbidden,
    QueryRefused,
    QueryTimedOut,
    Statement,
)
from ingest_api.analytics.placeholders import Substituted
from pipeline.projects import MART


@pytest.mark.parametrize(
    "sql",
    [
        "select * from mart.events final where event_type in (select 'x') limit 3 by user_id -- all",
        "with a as (select 1 as n) select n from a union all select * from numbers(3)",
        "select quantile(0.5)(n), uniqExact(n), countIf(n > 1), sum(n) over (partition by k) from t array join l as n",
        "select toStartOfHour(event_at)::DateTime, n ? 1 : 2, [1, 2][1], event.a.b from events prewhere n > 1",
        "select arrayMap(x -> x + 1, [1]), 'file; settings', `column`, {n:Int32} from t order by all",
    ],
)
def test_a_select_of_the_mart_is_accepted(sql: str) -> None:
    assert check(sql).sql == sql.removesuffix(" -- all")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("insert into events values (1)", "INSERT is not allowed"),
        ("system shutdown", "SYSTEM is not allowed"),
        ("set role all", "SET"),
        ("select 1; select 2", "2 statements"),
        ("select 1 settings max_execution_time = 0", "SETTINGS is not allowed"),
        ("select * from (select 1 settings max_threads = 9)", "SETTINGS is not allowed"),
        ("select 1 format Native", "FORMAT is not allowed"),
        ("select 1 into outfile '/tmp/x'", "cannot be parsed"),
        ("select * from system.processes", "system.processes is not allowed"),
        ("select * from mart_a.events", "mart_a.events is not allowed"),
        ("select * from landing.events", "landing.events is not allowed"),
        ("select * from events where 1 in (select n from analytics.changes)", "analytics.changes is not allowed"),
        *(
            (f"select * from {name}('x', 'y')", f"{name} is not allowed")
            for name in ("url", "file", "s3", "executable")
        ),
        *((f"select * from {name}('x', mart.y)", f"{name} is not allowed") for name in ("remote", "cluster", "merge")),
        ("select file('/etc/passwd')", "file is not allowed"),
        ("select FILE('/etc/passwd')", "file is not allowed"),
        ("select arrayMap(file, ['/etc/passwd'])", "file is not allowed"),
        ("select * apply(file) from events", "file is not allowed"),
        ("select sleep(3)", "sleep is not allowed"),
        ("select dictGetString('d', 'a', 1)", "dictgetstring is not allowed"),
        ("select getSetting('readonly')", "getsetting is not allowed"),
        ("select hasColumnInTable('mart_a', 'events', 'n')", "hascolumnintable is not allowed"),
        ("select logTrace('x')", "logtrace is not allowed"),
        (
            "select 1 from events where user_id in mart_a.users",
            "mart_a.users after IN is not allowed. Write in (select",
        ),
        ("select 1 from events where user_id global not in (mart_a.users)", "mart_a.users after IN is not allowed"),
        ("select (1, 'a') in ((users))", "users after IN is not allowed"),
        ("select arrayExists(x -> x in mart_a.users, [1])", "mart_a.users after IN is not allowed"),
        ("select 1 in merge('mart_a', 'users')", "is not allowed"),
        ("select 1 in (merge('mart_a', 'users'))", "is not allowed"),
        ("select `in`(1, mart_a.users)", "The function in is not allowed"),
        ("select nullIn(1, mart_a.users)", "nullin is not allowed"),
        ("select :nope", "The parameter :nope has no value"),
        ("select 1 limit " + "(select 1 limit " * 30 + "1" + ")" * 30, "hard to parse"),
        ("select '" + "x" * 70_000 + "'", "Shorten it"),
    ],
)
def test_anything_else_is_refused_with_its_reason(sql: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=words.replace("(", r"\(")):
        check(sql)


@pytest.mark.parametrize(
    ("sql", "is_ordered"),
    [
        ("select a from t order by a", True),
        ("select count(*), max(a) from t", True),
        # ClickHouse gives rows in any order
        ("select a from t", False),
        ("select a, count(*) from t group by a", False),
        # the order of the last part
        ("select a from t union all select b from u order by 1", False),
        ("select count(*) + 1 from t", False),
        # what is equal in the order comes in any order
        ("select a, b from t order by a", False),
        ("select a, b + 1 as c from t order by c desc, 1", True),
        ("select a, b from t order by b, all", False),
        ("select a, b from t order by all", True),
        ("select * from t order by a", False),
        ("select * from t order by a, tuple(*)", True),
        ("select b as a, a as b from t order by a", False),
        ("select a, count(*) from t group by a order by a", True),
        ("select a, b, count(*) from t group by a, b order by a", False),
        ("select a, count(*) from t group by a with rollup order by a", False),
        ("select count(*) from (select a from t limit 3)", False),
        ("select count(*) from (select a from t order by a limit 3)", True),
        # which rows are kept depends on the order in which they come
        ("select a from t order by a limit 1 by b", False),
        ("select distinct on (b) a from t order by a", False),
    ],
)
def test_an_answer_has_pages_if_it_has_an_order(sql: str, is_ordered: bool) -> None:
    assert check(sql).is_repeatable
    assert check(sql).is_ordered == is_ordered


@pytest.mark.parametrize(
    ("sql", "is_repeatable"),
    [
        ("select any(a) from t", False),
        ("select a from t order by a limit 1 with ties", False),
        ("select a, argMaxIf(b, c, d) from t group by a order by a", False),
        ("select now() as a order by a", False),
        ("select a from t where b < today() order by a", False),
        ("select rand() as a order by a", False),
        ("select randCanonical(), rand_number from t", False),
        ("select rand_number, arrayShuffle(a) from t", False),
        ("select rand_number from t", True),
        ("select 'now' as a order by a", True),
    ],
)
def test_an_answer_is_repeatable_if_it_reads_no_clock(sql: str, is_repeatable: bool) -> None:
    assert check(sql).is_repeatable == is_repeatable


def test_a_statement_knows_its_tables_and_its_placeholders() -> None:
    sql = "select a::Int32, :from from mart.Events join users on a = :file and a in :from and b not in (:file)"
    statement = check(sql, ["from", "file"])
    assert statement.tables == {"events", "users"}
    assert [name for _, name in statement.placeholders] == ["from", "file", "from", "file"]


def test_values_are_sent_apart_from_the_statement() -> None:
    bindings = {
        "a": Binding("text", False, "it's\t\\ \n"),
        "b": Binding("text", True, ["x'", "y"]),
        "c": Binding("text", True, None),
        "d": Binding("number", False, Decimal("1E-7")),
        "e": Binding("date", False, None),
    }
    statement = Statement(
        ":a :b :c :d :e",
        frozenset(),
        placeholders=tuple((3 * n, name) for n, name in enumerate("abcde")),
        bindings=bindings,
    )
    query, values = render(statement)
    assert query.sql == "{p0:String} {p1:Array(String)} null {p3:Decimal(38, 18)} cast(null as Nullable(Date32))"
    assert values == {"p0": r"it\'s\t\\ \n", "p1": r"['x\'','y']", "p3": "0.0000001"}


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED) (version 26.9)", QueryTimedOut, "after 5 s"),
        (
            "Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED) (version 26.9)",
            QueryEnded,
            "was ended",
        ),
        ("Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED) (version 1)", QueryForbidden, "privileges"),
        (
            "Code: 153. DB::Exception: Division by zero: In scope SELECT 1. (ILLEGAL_DIVISION)",
            QueryFailed,
            "Division by zero",
        ),
        (
            "Code: 241. DB::Exception: Code: 241. DB::Exception: Limit. (MEMORY) (version 1). (MEMORY) (version 1)",
            QueryFailed,
            "Limit",
        ),
        ("no reason", QueryFailed, "has not told why"),
    ],
)
def test_errors_of_clickhouse_are_those_of_an_engine(text: str, error: type[QueryFailed], message: str) -> None:
    query = Substituted(Statement("select 1", frozenset()), {})
    with pytest.raises(error, match=message) as raised, translated(query, 0, 5, lambda: True):
        raise refusal(text)
    assert type(raised.value) is error
    assert "(" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (
            "Code: 47. DB::Exception: Unknown expression identifier `b`. Maybe you meant: ['a']. In scope SELECT b",
            (2, 3),
            "'a'",
        ),
        ("Code: 60. DB::Exception: Unknown table expression identifier 'u'. In scope SELECT", (3, 6), "not built yet"),
        ("Code: 62. DB::Exception: Syntax error: failed at position 23 (b) (line 3, col 3): b", (2, 3), None),
        # twice in the query
        ("Code: 47. DB::Exception: Unknown expression identifier `a`. In scope SELECT b", None, None),
    ],
)
def test_an_error_has_its_place_and_a_hint(text: str, place: tuple[int, int] | None, hint: str | None) -> None:
    statement = Statement("select a, a,\n  b\nfrom u", frozenset())
    with pytest.raises(QueryFailed) as raised, translated(Substituted(statement, {}), 7, 5, lambda: False):
        raise refusal(text)
    assert (raised.value.line, raised.value.column) == (place or (None, None))
    assert (hint or "") in (raised.value.hint or "")


def test_rows_end_where_they_end() -> None:
    assert list(lines([b"a\nb", b"c\n", b"", b"d\n"], 10)) == [b"a", b"bc", b"d"]
    rows = b'1,"a\nb"\n2,"c""\n"\n3,\n'
    for size in range(1, len(rows)):
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        found = list(whole_rows(parts, 100))
        assert b"".join(found) == rows
        assert all(part.endswith(b"\n") and part.count(b'"') % 2 == 0 for part in found)
    for cut in (lines, whole_rows):
        with pytest.raises(QueryFailed, match="A row is too large"):
            list(cut([b"x" * 6, b"x" * 6], 10))


def test_types_in_arrow() -> None:
    names = [
        "LowCardinality(Nullable(String))",
        "Nullable(DateTime64(6, 'UTC'))",
        "Decimal(10, 2)",
        "Decimal(76, 2)",
        "Array(UInt8)",
    ]
    assert [str(arrow_type(name)) for name in names] == [
        "string", "timestamp[us, tz=UTC]", "decimal128(10, 2)", "string", "string"
    ]  # fmt: skip


def test_views_are_searched_for_the_words_of_the_guard() -> None:
    """The mart's project cannot import them."""
    text = (MART / "macros/count_change.sql").read_text().partition("macro restless_words()")[2]
    pattern = re.compile("|".join(re.findall(r"'([^']+)'", text)).replace(r"\\\\", "\\"))
    assert {word for word in _RESTLESS_WORDS if not pattern.fullmatch(word)} == set()
