"""Files of named queries: their heads, their parameters, and what is refused."""

import logging
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eventmart.named_queries import QUERIES, RESERVED, NamedQueries, QueryFileInvalid, read_query
from eventmart.query_parameters import Parameter, ParameterInvalid, bind
from ingest_api.web.query_request import OPTION_SCHEMAS

HEAD = """/*
description: A query.
parameters:
  from: {type: date, description: First day., default: 2026-01-01}
  types: {type: text, description: Types., is_list: true, choices: [a, b]}
*/
select 1
"""


def write(folder: Path, text: str, name: str = "some") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text)
    return path


def test_the_names_of_options_are_reserved() -> None:
    assert {"sql", *OPTION_SCHEMAS} == RESERVED


def test_a_file_has_a_head_and_a_query(tmp_path: Path) -> None:
    query = read_query(write(tmp_path, HEAD))
    assert (query.name, query.description, query.engine) == ("some", "A query.", "mart")
    assert [parameter.name for parameter in query.parameters] == ["from", "types"]
    # an error of PostgreSQL names a line of the file
    assert query.sql.splitlines()[6] == "select 1"
    assert bind(query.parameters, {}) == {"from": date(2026, 1, 1), "types": None}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select 1", "does not begin with a comment"),
        ("/* x */ select 1", "Expected `object`"),
        ("/*\n{\n*/ select 1", "while parsing"),
        ("/*\ndescription: x\nparamters: {}\n*/ select 1", "paramters"),
        ("/*\nparameters: {}\n*/ select 1", "description"),
        ("/*\ndescription: x\nengine: other\n*/ select 1", "engine"),
        ("/*\ndescription: x\nparameters: {a: {type: money, description: x}}\n*/ select 1", "type"),
        ("/*\ndescription: x\nparameters: {a: {type: text}}\n*/ select 1", "description"),
        ("/*\ndescription: x\nparameters: {limit: {type: text, description: x}}\n*/ select 1", "uses this name itself"),
        ("/*\ndescription: x\nparameters: {A-b: {type: text, description: x}}\n*/ select 1", "lower case"),
        ("/*\ndescription: x\nparameters: {a: {type: date, description: x, default: soon}}\n*/ select 1", "not a date"),
        (
            "/*\ndescription: x\nparameters: {a: {type: integer, description: x, default: 3, maximum: 2}}\n*/ select 1",
            "greater than 2",
        ),
        (
            "/*\ndescription: x\nparameters: {a: {type: text, description: x, default: b, is_required: true}}*/",
            "never used",
        ),
    ],
)
def test_a_file_that_is_not_valid_is_refused_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(QueryFileInvalid, match=r"queries/some\.sql: .*" + words):
        read_query(write(tmp_path, text))


def test_a_changed_folder_is_read_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    queries = NamedQueries(tmp_path)
    assert queries.all() == {}
    write(tmp_path, HEAD)
    assert list(queries.all()) == ["some"]
    assert queries.all() is queries.all()
    with caplog.at_level(logging.ERROR):
        write(tmp_path, "select 1", "broken")
        assert list(queries.all()) == ["some"]
    assert "queries/broken.sql" in caplog.text
    (tmp_path / "some.sql").unlink()
    assert queries.all() == {}


def test_a_folder_is_not_looked_at_again_for_the_trust_time(tmp_path: Path) -> None:
    now = 0.0
    queries = NamedQueries(tmp_path, trust_seconds=1, clock=lambda: now)
    assert queries.all() == {}
    write(tmp_path, HEAD)
    now = 0.9
    assert queries.all() == {}
    now = 1.0
    assert list(queries.all()) == ["some"]


def test_a_query_may_have_other_sql_on_clickhouse(tmp_path: Path) -> None:
    write(tmp_path, HEAD)
    queries = {engine: NamedQueries(tmp_path, engine) for engine in ("postgres", "clickhouse")}
    assert queries["clickhouse"].all() == queries["postgres"].all()
    (tmp_path / "clickhouse").mkdir()
    (tmp_path / "clickhouse" / "some.sql").write_text("select toDate(:from)")
    assert queries["clickhouse"].all()["some"].sql == "select toDate(:from)"
    assert queries["clickhouse"].all()["some"].parameters == queries["postgres"].all()["some"].parameters
    assert "toDate" not in queries["postgres"].all()["some"].sql
    # the lake is on Spark, whatever the mart is on
    write(tmp_path, HEAD.replace("description:", "engine: lake\ndescription:", 1))
    assert "toDate" not in queries["clickhouse"].all()["some"].sql


def test_each_variant_has_a_query() -> None:
    variants = {path.name for path in (QUERIES / "clickhouse").glob("*.sql")}
    assert variants
    assert variants <= {path.name for path in QUERIES.glob("*.sql")}


def test_the_queries_of_the_project_are_described() -> None:
    queries = NamedQueries(QUERIES).all()
    assert len(queries) == len(list(QUERIES.glob("*.sql"))) >= 9
    for query in queries.values():
        assert query.description.endswith(".")
        assert all(parameter.description.endswith(".") for parameter in query.parameters)


@pytest.mark.parametrize(
    ("type_", "sent", "value"),
    [
        ("text", "", ""),
        ("text", "'; --", "'; --"),
        ("integer", "-9223372036854775808", -(2**63)),
        ("integer", 5, 5),
        ("number", "1.50", Decimal("1.50")),
        ("number", 2, Decimal(2)),
        ("number", "1e3", Decimal(1000)),
        ("boolean", "true", True),
        ("boolean", False, False),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("timestamp", "2026-01-01T12:00+02:00", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("timestamp", "2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_value_is_converted(type_: Any, sent: object, value: object) -> None:
    assert Parameter("p", type_, "").value(sent) == value


@pytest.mark.parametrize(
    ("type_", "sent"),
    [
        ("text", 1),
        ("text", "a\0b"),
        ("integer", "1.0"),
        ("integer", "1_000"),
        ("integer", "٣"),
        ("integer", "9223372036854775808"),
        ("integer", "9" * 5000),
        ("integer", True),
        ("integer", 1.5),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("number", "1e400"),
        ("number", "1_0"),
        ("number", "x"),
        ("boolean", "yes"),
        ("boolean", 1),
        ("date", "2026-02-30"),
        ("date", "2026-02-28T00:00:00"),
        ("date", datetime(2026, 1, 1, tzinfo=UTC)),
        ("timestamp", "0001-01-01T00:00+14:00"),
        ("timestamp", 1767225600),
    ],
)
def test_a_value_of_another_type_is_refused(type_: Any, sent: object) -> None:
    with pytest.raises(ParameterInvalid, match=r"^p="):
        Parameter("p", type_, "").value(sent)


def test_limits_hold_for_each_item_of_a_list() -> None:
    days = Parameter("days", "date", "", is_list=True, minimum=date(2026, 1, 1), maximum="2026-12-31")
    assert days.values(["2026-01-01", "2026-12-31"]) == [date(2026, 1, 1), date(2026, 12, 31)]
    for day in ("2025-12-31", "2027-01-01"):
        with pytest.raises(ParameterInvalid, match=f"days={day} is"):
            days.values(["2026-06-01", day])
