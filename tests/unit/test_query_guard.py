"""The query guard allows a single SELECT without side effects."""

import time

import pytest

from eventmart.query_parameters import Value
from ingest_api.analytics import bounded_parser
from ingest_api.analytics.engine import Binding, QueryRefused
from ingest_api.analytics.query_guard import check
from ingest_api.analytics.restless import bind


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "select * from events where event ->> 'path' = '/' -- a comment;",
        "with a as (select 1 as x) select * from a union all select 2;",
        "(select 1)",
        "select event_type, count(*) filter (where user_id is not null) from mart.events group by 1",
        "select date_trunc('day', event_at), percentile_cont(0.5) within group (order by 1) from events group by 1",
        "select 'drop table events; delete from events'",
        "select pg_typeof(event) from events",
        "select event" + "[1]" * 100 + " from events",
        "select array[array[1, 2], array[3, 4]], " + "cast(1 as numeric(10, 2)), " * 50 + "(((((((((1)))))))))",
    ],
)
def test_a_select_is_allowed(sql: str) -> None:
    assert sql.startswith(check(sql).sql)


# sqlglot's tokenizer takes quadratic time for the first one
@pytest.mark.parametrize("piece", ["; show ", "0a!*~", "1x''", "a,"])
def test_the_longest_query_takes_bounded_time(piece: str) -> None:
    sql = piece * (65_536 // len(piece))
    begin = time.thread_time()
    with pytest.raises(QueryRefused):
        check(sql)
    assert time.thread_time() - begin < 5
    with pytest.raises(QueryRefused, match="65536 are allowed"):
        check(sql.ljust(65_537))


def test_parsing_takes_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_parser, "_MAX_SECONDS", 0.0)
    with pytest.raises(QueryRefused, match="too hard to parse"):
        check("select 1 as its_time_is_not_known_yet")


@pytest.mark.parametrize(
    ("sql", "select"),
    [
        ("select 1 ; -- the end", "select 1"),
        ("select ';--' ; ; ", "select ';--'"),
        ("-- é\nselect $a$;$a$ /* ; */", "-- é\nselect $a$;$a$"),
        ('select 1 as "é;" --', 'select 1 as "é;"'),
    ],
)
def test_what_follows_a_select_is_cut_off(sql: str, select: str) -> None:
    assert check(sql).sql == select


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("-- nothing", "empty"),
        ("select 1; select 2", "2 statements"),
        ("delete from events", "DELETE is not allowed"),
        ("update events set event_id = ''", "UPDATE is not allowed"),
        ("insert into events select * from events", "INSERT is not allowed"),
        ("drop table events", "DROP is not allowed"),
        ("create table x as select 1", "CREATE is not allowed"),
        ("truncate events", "not allowed"),
        ("grant select on events to public", "not allowed"),
        ("set role eventmart_owner", "not allowed"),
        ("copy events to program 'sh'", "not allowed"),
        ("explain analyze delete from events", "not allowed"),
        ("vacuum", "not allowed"),
        ("do $$ begin end $$", "not allowed"),
        ("with gone as (delete from events returning *) select * from gone", "DELETE is not allowed inside"),
        ("select * into copy_of_events from events", "not allowed"),
        ("select * from events for update", "not allowed"),
        ("select pg_sleep(1000)", "pg_sleep"),
        ("select * from results.w()", "function results.w"),
        ('select "results" . /* a view */ "count" () as n', "function results.count"),
        ("select (Results.w()).n", "function results.w"),
        ("select PG_READ_FILE('/etc/passwd')", "pg_read_file"),
        ("select pg_catalog.pg_advisory_lock(1)", "pg_advisory_lock"),
        ("select set_config('statement_timeout', '0', false)", "set_config"),
        ("select lo_import('/etc/passwd')", "lo_import"),
        (r"""select U&"pg\005fsleep"(1)""", "U&"),
        ("select * from ts_stat('select 1')", "ts_stat"),
        ("select query_to_xml('select 1', true, false, '')", "query_to_xml"),
        ("select cursor_to_xmlschema('c', true, false, '')", "cursor_to_xmlschema"),
        ("select table_to_xml_and_xmlschema('pg_stat_activity', true, false, '')", "table_to_xml_and_xmlschema"),
        ("select schema_to_xml('pg_catalog', true, false, '')", "schema_to_xml"),
        ("select pg_catalog.\"schema_to_xml_and_xmlschema\"('pg_catalog', true, false, '')", "schema_to_xml_and_xml"),
        ("select * from Database_To_XML(true, false, '')", "database_to_xml"),
        ("select * from public.crosstab('select 1')", "crosstab"),
        ("select * from connectby('pg_stat_activity', 'pid', 'pid', '1', 0)", "connectby"),
        ("select * from xpath_table('pid', 'query', 'pg_stat_activity', '/', 'true')", "xpath_table"),
        ("select * from gp_dist_random('pg_stat_activity')", "gp_dist_random"),
        ("select * from gp_stat_activity", "The relation gp_stat_activity is not allowed"),
        ("select * from gp_toolkit.gp_locks_on_relation", "The relation gp_locks_on_relation is not allowed"),
        ("select query from pg_stat_activity", "The relation pg_stat_activity is not allowed"),
        ('select 1 from events, pg_catalog."pg_stat_activity" as a', "The relation pg_stat_activity is not allowed"),
        ("select (select max(query) from public.PG_STAT_statements)", "PG_STAT_statements is not allowed"),
        (r"""select * from pg_catalog.U&"pg\005fstat_activity" as a""", "cannot be parsed"),
        ("with a as (table pg_stat_activity) select * from a", "The relation pg_stat_activity is not allowed"),
        ("selct 1", "not"),
        ("select 'unclosed", "cannot be parsed"),
        ("select " + "(" * 5000 + "1" + ")" * 5000, "nested"),
        ("select " + "array[" * 40 + "1" + "]" * 40, "too hard to parse"),
        ("select 1 " + "limit (select 1 " * 20 + "limit 1" + ")" * 20, "too hard to parse"),
        ("select 1 " + "offset (select 1 " * 20 + "limit 1" + ")" * 20, "too hard to parse"),
        ("select '\0'", "NUL"),
        ("select " + "decimal(" * 40 + "1" + ")" * 40, "too hard to parse"),
    ],
)
def test_anything_else_is_refused_with_its_reason(sql: str, words: str) -> None:
    with pytest.raises(QueryRefused, match="(?i)" + words):
        check(sql)


@pytest.mark.parametrize(
    ("sql", "reason", "place"),
    [
        ("select 1 from", "Expected table name", (1, 10)),
        ("select a,\n  b c wrong\nfrom events", "Unexpected token", (2, 7)),
        # sqlglot miscounts these lines
        ("select 1 from events order\n  by a )", "Unexpected token", (2, 8)),
        ('select "a\nb" "c\nd"  \n "e\nf"', "Unexpected token", (4, 2)),
        ("select 1 as é,\r\n  :a b c", "Unexpected token", (2, 8)),
        ("select 1,\n  'un", "' is not closed", (2, 3)),
        ("select $x$ 1", "\\$x\\$ is not closed", (1, 8)),
    ],
)
def test_a_query_that_cannot_be_parsed_is_told_where(sql: str, reason: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryRefused, match=rf"cannot be parsed: .*{reason}$") as refused:
        check(sql, {"a"})
    assert (refused.value.line, refused.value.column) == place
    assert refused.value.hint == "If PostgreSQL accepts it, write this in another way."


def test_a_query_names_the_tables_that_it_reads() -> None:
    sql = """
        with recent as (select * from mart.Events), "Odd" as (select 1)
        select (select max(n) from users_daily) from recent join "Odd" on true left join lateral (
            select * from sessions union select * from attribution
        ) as s on true where exists (select from top_users)
    """
    assert check(sql).tables == {
        "recent", "events", "odd", "users_daily", "sessions", "attribution", "top_users"
    }  # fmt: skip


def test_parameters_are_found_where_sql_has_a_value() -> None:
    sql = "select :from::date, a[1:n], 'x:n', b::text, x[:2], \":n\" -- :n\nfrom t where c = any(:n) limit :limit"
    statement = check(sql, {"from", "n", "limit"})
    assert [name for _, name in statement.placeholders] == ["from", "n", "limit"]
    assert all(statement.sql[begin:].startswith(f":{name}") for begin, name in statement.placeholders)
    assert check("select $a$ :n $a$, e'\\' :n'").placeholders == ()


@pytest.mark.parametrize("sql", [":name", "select 1; :name", "select :other", "select :name; delete from events"])
def test_a_parameter_is_no_statement(sql: str) -> None:
    with pytest.raises(QueryRefused):
        check(sql, {"name"})


@pytest.mark.parametrize(
    ("sql", "is_repeatable"),
    [
        ("select 'know and then', count(*) from mart.events", True),
        ("select NOW()", False),
        ("select 'now'::timestamptz", False),
        ("select localtime", False),
        ("select age(event_at) from events", False),
        ("select 'Tomorrow 10:00'::timestamp", False),
        ("select e'\\ntoday10:00'::timestamp, $$x$$", False),
        ("select $$yesterday$$::timestamp", False),
        (r"select U&'\006eow'::timestamp", False),
        (r"select u&'!006eow' uescape '!'", False),
        (r"select e'\x6eow', e'\156ow'", False),
        (r"select e'\156ow'", False),
        (r"select e'\u006eow'", False),
        (r"select e'a\n' || '\d+' from events", True),
        ("select 'no'\n'w'::timestamp", False),
        ("select 'no', 'w'", True),
        ("select * from results.now", False),
        ("select * from results.a join events on true", True),
        ("select count(*) from pg_class", False),
        ("select count(*) from Information_Schema.tables", False),
        ("select count(*) from events where exists (select from other.events)", False),
    ],
)
def test_a_query_is_repeatable_if_it_reads_data_alone(sql: str, is_repeatable: bool) -> None:
    assert check(sql).is_repeatable is is_repeatable


def test_a_text_parameter_may_become_a_time() -> None:
    statement = check("select :a", {"a"})
    values: list[tuple[Value, bool]] = [
        ("today", False),
        (["x", "NOW"], False),
        ("\ntoday", False),
        ("known", True),
        (None, True),
    ]
    for value, is_repeatable in values:
        bindings = {"a": Binding("text", isinstance(value, list), value)}
        assert bind(statement, bindings).is_repeatable is is_repeatable
        assert bind(statement, bindings).bindings == bindings


def test_a_saved_result_is_known_by_its_schema() -> None:
    assert check("select * from Results.A, mart.events, results.b as x").tables == {"results.a", "events", "results.b"}
