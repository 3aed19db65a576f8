"""The guard of the lake allows a single SELECT from its tables, and refuses all that could do more."""

import pytest

from ingest_api.analytics.engine import QueryRefused
from ingest_api.analytics.lake import guard
from ingest_api.analytics.lake.guard import check
from spark_thrift.functions import ALLOWED, REFUSED

FCT = "select * from fct_events"


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        FCT,
        "select * from raw.events where ingest_date = '2026-01-01'",
        "with a as (select 1 as x), b (y) as (select 2) select * from a join b on a.x < b.y union all select 2, 3",
        "(select 1)",
        "from fct_events select event_type, count(*) group by event_type",
        "from fct_events |> where user_id is not null |> select event",
        "select event_type, count(*) filter (where user_id is not null) from lake.fct_events group by 1",
        "select transform(array(1, 2), x -> x + 1), aggregate(array(1), 0, (a, x) -> a + x)",
        "select cast(a as struct<x: int>), a::decimal(10, 2), date'2026-01-01', 10L, x'1f', r'\\d' from fct_events",
        "select * from fct_events lateral view explode(array(1)) numbers as n",
        "select * from (values (1, 'x'), (2, 'y')) as pairs (n, word) where (n, word) in ((1, 'x'))",
        "select sum(x) over (partition by y order by z rows between 1 preceding and current row) from fct_events",
        "select * from range(10) tablesample (50 percent)",
        "select percentile_cont(0.5) within group (order by x), grouping(y) from a group by grouping sets ((y), ())",
        "select 'reflect(', \"java_method('x')\", 'it''s', 'a\\'b', `odd name` from fct_events",
        "select trim(both ' ' from x), extract(year from y), position('a' in x), overlay(x placing 'a' from 1)",
        "select * from a join b using (x) left join c on (a.x = c.x) where exists (select 1) and not (a.x in (1))",
        "select case when (a) then (b) else (c) end, variant_get(parse_json(a), '$.a', 'int'), left(a, 1) from b",
    ],
)  # fmt: skip
def test_a_select_is_allowed(sql: str) -> None:
    assert check(sql).sql == sql


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("select 1 ; -- the end", "select 1"),
        ("select /* one\n*/ 1 -- two\n+ 1", "select       \n   1       \n+ 1"),
        # Spark ends this comment with the carriage return
        ("select 1 -- \r, reflect('java.lang.System', 'exit')", "select 1"),
    ],
)
def test_comments_become_blanks_and_all_places_stay(sql: str, text: str) -> None:
    assert check(sql).sql.rstrip() == text


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        ("-- nothing", "empty"),
        ("select 1; select 2", "2 statements"),
        ("select '\0'", "NUL"),
        ("selct 1", "not"),
        # sqlglot's parser fails with an IndexError
        ("select map('a')", "cannot be parsed"),
        ("select " + "(" * 5000 + "1" + ")" * 5000, "nested"),
        ("select 1 limit " + "(select 1 limit " * 30 + "1" + ")" * 30, "hard to parse"),
        # statements
        ("set spark.sql.runSQLOnFiles=true", "not allowed"),
        ("cache table x as select 1", "not allowed"),
        ("insert into fct_events select 1", "INSERT is not allowed"),
        ("insert overwrite directory '/lake' select 1", "not allowed"),
        ("with a as (select 1) from a insert overwrite b select *", "not allowed"),
        ("from fct_events insert into x select 1 insert into y select 2", "not allowed"),
        ("drop table fct_events", "DROP is not allowed"),
        ("create temporary view v as select 1", "CREATE is not allowed"),
        ("create function f as 'x' using jar 'y'", "not allowed"),
        ("add jar 'http://example.org/x.jar'", "not allowed"),
        ("refresh table fct_events", "not allowed"),
        ("explain select 1", "not allowed"),
        ("describe fct_events", "not allowed"),
        ("show tables", "not allowed"),
        ("use raw", "not allowed"),
        ("execute immediate 'select 1'", "not"),
        ("begin select 1; end", "not"),
        ("declare x int", "not"),
        # programs
        ("select transform(a) using 'cat' from fct_events", "USING with a program"),
        ("select transform(a) using \"cat\" from fct_events", "USING with a program"),
        ("select transform(a) using r'cat' from fct_events", "USING with a program"),
        ("from fct_events map a using 'cat'", "not"),
        ("from fct_events reduce a using 'cat'", "not"),
        # functions
        ("select count(*) from (table fct_events)", "TABLE is not allowed"),
        ("with a as (Table fct_events) select * from a", "TABLE is not allowed"),
        ("select reflect('java.lang.System', 'exit', 0)", "reflect is not allowed: it runs any Java code"),
        ("select REFLECT /* */ ('java.lang.System', 'exit', 0)", "reflect"),
        ("select `reflect`('a')", "reflect"),
        ("select system.builtin.java_method('a')", "java_method"),
        ("select try_reflect('a')", "try_reflect"),
        ("select * from (select 1) as reflect (a)", "reflect"),
        ("select transform(array(1), reflect -> 1)", "reflect"),
        ("select identifier('reflect')('a')", "cannot be parsed"),
        ("select identifier('a') from fct_events", "identifier"),
        ("select * from identifier('parquet.`/lake`')", "identifier"),
        ("select input_file_name() from fct_events", "it tells where files are"),
        ("select _metadata.file_path from fct_events", "_metadata"),
        ("select `_METADATA` from fct_events", "_metadata"),
        ("select from_xml('<a/>', 'a int', map('rowValidationXSDPath', '/etc/passwd'))", "from_xml"),
        ("select * from python_worker_logs()", "python_worker_logs"),
        ("select * from read_files('/lake')", "read_files"),
        ("select lake.anything(1)", "anything"),
        ("select session.f(1)", "function f is"),
        ("select count(*) filter (where `nonsense` (1)) from fct_events", "nonsense"),
        # tables
        ("select * from parquet.`/lake/warehouse`", "Read tables of schema lake and raw"),
        ("select * from `parquet`.`/lake/warehouse`", "Read tables"),
        ("select * from text.`hdfs://localhost/lake`", "Read tables"),
        ("select * from default.x", "Read tables"),
        ("select * from dev_ann.fct_events", "Read tables"),
        ("select * from mart.landing.events", "Read tables"),
        ("select * from spark_catalog.lake.fct_events", "Read tables"),
        ("select * from a.b.c.d", "Read tables"),
        ("with a as (select * from csv.`/x`) select 1", "Read tables"),
        ("select (select max(x) from json.`/x`)", "Read tables"),
        # what sqlglot and Spark might read in two ways
        ("select /*+ repartition(1000) */ * from fct_events", "hints"),
        ("select /* /* */ reflect('a') */ 1", "comments within comments"),
        ("select -- \\\n 1", "not allowed"),
        ("select {# reflect('a') #} 1", "not allowed"),
        ("select '${env:PATH}', ${system:user.name}", "variables"),
        ("select @x", "not allowed"),
        ("select ?", "not allowed"),
        ("select $$a$$", "not allowed"),
        ("select größe from fct_events", "backquotes"),
        ("select\u00a01", "not allowed"),
        ("select 'unclosed", "not allowed"),
        ("select 1 /* unclosed", "not allowed"),
        ("select `unclosed", "not allowed"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(sql: str, words: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        check(sql)
    assert words.lower() in refused.value.detail.lower()


def test_no_function_is_both_allowed_and_refused_and_syntax_calls_none() -> None:
    assert not ALLOWED & REFUSED.keys()
    assert not guard._CALLABLE & REFUSED.keys()


def test_a_query_names_the_tables_that_it_reads() -> None:
    sql = """
        with recent as (select * from lake.Fct_Events)
        select (select max(n) from by_day) from recent join raw.quarantine on true, explode(array(1)) as n
        where exists (select 1 from `fct_orders`)
    """
    assert check(sql).tables == {"recent", "fct_events", "by_day", "raw.quarantine", "fct_orders"}


def test_a_parameter_has_a_place() -> None:
    sql = "select :a + 1, b::int, ':a' /* :a */ from fct_events where c = :long_name"
    statement = check(sql, ["a", "long_name"])
    assert statement.placeholders == ((7, "a"), (sql.index(":long_name"), "long_name"))
    with pytest.raises(QueryRefused, match=":other has no value"):
        check("select :other", ["a"])


@pytest.mark.parametrize(
    ("sql", "is_repeatable"),
    [
        (FCT, True),
        ("select count(*) from fct_events where event_at < timestamp'2026-01-01' and event like '%todays%'", True),
        ("select `current`, 'it''s known' from fct_events", True),
        ("select now()", False),
        ("select CURRENT_DATE", False),
        ("select `uuid`()", False),
        ("select * from fct_events tablesample (5 rows)", False),
        ("select date 'today'", False),
        ("select cast('Now' as timestamp)", False),
        # Spark joins texts, and knows characters by their numbers
        ("select cast('to' /* one */ 'day' as date)", False),
        ("select cast(\"to\" 'day' as date)", False),
        ("select date '\\u0074oday'", False),
        ("select date '\\ntoday'", False),
        ("select date 'to\\day'", False),
        ("select split(event, '\\n') from fct_events", True),
        ("select date '\\164oday'", False),
    ],
)  # fmt: skip
def test_an_answer_stays_right_if_the_query_reads_data_alone(sql: str, is_repeatable: bool) -> None:
    statement = check(sql)
    assert statement.is_repeatable is is_repeatable
    assert not statement.is_ordered


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("select /* a\n b */ 1 from -- c\n )", (3, 2)),
        ("select 1,\n  ${env:PATH}", (2, 3)),
    ],
)
def test_what_cannot_be_read_is_told_where(sql: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryRefused) as refused:
        check(sql)
    assert (refused.value.line, refused.value.column) == place
