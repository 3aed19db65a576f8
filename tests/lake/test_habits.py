"""What a dbt user expects of dbt works in the lake's project, and reaches the mart if it is published."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.dbt import DbtError
from pipeline.projects import LAKE, MART
from tests.lake.conftest import Lake, sent
from tests.projects import copy_project
from tests.stack.client import Client, marker

_FILES = {
    "seeds/plans.csv": "user_id,plan\nann,gold\nbob,silver\n",
    "seeds/plans.yml": "seeds: [{name: plans, config: {unique_key: user_id, meta: {publish: true}}}]\n",
    "models/paid/of_plan.sql": (
        "{{ config(materialized='table', unique_key='plan', meta={'publish': true}, "
        "post_hook=\"insert into {{ this }} values ('none', -1)\") }}\n"
        "select plan, count(*) as event_count\n"
        "from {{ ref('fct_events') }} inner join {{ ref('plans') }} using (user_id) group by plan -- the end"
    ),
    "models/paid/grown.sql": (
        "{{ config(materialized='incremental', incremental_strategy='append') }}\n"
        "select source || event_id as event_id from {{ ref('fct_events') }}"
        "{% if is_incremental() %} where source || event_id not in (select event_id from {{ this }}){% endif %}"
    ),
    "models/paid/overwritten.sql": (
        "{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partition_by='event_date') }}\n"
        "select count(*) as event_count, event_date from {{ ref('fct_events') }} group by event_date"
    ),
    "models/paid/between.sql": "{{ config(materialized='ephemeral') }} select event_id from {{ ref('grown') }}",
    "models/paid/of_all.sql": (
        "{{ config(materialized='view', unique_key='n', meta={'publish': true}) }}\n"
        "select count(*) as n from {{ ref('between') }}"
    ),
    "models/marts/fct_typed.sql": (
        "{{ config(unique_key=['source', 'event_id']) }}\n"
        "select source, event_id, event_date from {{ ref('fct_events') }}"
    ),
    "models/paid/_paid.yml": """
models:
  - name: fct_typed
    config:
      contract: {enforced: true}
    columns:
      - {name: source, data_type: string}
      - {name: event_id, data_type: string}
      - {name: event_date, data_type: date}
  - name: of_plan
    columns:
      - name: plan
        data_tests:
          - accepted_values:
              arguments: {values: [gold, silver]}
              config: {severity: warn, store_failures: true}
  - name: grown
    columns:
      - {name: event_id, data_tests: [not_null]}
""",
    "tests/no_event_twice.sql": "select event_id from {{ ref('grown') }} group by event_id having count(*) > 1",
}


@pytest.fixture
def project(lake: Lake, tmp_path: Path) -> Iterator[Path]:
    """A copy of the lake's project in which somebody has used all of dbt. The lake uses it."""
    lake.project, lake.mart_project = (copy_project(project, tmp_path / project.name) for project in (LAKE, MART))
    for name, text in _FILES.items():
        path = lake.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    yield lake.project
    lake.project, lake.mart_project = LAKE, MART


def test_every_habit_works_and_is_published(client: Client, lake: Lake, project: Path) -> None:
    steps = ("models", "landing", "partitions", "lake", "publish", "mart")
    name = marker()

    def event(number: int, user: str) -> tuple[str, bytes]:
        return f"{name}-{number}", f'{{"type": "{name}", "user_id": "{user}"}}'.encode()

    lake.put([event(1, "ann"), event(2, "ann"), event(3, "bob")])
    lake.perform(*steps)
    found = dict(client.query("select user_id, plan from plans"))
    assert found == {"ann": "gold", "bob": "silver"}
    counted = dict(lake.query("select plan, event_count from lake.of_plan"))
    assert counted["gold"] >= 2
    lake.put([event(4, "ann")])
    lake.perform(*steps)
    # the seed has not changed
    assert sent(client) >= {"events", "of_plan", "of_all"}
    assert "plans" not in sent(client)
    assert dict(lake.query("select plan, event_count from lake.of_plan"))["gold"] == counted["gold"] + 1
    ((events, grown, overwritten, typed),) = lake.query(
        "select (select count(*) from lake.fct_events), (select count(*) from lake.grown), "
        "(select sum(event_count) from lake.overwritten), (select count(*) from lake.fct_typed)"
    )
    assert events == grown == overwritten == typed
    assert client.query("select n from of_all") == [(events,)]
    assert lake.query("select count(*) from lake_dbt_test__audit.accepted_values_of_plan_plan__gold__silver") == [(1,)]
    seed = project / "seeds/plans.csv"
    seed.write_text(seed.read_text().replace("silver", "bronze"))
    lake.perform("lake", "publish", "mart")
    assert sent(client) == {"plans", "of_plan"}
    assert dict(client.query("select user_id, plan from plans")) == found | {"bob": "bronze"}
    # what one looks at, and builds in a schema of one's own
    lake.dbt.invoke(project, "show", "--select", "fct_events")
    lake.dbt.invoke(project, "build", "--select", "of_plan", "fct_typed", "grown", "--target", "dev")
    # that of the name in the environment, which may be missing
    schema = f"dev_{os.environ.get('USER', 'me')}".lower().replace(".", "_").replace("-", "_")
    assert lake.query(f"select count(*) from {schema}.fct_typed") == [(events,)]
    with pytest.raises(DbtError, match="Only what target `prod` has built is published"):
        lake.dbt.invoke(project, "run-operation", "publish", "--target", "dev")
    with pytest.raises(DbtError, match="or select `stg_events` as well"):
        lake.dbt.invoke(project, "run", "--select", "fct_events", "--target", "dev")
    lake.execute(f"drop database {schema} cascade")


def test_severity_decides_whether_what_is_new_is_published(client: Client, lake: Lake, project: Path) -> None:
    steps = ("models", "landing", "partitions", "lake", "publish", "mart")
    name = marker()
    test = project / "tests" / "no_bad_event.sql"
    query = f"select event_id from {{{{ ref('stg_events') }}}} where event_id = '{name}'"
    test.write_text(query)
    lake.put([(name, b'{"type": "bad"}')])
    with pytest.raises(DbtError, match="no_bad_event: Got 1 result, configured to fail if != 0"):
        lake.perform(*steps[:-2])
    # the batch is not loaded, and readers keep what they have
    is_there = f"select count(*) from events where event_id = '{name}'"
    assert client.query(is_there) == [(0,)]
    test.write_text("{{ config(severity='warn') }} " + query)
    lake.perform(*steps)
    assert client.query(is_there) == [(1,)]
