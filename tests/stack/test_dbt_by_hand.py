"""dbt on the command line, on both projects."""

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eventmart.settings import PROJECT_DIR, Settings
from pipeline.dbt import Dbt
from tests.stack.client import Client

LAKE, MART = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"


class Shell:
    """A shell without any variable of eventmart, in which somebody calls dbt with the profiles of the local stack.

    Args:
        settings: of the running stack.
        folder: for dbt's artifacts and logs. dbt finds there what it has parsed before.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._profiles = settings.state_dir
        self._folder = folder

    def dbt(self, project: Path, command: str) -> str:
        """Run a dbt command; returns what it prints."""
        target = self._folder / project.name
        dbt = Path(sys.executable).with_name("dbt")
        line = f"{dbt} {command} --profiles-dir {self._profiles} --target-path {target} --log-path {target}"
        variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            ["bash", "-c", line], cwd=project, env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:]
        assert "ERROR=0" in done.stdout or command.startswith(("run-operation", "show"))
        return done.stdout


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture
def shell(client: Client, settings: Settings, artifacts: Path) -> Shell:
    client.settle()
    return Shell(settings, artifacts)


def test_dbt_works_by_hand_and_secrets_stay_out_of_its_artifacts(
    settings: Settings, shell: Shell, artifacts: Path
) -> None:
    for project, command in [(LAKE, "build"), (LAKE, "run-operation publish"), (MART, "build")]:
        shell.dbt(project, f"{command} --target prod")
    assert len(list(artifacts.rglob("manifest.json"))) == 2
    secret = settings.secret("owner_password").encode()
    for path in artifacts.rglob("*"):
        assert path.is_dir() or secret not in path.read_bytes(), path


def test_what_is_built_by_hand_is_ones_own_unless_one_says_otherwise(client: Client, shell: Shell) -> None:
    event = '{"type": "purchase", "user_id": "%s", "price": 2}'
    client.send([(event % user).encode() for user in ("ann", "bob", "eve")])
    client.update()
    before = client.mart_checksums()
    schema = f"dev_{getpass.getuser()}".lower().replace(".", "_").replace("-", "_")
    shell.dbt(LAKE, "build --select fct_orders")
    shell.dbt(MART, "build --select users+ revenue_daily --exclude-resource-type exposure")
    assert client.mart_checksums() == before
    with client.connect("owner") as owner:
        count = "select (select count(*) from {schema}.users), (select sum(revenue) from {schema}.revenue_daily)"
        own, production = (owner.execute(count.format(schema=name).encode()).fetchall() for name in (schema, "mart"))
        assert own == production
        assert own[0][0] >= 3
    shown = shell.dbt(MART, "show --inline 'select count(*) as n from {{ ref(\"users\") }}' --output json")
    assert json.loads(shown[shown.index("{") :])["show"] == [{"n": own[0][0]}]
    shown = shell.dbt(LAKE, "show --inline 'select * from {{ ref(\"fct_events\") }}' --limit 3 --output json")
    assert len(json.loads(shown[shown.index("{") :])["show"]) == 3


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
