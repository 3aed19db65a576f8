"""dbt on a command line: both projects as anybody may run them, changed models, and what is refused."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eventmart.settings import PROJECT_DIR, Settings
from pipeline.dbt import Dbt
from pipeline.mart_definition import has_mart_changed
from spark_thrift.client import connect
from tests.stack.client import Checksums, Client, marker

pytestmark = pytest.mark.usefixtures("stack")
LAKE, MART = PROJECT_DIR / "dbt_project", PROJECT_DIR / "mart_project"


@pytest.fixture(scope="module", autouse=True)
def name(client: Client) -> str:
    """The type of two events that are in the mart, of two users who are called `<type>-1` and `<type>-2`."""
    name = marker()
    events = [{"type": name, "user_id": f"{name}-{number}", "campaign": "spring"} for number in (1, 2)]
    client.send([json.dumps(event).encode() for event in events])
    client.settle()
    return name


@pytest.fixture
def exports() -> str:
    """What `eval "$(eventmart env)"` evaluates."""
    eventmart = Path(sys.executable).with_name("eventmart")
    return subprocess.run([eventmart, "env"], capture_output=True, text=True, check=True).stdout


def dbt_by_hand(exports: str, project: Path, command: str, target: Path, exit_code: int = 0) -> str:
    line = f"{exports}\ncd {project} && dbt {command} --target-path {target} --log-path {target}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == exit_code, done.stdout[-3000:]
    return done.stdout


def test_dbt_works_by_hand_and_secrets_stay_out_of_its_artifacts(
    settings: Settings, exports: str, tmp_path: Path
) -> None:
    secret = settings.secret("owner_password")
    assert f"export EVENTMART_OWNER_PASSWORD={shlex.quote(secret)}" in exports
    for project, command in [(LAKE, "build"), (MART, "build --exclude tag:audit"), (MART, "test")]:
        assert "ERROR=0" in dbt_by_hand(exports, project, command, tmp_path)
    for project in (LAKE, MART):
        dbt_by_hand(exports, project, "source freshness", tmp_path)
        fresh = json.loads((tmp_path / "sources.json").read_text())["results"]
        assert [result["status"] for result in fresh] == ["pass"], fresh
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def test_what_is_not_committed_is_not_merged(client: Client, exports: str, tmp_path: Path, settled: Checksums) -> None:
    with client.connect("publisher") as publisher:
        # as a crash of PostgreSQL leaves it
        publisher.execute("truncate landing.publishing, landing.events")
    told = dbt_by_hand(exports, MART, "build", tmp_path, exit_code=2)
    assert "PostgreSQL has crashed since" in told
    # in part, as a run leaves it that is killed while it publishes
    told = dbt_by_hand(exports, LAKE, "run --full-refresh --select agg_users_daily+", tmp_path, exit_code=1)
    assert "a commit must cover every publish model" in told
    told = dbt_by_hand(exports, MART, "build", tmp_path, exit_code=2)
    assert "Schema landing holds no committed run" in told
    assert client.mart_checksums() == settled
    client.update()
    assert client.mart_checksums() == settled


def with_campaign(folder: Path) -> tuple[Path, Path]:
    """Copies of both dbt projects whose events have one more column."""
    lake, mart = (shutil.copytree(project, folder / project.name) for project in (LAKE, MART))
    for path, old, new in [
        (
            lake / "models/marts/fct_events.sql",
            "    raw_file,\n    if(",
            "    raw_file,\n    get_json_object(event, '$.campaign') as campaign,\n    if(",
        ),
        (lake / "models/publish/events.sql", "raw_file\n", "raw_file,\n    campaign\n"),
        (mart / "models/staging/stg_events.sql", "raw_file\n", "raw_file,\n    campaign\n"),
        (
            mart / "models/marts/_marts__models.yml",
            "      - name: event_type\n",
            "      - {name: campaign, data_type: text}\n      - name: event_type\n",
        ),
    ]:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    return lake, mart


def test_a_new_column_reaches_the_mart_by_itself(
    client: Client, name: str, exports: str, tmp_path: Path, settled: Checksums
) -> None:
    with client.connect("owner") as owner:
        # somebody's own, which hangs on the table
        owner.execute("create view mart.of_somebody as select * from mart.events")
        for project in with_campaign(tmp_path):
            dbt_by_hand(exports, project, "build --exclude-resource-type unit_test", tmp_path / "target")
        found = owner.execute(
            "select campaign, of_somebody.event_type from mart.events join mart.of_somebody using (event_id) "
            "where events.event_type = %s",
            [name],
        ).fetchall()
        assert found == [("spring", name)] * 2
        # and back
        client.update()
        owner.execute("drop view mart.of_somebody")
        owner.execute("alter table mart.events drop column campaign")
    assert client.mart_checksums() == settled


def test_nothing_is_built_by_hand_on_what_is_half_there(
    client: Client, settings: Settings, exports: str, tmp_path: Path
) -> None:
    # one that publishes no more than what is new
    client.update()
    before = client.mart_checksums()
    # or every run would publish everything
    assert not has_mart_changed(settings, Dbt(settings))
    with client.connect("owner") as owner:
        # as after a crash, which empties it and the tables of which it speaks
        owner.execute("truncate incoming.contents")
        told = dbt_by_hand(exports, MART, "run --select watermark", tmp_path, exit_code=1)
        assert "does not hold the rows of the last committed run" in told
        owner.execute("update mart.watermark set tables_definition = 'another'")
        assert has_mart_changed(settings, Dbt(settings))
        told = dbt_by_hand(exports, MART, "run", tmp_path, exit_code=1)
        assert "Publish all rows" in told
    # as where the run failed on the way
    with connect(settings) as spark:
        spark.cursor().execute("alter table lake.agg_events_hourly set tblproperties ('eventmart.batch_id' = '1')")
    told = dbt_by_hand(exports, LAKE, "build --select path:models/publish", tmp_path, exit_code=1)
    assert "lake.agg_events_hourly holds a different batch than lake.fct_events" in told
    client.update()
    assert client.mart_checksums() == before
    with client.connect("owner") as owner:
        # it has been sent everything
        assert owner.execute("select since_batch_id from landing.commits").fetchall() == [(0,)]


def test_changed_vars_reach_the_mart_and_a_view_that_stays_as_it_is_is_left_alone(
    client: Client, name: str, exports: str, tmp_path: Path, settled: Checksums
) -> None:
    top_users = client.query("select * from top_users")
    converted = f"select is_converted from user_journeys where user_id like '{name}-%'"
    assert client.query(converted) == [(False,), (False,)]
    with client.connect("owner") as owner, client.connect("reader") as reader:
        owner.execute("create view mart.of_somebody as select * from mart.top_users")
        # a notebook that is left open
        reader.execute("begin")
        reader.execute("select * from mart.top_users")
        client.update()
        reader.execute("rollback")
        assert owner.execute("select count(*) from mart.of_somebody").fetchall() == [(len(top_users),)]
        owner.execute("drop view mart.of_somebody")
    changed = json.dumps({"funnel_steps": [name], "top_user_count": 1})
    dbt_by_hand(exports, MART, f"run --vars '{changed}'", tmp_path)
    assert client.query("select * from top_users") == top_users[:1]
    # all users are counted anew, though nothing has touched them
    assert client.query(converted) == [(True,), (True,)]
    client.update()
    assert client.mart_checksums() == settled


def test_a_table_that_is_not_what_its_model_says_is_told_of(
    client: Client, exports: str, tmp_path: Path, settled: Checksums
) -> None:
    mart = shutil.copytree(MART, tmp_path / "mart_project")
    # one that nothing says to be merged
    (mart / "models/summaries/extra.sql").write_text(
        "{{ config(unique_key='n', indexes=[{'columns': ['n'], 'unique': true}]) }}\nselect 1 as n\n"
    )
    (mart / "models/summaries/extra.yml").write_text(
        "models:\n  - {name: extra, columns: [{name: n, data_type: integer}]}\n"
    )
    told = dbt_by_hand(exports, mart, "run", tmp_path / "target", exit_code=1)
    assert "extra would stay empty: add a `-- depends_on` line for it to models/marts/watermark.sql" in told
    with client.connect("owner") as owner:
        owner.execute("drop table mart.extra")
        owner.execute("alter table mart.sessions_daily alter column session_count type numeric")
        told = dbt_by_hand(exports, MART, "run", tmp_path / "target", exit_code=1)
        owner.execute("drop table mart.sessions_daily cascade")
    assert "is numeric, but the model returns bigint. As eventmart_owner, drop the table" in told
    client.update()
    assert client.mart_checksums() == settled
