"""The records of update runs in a backup, on a real PostgreSQL."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from backup.contents import Manifest, save
from backup.records import NOT_SAVED, SAVED, request_again, restore_records, save_records
from eventmart.erasures import Erasures
from eventmart.node_results import NodeResult
from eventmart.update_runs import Run, RunRecords
from pipeline.run_records import Outcome, WorkerRecords
from tests.mart.lone_mart import LoneMart, Server
from tests.unit.test_backup import manifest_of

NODE: NodeResult = {"name": "fct_events", "status": "success", "seconds": 1.5}
ERROR = 'lake: "fct_events", line 1\nfailed, \\N and \\. and é;'


def runs(mart: LoneMart) -> list[Run]:
    with mart.connect("pipeline") as connection:
        return RunRecords(connection).newest(100)


def perform(records: WorkerRecords, error: str | None) -> UUID:
    run_id = records.request(uuid4(), is_full=True, replay=(datetime(2026, 1, 1, tzinfo=UTC), datetime.now(UTC)))
    records.begin_next()
    records.record_steps(run_id, [{"name": "lake", "state": "failed", "detail": 'a "quoted"\nword'}])
    records.record_node_results(run_id, 0, [NODE])
    records.finish(run_id, Outcome(error, is_through=error is None))
    return run_id


@pytest.fixture
def saved(empty_mart: LoneMart, tmp_path: Path) -> Manifest:
    """A backup of records: two runs have ended."""
    with empty_mart.connect("pipeline") as connection:
        records = WorkerRecords(connection)
        for error in (ERROR, None):
            perform(records, error)
        # one is running and one is queued: they belong to the worker
        records.request(uuid4())
        running = records.begin_next()
        assert running is not None
        records.record_node_results(running.run_id, 0, [NODE])
        records.request(uuid4())
    with empty_mart.connect("pipeline") as connection:
        Erasures(connection).request(uuid4(), datetime.now(UTC), "ann", None)
        files = list(save_records(connection, tmp_path))
    assert {file.path: file.rows for file in files} == {
        "records/update_runs.csv": 2,
        "records/node_results.csv": 2,
        "records/erasures.csv": 1,
        "records/removed_runs.csv": 0,
    }
    return manifest_of(*files)


def test_runs_that_have_ended_are_restored_once_beside_those_of_the_new_stack(
    empty_mart: LoneMart, saved: Manifest, tmp_path: Path, server: Server
) -> None:
    before = {run.run_id: run for run in runs(empty_mart) if run.finished_at}
    mart = server.mart(empty_mart.dbt)
    with mart.connect("pipeline") as connection:
        own = perform(WorkerRecords(connection), None)
        assert request_again(connection, saved, uuid4()) is None
        # a restore that was cut short after this is repeated
        first = restore_records(connection, tmp_path, saved, uuid4())
        assert restore_records(connection, tmp_path, saved, uuid4()) == first
        assert all(RunRecords(connection).node_results(run_id) == {0: [NODE]} for run_id in before)
        assert len(Erasures(connection).unfinished()) == 1
    after = {run.run_id: run for run in runs(mart)}
    assert after.pop(own).state == "succeeded"
    full = after.pop(first)
    assert (full.state, full.is_full) == ("queued", True)
    assert after == before
    assert {run.error for run in after.values()} == {ERROR, None}
    # after a run that has failed, which alone would load the files, a repetition requests another one
    with mart.connect("pipeline") as connection:
        records = WorkerRecords(connection)
        assert records.begin_next() == records.get(first)
        records.finish(first, Outcome("lake: Spark is away", is_through=False))
        second = request_again(connection, saved, uuid4())
        assert second not in (first, None)
        assert request_again(connection, saved, uuid4()) is None
        assert restore_records(connection, tmp_path, saved, uuid4()) == second


def test_a_column_that_the_backup_does_not_know_gets_its_default(empty_mart: LoneMart, tmp_path: Path) -> None:
    row = f"state,run_id,finished_at\nsucceeded,{UUID(int=7)},2026-01-01 00:00:00+00\n"
    manifest = manifest_of(save(tmp_path, "records/update_runs.csv", [row.encode()]))
    with empty_mart.connect("pipeline") as connection:
        restore_records(connection, tmp_path, manifest, UUID(int=8))
    run = next(run for run in runs(empty_mart) if run.run_id == UUID(int=7))
    assert (run.state, run.is_full, run.requested_by, run.steps) == ("succeeded", False, "api", [])


def test_records_that_make_no_sense_change_nothing(empty_mart: LoneMart, tmp_path: Path) -> None:
    rows = f"state,run_id\nsucceeded,{UUID(int=7)}\nno_state,{UUID(int=8)}\n"
    manifest = manifest_of(save(tmp_path, "records/update_runs.csv", [rows.encode()]))
    with empty_mart.connect("pipeline") as connection:
        with pytest.raises(psycopg.errors.CheckViolation):
            restore_records(connection, tmp_path, manifest, uuid4())
        assert connection.execute("select to_regclass('pipeline.restored')").fetchall() == [(None,)]
    assert runs(empty_mart) == []


def test_of_each_table_somebody_has_decided_whether_it_is_saved(empty_mart: LoneMart) -> None:
    with empty_mart.connect("pipeline") as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'pipeline'").fetchall()
    assert sorted(name for (name,) in tables) == sorted([*SAVED, *NOT_SAVED])
