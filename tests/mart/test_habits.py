"""What a dbt user expects of dbt works in the mart's project: materializations, tests, hooks, contracts, packages."""

from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner
from flask.testing import FlaskClient

from pipeline.dbt import DbtError
from pipeline.projects import MART
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.projects import copy_project
from tests.stack.client import wait_until

_FILES = {
    "seeds/plans.csv": "user_id,plan\nu01,gold\nu02,silver\n",
    "models/paid/of_plan.sql": (
        "{{ config(materialized='table', post_hook='insert into {{ this }} (plan, event_count) values (null, -1)') }}\n"
        "select plan, sum(event_count)::bigint as event_count\n"
        "from {{ ref('users') }} inner join {{ ref('plans') }} using (user_id) group by plan -- the end"
    ),
    "models/paid/appended.sql": (
        "{{ config(materialized='incremental', incremental_strategy='append') }}\n"
        "select complete_through as seen_at from {{ ref('watermark') }}"
    ),
    "models/paid/replaced.sql": (
        "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='event_type') }}\n"
        "select event_type, sum(event_count)::bigint as event_count from {{ ref('events_hourly') }} group by 1"
    ),
    "models/paid/joined.sql": (
        "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='user_id') }}\n"
        "select user_id, event_count from {{ ref('users') }}"
    ),
    "models/paid/by_time.sql": (
        "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='event_at', "
        "batch_size='year', begin='2025-01-01', unique_key='event_id', lookback=1) }}\n"
        "select event_id, event_at from {{ ref('events') }}"
    ),
    "models/paid/typed.sql": "{{ config(materialized='table') }} select user_id, event_count from {{ ref('users') }}",
    "models/paid/between.sql": "{{ config(materialized='ephemeral') }} select plan from {{ ref('of_plan') }}",
    "models/paid/last.sql": "select count(*) as n from {{ ref('between') }}",
    "models/paid/refreshed.sql": (
        "{{ config(materialized='materialized_view') }} select count(*) as n from {{ ref('events') }}"
    ),
    "models/paid/_paid.yml": """
models:
  - name: typed
    description: Users with their events.
    config:
      contract: {enforced: true}
    columns:
      - {name: user_id, data_type: text, description: "It's the user.", constraints: [{type: not_null}]}
      - {name: event_count, data_type: bigint}
  - name: of_plan
    columns:
      - name: plan
        data_tests:
          - not_null: {config: {severity: warn, store_failures: true}}
  - name: joined
    description: One row per user.
    config:
      indexes: [{columns: [user_id], unique: true}]
    columns:
      - {name: user_id, data_tests: [unique, not_null]}
      - name: event_count
        data_tests:
          - a_package.positive
""",
    "snapshots/user_history.yml": """
snapshots:
  - name: user_history
    relation: ref('users')
    config: {unique_key: user_id, strategy: check, check_cols: [event_count]}
""",
    "packages.yml": "packages:\n  - local: ../a_package\n",
    "../a_package/dbt_project.yml": "name: a_package\nconfig-version: 2\n",
    "../a_package/macros/positive.sql": (
        "{% test positive(model, column_name) %} select * from {{ model }} where {{ column_name }} <= 0 {% endtest %}"
    ),
    "../a_package/models/packaged.sql": "select count(*) as n from {{ ref('users') }}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the mart's project in which somebody has used all of dbt."""
    project = copy_project(MART, tmp_path / MART.name)
    for name, text in _FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert dbtRunner().invoke(["--quiet", "deps", "--project-dir", str(project)]).success
    return project


def test_every_habit_works_and_nothing_is_a_run_stale(mart: LoneMart, rows: Tables, project: Path) -> None:
    new = {**rows["events"][0], "event_id": "new", "user_id": "u01"}
    mart.publish_changes({"events": [new]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("build", "--exclude-resource-type", "unit_test", project=project)
    count = len(rows["events"]) + 1
    users = dict(mart.query("select user_id, event_count from users"))
    assert sum(users.values()) < count
    assert dict(mart.query("select plan, event_count from of_plan")) == {
        "gold": users["u01"],
        "silver": users["u02"],
        None: -1,
    }
    for table in ("joined", "typed", "user_history"):
        assert dict(mart.query(f"select user_id, event_count from {table}")) == users
    assert mart.query("select sum(event_count) from replaced") == [(count,)]
    assert mart.query("select count(*) from by_time") == [(count,)]
    assert mart.query("select n from last") == [(3,)]
    assert mart.query("select n from refreshed") == [(count,)]
    assert mart.query("select n from packaged") == [(len(users),)]
    with mart.connect("owner") as owner:
        failures = owner.execute("select count(*) from mart_dbt_test__audit.not_null_of_plan_plan").fetchall()
        assert failures == [(1,)]
    comments = "select obj_description('typed'::regclass), col_description('typed'::regclass, 1)"
    assert mart.query(comments) == [("Users with their events.", "It's the user.")]
    keys = (
        "select conrelid::regclass::text from pg_constraint where contype = 'p' and connamespace = 'mart'::regnamespace"
    )
    assert {"joined", "users", "events", "quarantine", "sessions"} <= {table for (table,) in mart.query(keys)}

    # a second run: a user has changed
    newer = {**new, "event_id": "newer"}
    mart.publish_changes({"events": [newer]}, event_count=count + 1)
    mart.run_dbt("build", "--exclude-resource-type", "unit_test", project=project)
    assert mart.query("select count(*) from appended") == [(2,)]
    assert mart.query("select event_count from joined where user_id = 'u01'") == [(users["u01"] + 1,)]
    assert mart.query("select count(*) from user_history where user_id = 'u01'") == [(2,)]
    assert mart.query("select n from refreshed") == [(count + 1,)]


def test_an_own_schema_reads_the_mart_and_leaves_it_alone(mart: LoneMart, project: Path) -> None:
    before = mart.checksums()
    mart.run_dbt("build", "--exclude-resource-type", "unit_test", "--target", "dev", project=project)
    assert mart.checksums() == before
    with mart.connect("owner") as owner:
        (schema,) = owner.execute(
            "select nspname from pg_namespace where nspname ~ '^dev_' and nspname !~ 'audit'"
        ).fetchall()[0]
        for table in ("users", "events", "sessions", "funnel", "attribution", "users_daily"):
            counts = f"select (select count(*) from {schema}.{table}), (select count(*) from mart.{table})"
            ((own, production),) = owner.execute(counts.encode()).fetchall()
            assert own == production > 0
        # one model alone reads what is not built from the mart
        owner.execute(f"drop schema {schema} cascade".encode())
        mart.run_dbt("run", "--select", "typed", "--target", "dev", project=project)
        found = owner.execute(f"select count(*) from {schema}.typed".encode()).fetchall()
        assert found == [tuple(owner.execute("select count(*) from mart.users").fetchone() or ())]
        mart.run_dbt("run", "--empty", "--select", "funnel", "--target", "dev", project=project)
    assert mart.checksums() == before


def test_a_failing_leaf_skips_only_its_children_and_readers_are_told(
    api: FlaskClient, mart: LoneMart, rows: Tables, project: Path
) -> None:
    def complete_through(table: str) -> str:
        answer = api.get("/analytics/query", query_string={"sql": f"select count(*) from {table}"})
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["complete_through"])

    # the connections to the database before are gone
    wait_until(lambda: api.get("/analytics/query?sql=select+1").status_code == 200, "an answer", 30)
    tables = ("events", "users", "typed", "of_plan", "last", "quarantine", "funnel")
    mart.run_dbt("build", "--exclude-resource-type", "unit_test", project=project)
    ((before,),) = {(complete_through(table),) for table in tables}
    model = project / "models/paid/of_plan.sql"
    good = model.read_text()
    model.write_text(good.replace("sum(event_count)", "sum(event_count / (event_count - event_count))"))
    mart.publish_changes({}, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match=r"model\.mart\.of_plan: .*models/paid/of_plan\.sql") as failed:
        mart.run_dbt("build", "--exclude-resource-type", "unit_test", "--write-json", project=project)
    assert "division by zero" in str(failed.value)
    assert mart.query("select count(*) from typed") == mart.query("select count(*) from users")
    # the old rows, and that they are old; the view reads them
    assert mart.query("select n from last") == [(3,)]
    assert {table for table in tables if complete_through(table) == before} == {"of_plan", "last"}
    assert complete_through("typed") > before
    assert complete_through("typed join of_plan on true") == before
    # corrected, `dbt retry` builds it and its children
    model.write_text(good)
    mart.run_dbt("retry", project=project)
    assert mart.query("select n from last") == [(3,)]
    mart.run_dbt("build", "--exclude-resource-type", "unit_test", project=project)
    assert len({complete_through(table) for table in tables}) == 1
