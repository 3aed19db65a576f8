"""dbt on the command line, on both projects."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from eventmart.settings import PROJECT_DIR, Settings
from pipeline.dbt import Dbt
from tests.stack.client import Client

LAKE, MART = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"


def test_dbt_works_by_hand_and_secrets_stay_out_of_its_artifacts(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    client.settle()
    eventmart = Path(sys.executable).with_name("eventmart")
    exports = subprocess.run([eventmart, "env"], capture_output=True, text=True, check=True).stdout
    secret = settings.secret("owner_password")
    assert f"export EVENTMART_OWNER_PASSWORD={shlex.quote(secret)}" in exports
    for project, command in [(LAKE, "build"), (LAKE, "run-operation publish"), (MART, "build")]:
        target = tmp_path / f"{project.name}-{command}".replace(" ", "-")
        # these are set for dbt in this process
        unset = "unset DBT_WRITE_JSON DBT_LOG_LEVEL_FILE"
        line = f"{exports}\n{unset}\ncd {project} && dbt {command} --target-path {target} --log-path {target}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]
        assert "ERROR=0" in done.stdout or command != "build"
        assert (target / "manifest.json").exists()
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def test_the_marts_tests_pass(client: Client, settings: Settings) -> None:
    client.settle()
    assert " pass" in Dbt(settings).invoke(MART, "test")


@pytest.mark.parametrize("project", [LAKE, MART])
def test_sources_are_fresh(client: Client, settings: Settings, project: Path) -> None:
    client.settle()
    dbt = Dbt(settings)
    dbt.invoke(project, "source freshness", "--write-json")
    results = json.loads((dbt.target_dir(project) / "sources.json").read_text())["results"]
    assert [result["status"] for result in results] == ["pass"], results
