"""A real Airflow beside the running stack."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from eventmart.settings import Settings
from local_stack.airflow import AIRFLOW, environment
from local_stack.stack import Stack
from tests.stack.client import wait_until

_TEST_DAGS = Path(__file__).with_name("dags")


class Airflow:
    """Airflow's REST API, and its command.

    Args:
        settings: of the running stack.
        home: folder for `airflow dags test`.
    """

    def __init__(self, settings: Settings, home: Path) -> None:
        # dag.test() takes a database of its own: a scheduler would take the tasks of its run
        self._environment = environment(settings) | {"AIRFLOW_HOME": str(home)}
        assert self._run("db", "migrate").returncode == 0
        self._url = f"http://127.0.0.1:{settings.airflow_port}"
        self._http = requests.Session()
        token = self._http.get(f"{self._url}/auth/token", timeout=30).json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> dict[str, Any]:
        """GET a path of the REST API."""
        return self._answer(self._http.get(f"{self._url}/api/v2{path}", timeout=30))

    def trigger(self, dag_id: str) -> str:
        """Trigger a DAG by hand and return the id of its run."""
        path = f"{self._url}/api/v2/dags/{dag_id}/dagRuns"
        return str(self._answer(self._http.post(path, json={"logical_date": None}, timeout=30))["dag_run_id"])

    def task_state(self, dag_id: str, run_id: str) -> str | None:
        """State of a run's only task."""
        (task,) = self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        state: str | None = task["state"]
        return state

    def wait_for(self, dag_id: str, run_id: str, state: str) -> None:
        """Wait until a run's only task is in a state."""
        wait_until(lambda: self.task_state(dag_id, run_id) == state, f"task of {dag_id} {state}", 180)

    def test(self, dag_id: str, **connections: dict[str, Any]) -> tuple[bool, str]:
        """Perform a DAG by `airflow dags test`, which calls dag.test(); whether it succeeded, and its log.

        Args:
            dag_id: a DAG of the project or of the tests.
            connections: more connections, by id.
        """
        variables = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(each) for name, each in connections.items()}
        if dag_id != "eventmart_daily":
            variables["AIRFLOW__CORE__DAGS_FOLDER"] = str(_TEST_DAGS)
        done = self._run("dags", "test", dag_id, **variables)
        return done.returncode == 0, done.stdout

    def _run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [AIRFLOW, *arguments],
            env=self._environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _answer(self, answer: requests.Response) -> dict[str, Any]:
        assert answer.ok, answer.text
        body: dict[str, Any] = answer.json()
        return body


@pytest.fixture(scope="session")
def airflow(stack: Stack, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    """Airflow, started beside the stack."""
    stack.start_airflow()
    return Airflow(settings, tmp_path_factory.mktemp("airflow"))
