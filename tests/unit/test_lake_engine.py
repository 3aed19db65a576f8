"""What Spark runs for a query on the lake, what its messages become, and how complete the lake's tables are."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from eventmart.lake_names import PREFIX, state_name
from ingest_api.analytics.engine import Binding, Bounds, Column, EngineUnavailable, QueryFailed, State
from ingest_api.analytics.lake.failures import failure
from ingest_api.analytics.lake.guard import check
from ingest_api.analytics.lake.metastore import Recorded
from ingest_api.analytics.lake.rows import LakeStream, page_of
from ingest_api.analytics.lake.statements import describe, select_json

ROWS = ['{"c0":1,"c1":"a\\"b"}', '{"c0":null,"c1":"ü"}', '{"c0":3,"c1":""}']


def bound(sql: str, **bindings: Binding) -> str:
    statement = check(sql, bindings.keys())
    text, lines_before = describe(statement.__class__(**{**vars(statement), "bindings": bindings}))
    return text.split("\n")[lines_before]


def test_a_query_is_wrapped_in_lines_of_its_own() -> None:
    text, lines_before = select_json(check("select 1 -- one"), 2, 10)
    assert text.startswith("select to_json(struct(c0, c1), map(")
    assert text.split("\n")[lines_before].rstrip() == "select 1"
    assert text.endswith("\n) as answer (c0, c1) limit 10")
    assert not select_json(check("select 1"), 1, None)[0].endswith("limit 10")


@pytest.mark.parametrize(
    ("binding", "literal"),
    [
        (Binding("text", False, "it's \\ `x` -- \n"), "cast('it\\'s \\\\ `x` -- \\n' as string)"),
        (Binding("integer", False, -7), "cast(-7 as bigint)"),
        (Binding("number", False, Decimal("2.50")), "cast(2.50 as decimal(38, 18))"),
        (Binding("boolean", False, True), "cast(true as boolean)"),
        (Binding("date", False, date(2026, 1, 2)), "cast('2026-01-02' as date)"),
        (
            Binding("timestamp", False, datetime(2026, 1, 2, tzinfo=UTC)),
            "cast('2026-01-02T00:00:00+00:00' as timestamp)",
        ),
        (Binding("text", True, ["a", "b"]), "cast(array('a', 'b') as array<string>)"),
        (Binding("date", False, None), "cast(null as date)"),
        (Binding("text", True, None), "cast(null as array<string>)"),
    ],
)
def test_a_parameter_becomes_a_literal(binding: Binding, literal: str) -> None:
    assert bound("select :value + 1, ':value'", value=binding) == f"select {literal} + 1, ':value'"
    # the literal is one
    check(f"select {literal}")


@pytest.mark.parametrize(
    ("message", "told", "place"),
    [
        (
            "org.apache.hive.service.cli.HiveSQLException: Error running query: [PARSE_SYNTAX_ERROR] "
            "org.apache.spark.sql.catalyst.parser.ParseException: \n[PARSE_SYNTAX_ERROR] Syntax error at or near 'x'. "
            "SQLSTATE: 42601 (line 3, pos 4)\n\n== SQL ==\nselect",
            "Syntax error at or near 'x'",
            (2, 5),
        ),
        (
            "Error running query: [UNRESOLVED_COLUMN.WITH_SUGGESTION] org.apache.spark.sql.AnalysisException: "
            "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `n` cannot be resolved. Did you mean one of the "
            "following? [`a`, `b`]. SQLSTATE: 42703; line 2 pos 7;\n'Project ['n]",
            "A column with name `n` cannot be resolved. Did you mean one of the following? [`a`, `b`]",
            (1, 8),
        ),
        (
            "org.apache.spark.SparkException: Lost task 0.0 (TID 3): org.apache.spark.SparkArithmeticException: "
            "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012\n== SQL (line 2, position 8) ==\nselect 1/0\n",
            "Division by zero",
            (1, 8),
        ),
        # in what surrounds the query
        ("[X] No. SQLSTATE: 42601 (line 1, pos 4)", "No", (None, None)),
        (
            "org.apache.spark.SparkException: Total size of serialized results of 1 tasks (33 MiB) is bigger than "
            "spark.driver.maxResultSize 32.0 MiB",
            "The answer is too large for Spark to collect. Select fewer columns or rows.",
            (None, None),
        ),
        ("java.lang.Error: deep\n at x", "Spark aborted the query: java.lang.Error: deep", (None, None)),
        ("", "Spark aborted the query: no reason", (None, None)),
    ],
)  # fmt: skip
def test_a_message_of_spark_keeps_its_reason_and_its_place(
    message: str, told: str, place: tuple[int | None, int | None]
) -> None:
    error = failure(message, lines_before=1)
    assert isinstance(error, QueryFailed)
    assert (str(error), (error.line, error.column)) == (told, place)


def test_a_file_that_an_update_run_has_replaced_is_no_mistake_of_the_query() -> None:
    error = failure("[FAILED_READ_FILE.FILE_NOT_EXIST] File hdfs://x does not exist. SQLSTATE: KD001", 1)
    assert isinstance(error, EngineUnavailable)
    assert "hdfs://" not in str(error)


LAKE = "2026-01-02T00:00:00+00:00"
RAW = "2026-01-02T00:05:00+00:00"
RECORDED = {
    "eventmart.batch_id": "7",
    "eventmart.complete_through": LAKE,
    PREFIX + state_name("fct_events"): "7 1 7 abc kept",
    PREFIX + state_name("by_day"): "6 1 6 abc kept",
    "raw.eventmart.complete_through": RAW,
}


@pytest.mark.parametrize(
    ("tables", "time"),
    [
        ([], LAKE),
        (["fct_events", "a_view"], LAKE),
        (["raw.events"], RAW),
        (["raw.events", "fct_events"], LAKE),
        (["fct_events", "by_day"], None),
    ],
)
def test_a_query_is_as_complete_as_its_tables(tables: list[str], time: str | None) -> None:
    recorded = Recorded(RECORDED)
    assert recorded.is_built
    assert recorded.complete_through(tables) == (datetime.fromisoformat(time) if time else None)
    assert not Recorded({}).is_built
    assert Recorded({}).complete_through(tables) is None


WITH_VERSIONS = {
    **RECORDED,
    "eventmart.begun_batch_id": "7",
    "eventmart.run_id": "a-run",
    "eventmart.recorded_at": "99",
    "table.fct_events": "1",
    "table.by_day": "2",
    # a table that every run builds
    "table.users": "3",
    PREFIX + state_name("users"): "7 7 7 abc built",
}


@pytest.mark.parametrize(
    ("tables", "run_id", "version"),
    [
        ([], "a-run", "99"),
        (["fct_events", "a_cte"], "a-run", "99/1"),
        # files land at any time
        (["raw.events"], None, None),
        (["raw.events", "fct_events"], None, None),
        # its model has failed
        (["fct_events", "by_day"], None, None),
        (["fct_events", "users"], "a-run", None),
    ],
)
def test_the_data_of_a_query_has_a_version_if_runs_keep_all_of_its_tables(
    tables: list[str], run_id: str | None, version: str | None
) -> None:
    state = Recorded(WITH_VERSIONS).state(tables)
    assert (state.run_id, state.version) == (run_id, version)


@pytest.mark.parametrize(
    "changed",
    [
        # a run writes, or has not ended well
        {"eventmart.begun_batch_id": "8"},
        # an erasure writes
        {PREFIX + state_name("fct_events"): ""},
        # retention removes dates, or was killed meanwhile
        {"eventmart.removing": "retain"},
        # what a version before has recorded
        {"eventmart.recorded_at": ""},
        {PREFIX + state_name("fct_events"): "7 1 7 abc"},
    ],
)
def test_while_a_table_is_written_its_data_has_no_version(changed: dict[str, str]) -> None:
    assert Recorded({**WITH_VERSIONS, **changed}).state(["fct_events"]).version is None


@pytest.mark.parametrize("changed", [{"eventmart.recorded_at": "100"}, {"table.fct_events": "9"}])
def test_what_is_recorded_and_a_new_table_change_the_version(changed: dict[str, str]) -> None:
    versions = [Recorded(each).state(["fct_events"]).version for each in (WITH_VERSIONS, {**WITH_VERSIONS, **changed})]
    assert None not in versions
    assert versions[0] != versions[1]


def test_a_page_is_bounded_by_rows_and_bytes() -> None:
    rows, is_last = page_of(ROWS, Bounds(3, 1000))
    assert (list(map(bytes, rows[0])), is_last) == ([b"1", b'"a\\"b"'], True)
    assert [
        (len(rows), is_last) for rows, is_last in (page_of(ROWS, Bounds(2, 1000)), page_of(ROWS, Bounds(3, 45)))
    ] == [
        (2, False),
        (2, False),
    ]
    with pytest.raises(QueryFailed, match="A row is larger than 10 bytes"):
        page_of(ROWS, Bounds(3, 10))


def test_a_stream_is_csv_and_arrow() -> None:
    def stream() -> LakeStream:
        return LakeStream([Column("n", "int"), Column("n", "string")], State(), ROWS, str)

    assert b"".join(stream().csv()).decode() == '1,"a""b"\n,"ü"\n3,""\n'
    schema, batches = stream().arrow()
    assert schema.names == ["n", "n_2"]
    assert [row for batch in batches for row in batch.to_pylist()] == [
        {"n": 1, "n_2": 'a"b'},
        {"n": None, "n_2": "ü"},
        {"n": 3, "n_2": ""},
    ]
