"""Airflow beside the local stack: its connection to the API is kept, and says when it has changed."""

import json
import shutil
from pathlib import Path

import pytest

from eventmart.errors import OperatorError
from eventmart.settings import Settings
from local_stack import airflow


def test_the_connection_keeps_its_key_until_there_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(state_dir=tmp_path, api_port=8123)
    monkeypatch.setattr(airflow, "AIRFLOW", Path(shutil.which("true") or ""))
    monkeypatch.delenv("EVENTMART_API_KEY", raising=False)
    # the first start, and a start again
    assert [airflow.prepare(settings), airflow.prepare(settings)] == [True, False]
    monkeypatch.setenv("EVENTMART_API_KEY", "em_airflow_secret")
    assert [airflow.prepare(settings), airflow.prepare(settings)] == [True, False]
    # a shell without the key
    monkeypatch.delenv("EVENTMART_API_KEY")
    assert not airflow.prepare(settings)
    connection = json.loads(airflow.environment(settings)["AIRFLOW_CONN_EVENTMART"])
    assert (connection["host"], connection["port"], connection["password"]) == ("127.0.0.1", 8123, "em_airflow_secret")
    (file,) = (tmp_path / "conf").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_failing_command_and_a_missing_airflow_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(state_dir=tmp_path)
    monkeypatch.setattr(airflow, "AIRFLOW", Path(shutil.which("false") or ""))
    with pytest.raises(OperatorError, match="`airflow db migrate` failed"):
        airflow.prepare(settings)
    monkeypatch.setattr(airflow, "AIRFLOW", tmp_path / "airflow")
    with pytest.raises(OperatorError, match="Run `make airflow`"):
        airflow.prepare(settings)
