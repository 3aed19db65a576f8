"""Update runs that are cancelled: in the queue, in a statement of PostgreSQL, and between two tries."""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from flask.testing import FlaskClient

from pipeline.performer import Performer
from pipeline.run_records import WorkerRecords
from pipeline.statements import end_statements
from pipeline.worker import work
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.stack.client import wait_until

_STATEMENTS = (
    "select pid from pg_stat_activity where application_name = 'eventmart-run' and usename = 'eventmart_owner'"
)


@pytest.fixture
def performer(mart: LoneMart) -> Iterator[Performer]:
    """The process that performs the runs of a worker. Each run has one step, `mart`."""
    performer = Performer(partial(end_statements, mart.settings), "tests.mart.mart_step")
    connection = mart.connect("pipeline")

    def run() -> None:
        try:
            work(WorkerRecords(connection), connection, performer, retries=1)
        except psycopg.OperationalError:
            # its connection was cut, which ends it
            return

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    yield performer
    mart.cut_off(connection.info.backend_pid)
    worker.join(30)
    assert not worker.is_alive()
    performer.stop()


def record(api: FlaskClient, run_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/data/update/{run_id}").get_json()
    return found


def ended(api: FlaskClient, run_id: str) -> dict[str, Any]:
    wait_until(lambda: record(api, run_id)["finished_at"], f"the end of run {run_id}", 60)
    return record(api, run_id)


def request(api: FlaskClient, **parameters: str) -> str:
    return str(api.post("/data/update", query_string=parameters).get_json()["run_id"])


def test_a_queued_run_is_cancelled_at_once(api: FlaskClient, empty_mart: LoneMart) -> None:
    run_id = request(api)
    answer = api.delete(f"/data/updates/{run_id}")
    assert (answer.status_code, answer.get_json()["state"]) == (200, "cancelled")
    run = record(api, run_id)
    assert run["finished_at"] == run["cancel_requested_at"]
    assert run["started_at"] is None
    again = api.delete(f"/data/updates/{run_id}")
    assert (again.status_code, "cancelled" in again.get_json()["detail"]) == (409, True)
    # the next request queues another run
    assert request(api) != run_id
    assert api.delete(f"/data/updates/{UUID(int=1)}").status_code == 404


def test_a_cancelled_run_ends_its_statements_and_the_next_one_makes_it_good(
    api: FlaskClient, mart: LoneMart, performer: Performer, rows: Tables
) -> None:
    before = mart.checksums()
    last = rows["events"][-5:]
    assert len(last) == 5
    mart.publish_changes({**{name: [] for name in rows}, "events": last}, event_count=len(rows["events"]))
    with mart.connect("admin") as admin, mart.connect("owner") as other:
        # somebody holds what the merge needs
        other.execute("begin; lock table mart.events in share mode")
        run_id = request(api)
        waiting = "select 1 from pg_locks where relation = 'mart.events'::regclass and not granted"
        wait_until(lambda: admin.execute(waiting).fetchall(), "the merge at the lock", 60)
        answer = api.delete(f"/data/updates/{run_id}")
        assert (answer.status_code, answer.get_json()["state"]) == (202, "running")
        assert api.delete(f"/data/updates/{run_id}").status_code == 202
        # the lock is still held, so nothing but the cancellation has ended it
        run = ended(api, run_id)
        assert (run["state"], run["error"]) == ("cancelled", None)
        assert [(step["name"], step["state"]) for step in run["steps"]] == [("mart", "cancelled")]
        assert admin.execute(_STATEMENTS).fetchall() == []
        assert admin.execute(waiting).fetchall() == []
        other.execute("rollback")
    assert mart.checksums() == before
    assert api.delete(f"/data/updates/{run_id}").status_code == 409
    made_good = ended(api, request(api))
    assert made_good["state"] == "succeeded", made_good
    assert mart.checksums() == before
    (step,) = made_good["steps"]
    assert step["rows_in"] == 5
    nodes = {node["name"]: node for node in step["nodes"]}
    assert (nodes["model.mart.events"]["status"], nodes["model.mart.watermark"]["rows"]) == ("success", 1)
    assert all(node["seconds"] >= 0 for node in nodes.values())
    assert "nodes" not in api.get("/data/updates").get_json()["runs"][0]["steps"][0]


def test_a_run_whose_process_is_killed_is_tried_again_and_cancelled_in_between(
    api: FlaskClient, mart: LoneMart, performer: Performer
) -> None:
    poisoned = {"from": "2026-01-01", "to": "2026-01-02"}
    failed = ended(api, request(api, **poisoned))
    assert (failed["state"], failed["tries"]) == ("failed", 2)
    assert failed["error"].startswith("The process that performed the run ended with code -9.")
    assert failed["error"].endswith("It was tried 2 times.")
    run_id = request(api, **poisoned)
    wait_until(lambda: record(api, run_id)["state"] == "running", "the run", 15)
    assert api.delete(f"/data/updates/{run_id}").status_code == 202
    assert ended(api, run_id)["state"] == "cancelled"


def test_what_a_killed_process_has_left_running_ends(empty_mart: LoneMart) -> None:
    mart, sleepers = empty_mart, []
    for name in ("eventmart-run", "dbt"):
        connection = mart.connect("owner")
        connection.execute(f"set application_name = '{name}'".encode())
        sleepers.append(threading.Thread(target=_fail, args=[connection, "select pg_sleep(60)"], daemon=True))
        sleepers[-1].start()
    with mart.connect("admin") as admin:
        sleeping = (
            "select application_name from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'"
        )
        wait_until(lambda: len(admin.execute(sleeping).fetchall()) == 2, "both statements", 15)
        end_statements(mart.settings)
        # dbt that somebody runs by hand goes on
        assert admin.execute(sleeping).fetchall() == [("dbt",)]
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(60)'")
    for thread in sleepers:
        thread.join(15)
        assert not thread.is_alive()


def test_what_spark_is_writing_ends_and_what_others_do_as_its_role_goes_on(empty_mart: LoneMart) -> None:
    mart = empty_mart
    with mart.connect("admin") as admin, mart.connect("owner") as owner:
        writing, reading = mart.connect("publisher"), mart.connect("publisher")
        writing.execute("create table landing.written (n integer)")
        owner.execute("begin; lock table landing.written in access share mode")
        dropping = threading.Thread(target=_fail, args=[writing, "drop table landing.written"], daemon=True)
        dropping.start()
        waiting = "select 1 from pg_locks where relation = 'landing.written'::regclass and not granted"
        wait_until(lambda: admin.execute(waiting).fetchall(), "the statement at the lock", 15)
        end_statements(mart.settings)
        dropping.join(15)
        assert not dropping.is_alive()
        assert admin.execute(waiting).fetchall() == []
        assert reading.execute("select 1").fetchone() == (1,)
        owner.execute("rollback")
        # no other role ends what it likes
        with mart.connect("reader") as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select landing.end_statements()")


def _fail(connection: psycopg.Connection[Any], statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.AdminShutdown):
        connection.execute(statement)
