"""The DAG and its operator in a real Airflow, against the real stack."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from eventmart.ports import free_ports
from eventmart.settings import Settings
from local_stack.services import THRIFT
from local_stack.stack import Stack
from tests.airflow.conftest import Airflow
from tests.stack.client import Client, marker, wait_until

pytestmark = pytest.mark.airflow


def send(client: Client) -> tuple[str, datetime]:
    """Send an event; its user, and a moment after it was received."""
    user = marker()
    assert client.post(json.dumps({"event_type": "airflow", "user_id": user}).encode()).status_code == 202
    return user, datetime.now(UTC)


def is_in_the_mart(client: Client, user: str, received_before: datetime) -> bool:
    answer = client.get("/analytics/query", sql=f"select count(*) from events where user_id = '{user}'").json()
    watermark = answer["complete_through"]
    return answer["rows"] == [[1]] and datetime.fromisoformat(watermark) > received_before


def runs(client: Client) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get("/data/updates").json()["runs"]
    return listed


def new_runs(client: Client, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {run["run_id"] for run in before}
    return [run for run in runs(client) if run["run_id"] not in known]


def daily_runs(airflow: Airflow) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = airflow.get("/dags/eventmart_daily/dagRuns")["dag_runs"]
    return listed


def test_the_dag_is_imported_and_scheduled(airflow: Airflow) -> None:
    wait_until(lambda: airflow.get("/dags")["dags"], "the DAG in the page", 60)
    (dag,) = airflow.get("/dags")["dags"]
    assert (dag["dag_id"], dag["is_paused"], dag["has_import_errors"]) == ("eventmart_daily", False, False)
    assert dag["timetable_summary"] == "0 0 * * *"
    assert [tag["name"] for tag in dag["tags"]] == ["eventmart"]
    assert airflow.get("/importErrors")["import_errors"] == []
    # no catch-up: it runs once for the midnight that is past, and not for all days since its start date
    wait_until(lambda: [run["state"] for run in daily_runs(airflow)] == ["success"], "the scheduled run", 180)
    assert [run["run_type"] for run in daily_runs(airflow)] == ["scheduled"]


def test_dag_test_moves_the_watermark(airflow: Airflow, client: Client) -> None:
    user, received_before = send(client)
    before = runs(client)
    succeeded, log = airflow.test("eventmart_daily")
    assert succeeded, log
    assert is_in_the_mart(client, user, received_before)
    (run,) = new_runs(client, before)
    assert run["state"] == "succeeded"
    assert f"Requested update run {run['run_id']}." in log


def test_a_run_triggered_by_hand_survives_the_triggerer(airflow: Airflow, client: Client, stack: Stack) -> None:
    user, received_before = send(client)
    before = runs(client)
    run_id = airflow.trigger("eventmart_daily")
    airflow.wait_for("eventmart_daily", run_id, "deferred")
    stack.supervisor.kill("airflow-triggerer")
    airflow.wait_for("eventmart_daily", run_id, "success")
    assert is_in_the_mart(client, user, received_before)
    (run,) = new_runs(client, before)
    entries = airflow.get(f"/dags/eventmart_daily/dagRuns/{run_id}/taskInstances/update/xcomEntries/run_id")
    assert entries["value"] == run["run_id"]


def test_a_retry_joins_the_run_of_the_attempt_before(airflow: Airflow, client: Client) -> None:
    before = runs(client)
    succeeded, log = airflow.test("interrupted_once")
    assert succeeded, log
    assert "the worker of the first attempt died" in log
    (run,) = new_runs(client, before)
    assert f"Joining update run {run['run_id']} of the attempt before." in log


def test_a_failed_run_fails_the_task_and_a_retry_requests_another(
    airflow: Airflow, client: Client, stack: Stack
) -> None:
    before = runs(client)
    stack.supervisor.stop(THRIFT.name)
    try:
        succeeded, log = airflow.test("retried")
    finally:
        stack.up()
    assert not succeeded, log
    failed = new_runs(client, before)
    assert [run["state"] for run in failed] == ["failed", "failed"]
    for run in failed:
        assert run["error"].startswith("compact: Could not connect")
        assert run["tries"] > 1
        assert f"Update run {run['run_id']} failed: {run['error']}" in log


def test_a_cancelled_run_fails_the_task_without_a_retry(airflow: Airflow, client: Client, settings: Settings) -> None:
    before = runs(client)

    def cancel() -> None:
        (run,) = wait_until(lambda: new_runs(client, before), "the run")
        client.http.delete(f"{settings.api_url}/data/updates/{run['run_id']}", timeout=60)

    with ThreadPoolExecutor() as executor:
        cancelling = executor.submit(cancel)
        succeeded, log = airflow.test("retried")
        cancelling.result()
    assert not succeeded, log
    (run,) = new_runs(client, before)
    assert run["state"] == "cancelled"
    assert log.count(f"AirflowFailException: Update run {run['run_id']} was cancelled.") == 1, log


def test_an_api_that_is_away_fails_the_task_after_its_retries(airflow: Airflow) -> None:
    (port,) = free_ports(1)
    succeeded, log = airflow.test("away", away={"conn_type": "http", "host": "127.0.0.1", "port": port})
    assert not succeeded, log
    message = f"eventmart's API at http://127.0.0.1:{port} does not answer ("
    assert log.count(f"AirflowException: {message}") == 2, log


def test_a_refusal_is_not_retried(airflow: Airflow, settings: Settings) -> None:
    url = f"{settings.api_url}/elsewhere"
    succeeded, log = airflow.test("elsewhere", elsewhere={"conn_type": "http", "host": url})
    assert not succeeded, log
    assert log.count(f"AirflowFailException: eventmart's API at {url} answered 404: ") == 1, log
