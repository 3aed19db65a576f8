"""A database of the version before migrations comes up under this one, and a newer one is refused."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from eventmart.errors import OperatorError
from eventmart.update_runs import RunRecords
from pipeline import migrate
from pipeline.bootstrap import set_up_databases
from pipeline.migrate import check_migrated
from tests.mart.lone_mart import LoneMart

BEFORE = Path(__file__).with_name("before_migrations.sql")
DEFINITIONS = """
    select attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text,
        pg_get_expr(adbin, adrelid)
    from pg_attribute
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attnum > 0 and not attisdropped
        and attrelid in (select oid from pg_class where relnamespace = 'pipeline'::regnamespace and relkind = 'r')
    union all
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
    from pg_constraint where connamespace = 'pipeline'::regnamespace and contype != 'n'
    union all
    select tablename, indexname, indexdef, '', tableowner
    from pg_indexes join pg_tables using (schemaname, tablename) where schemaname = 'pipeline'
"""


def rows(mart: LoneMart, statement: str) -> list[tuple[Any, ...]]:
    with mart.connect("admin") as admin:
        return sorted(admin.execute(statement.encode()).fetchall(), key=str)


@pytest.fixture
def definitions(empty_mart: LoneMart) -> list[tuple[Any, ...]]:
    """The tables of schema pipeline as this version creates them."""
    return rows(empty_mart, DEFINITIONS)


@pytest.fixture
def upgraded(empty_mart: LoneMart, definitions: list[tuple[Any, ...]]) -> LoneMart:
    """A mart whose schema pipeline was created by the version before."""
    with empty_mart.connect("admin") as admin:
        admin.execute("drop schema pipeline cascade")
        admin.execute(BEFORE.read_bytes())
    return empty_mart


def test_run_records_of_the_version_before_survive_and_nothing_changes_the_second_time(
    upgraded: LoneMart, definitions: list[tuple[Any, ...]]
) -> None:
    with upgraded.connect("pipeline") as connection:
        for state in ("succeeded", "succeeded_with_failures", "failed", "running", "queued"):
            connection.execute(
                "insert into pipeline.update_runs (run_id, state, steps, error, is_full) "
                """values (gen_random_uuid(), %s, '[{"name": "lake"}]', 'why', true)""",
                [state],
            )
        connection.execute("insert into pipeline.plan values ('30s', now(), 'nothing is new')")
    before = {table: rows(upgraded, f"select * from pipeline.{table}") for table in ("update_runs", "plan")}
    for _ in range(2):
        set_up_databases(upgraded.settings)
        for table, content in before.items():
            # a new column comes after those of the version before
            assert [row[: len(content[0])] for row in rows(upgraded, f"select * from pipeline.{table}")] == content
        assert rows(upgraded, DEFINITIONS) == definitions
        numbers = rows(upgraded, "select number, name from pipeline.migrations")
        assert numbers == [(number, path.stem[5:]) for number, path in migrate.migrations().items()]
    with upgraded.connect("pipeline") as connection:
        records = RunRecords(connection)
        assert len(records.newest(10)) == 5
        # and the records are kept as before: this joins the queued run
        queued = records.request(uuid4())
        assert queued in {row[0] for row in before["update_runs"] if isinstance(row[0], UUID)}


def test_a_migration_that_fails_leaves_no_trace_and_is_applied_once_it_works(
    empty_mart: LoneMart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in migrate.migrations().values():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    newest = max(migrate.migrations())
    monkeypatch.setattr(migrate, "_FOLDER", tmp_path)
    added = tmp_path / f"{newest + 1:04}_added.sql"
    added.write_text("create table pipeline.added (n int); insert into pipeline.added values ('x')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        set_up_databases(empty_mart.settings)
    assert rows(empty_mart, "select to_regclass('pipeline.added')") == [(None,)]
    assert rows(empty_mart, "select max(number) from pipeline.migrations") == [(newest,)]
    added.write_text("create table pipeline.added (n int); insert into pipeline.added values (1)")
    for _ in range(2):
        set_up_databases(empty_mart.settings)
    assert rows(empty_mart, "select n, tableowner from pipeline.added, pg_tables where tablename = 'added'") == [
        (1, "eventmart_pipeline")
    ]


def test_a_database_of_a_newer_version_is_refused_and_stays_as_it_is(empty_mart: LoneMart) -> None:
    with empty_mart.connect("admin") as admin:
        admin.execute("insert into pipeline.migrations values (9999, 'of_tomorrow')")
        admin.execute("alter role eventmart_reader set statement_timeout = '7min'")
    with pytest.raises(OperatorError, match=r"newer version .* has migration 9999, and this version knows \d+\."):
        set_up_databases(empty_mart.settings)
    with empty_mart.connect("pipeline") as pipeline, pytest.raises(OperatorError, match="newer version"):
        check_migrated(pipeline)
    with empty_mart.connect("reader") as reader:
        assert reader.execute("show statement_timeout").fetchall() == [("7min",)]


def test_a_worker_refuses_a_database_that_lacks_a_migration(empty_mart: LoneMart) -> None:
    with empty_mart.connect("pipeline") as pipeline:
        check_migrated(pipeline)
        pipeline.execute("delete from pipeline.migrations where number = 2")
        with pytest.raises(OperatorError, match="older version of eventmart\\. Run `eventmart bootstrap`"):
            check_migrated(pipeline)


def test_the_numbers_of_the_migrations_have_no_gap_and_no_duplicate() -> None:
    names = sorted(path.name for path in migrate._FOLDER.iterdir())
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert list(migrate.migrations()) == list(range(1, len(names) + 1))
