"""Ten slices of events in random order, with late events, repeats, a spool that joins late, and accidents.

What they leave is what a full refresh makes of the raw events, in the lake and in the mart. So it is for models that
somebody adds: a fact whose rows are appended, and its summary by date. A test that fails prints the seed of the order,
which LOADS_SEED sets.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from pipeline import steps as update_steps
from pipeline.dbt import DbtError
from pipeline.lake_state import loaded_through
from pipeline.projects import LAKE
from pipeline.steps import FULL_REFRESH, NO_UNIT_TESTS
from raw_zone.layout import NAME_HOUR, NAME_TIME, WATERMARKS, hour_folder
from tests.lake.conftest import Lake, sent
from tests.lake.cut_short import cut_short, recorded_state
from tests.projects import changed_copy, copy_project
from tests.stack.client import Client, marker
from tests.stack.slices import RUNS, SLICE, WALK, slices

SEED = int(os.environ.get("LOADS_SEED") or random.randrange(10**6))
LATE_SPOOL, SPOOL_GONE, ACCIDENT, REPAIRED, AWAY = range(1, 6)
CUT_SHORT = 7
# they come with the next slice
NOT_ALONE = (6, 8)
LOST_DAY = "2026-01-02"
_FACT = """
select
    event_id || '|' || source as visit_id, user_id, event_at, event_date,
    try_cast(get_json_object(event, '$.referrer') as string) as referrer
from {{ ref('fct_events') }}
where event_type = '{{ visit_type() }}'
"""
MACROS = """
{% macro visit_type() %}{{ var('visit_type') }}{% endmacro %}
{# names the tables that the next run would build anew, without building any #}
{% macro name_outdated_tables() %}
    {% for node in kept_models() if why_outdated(node) %}
        {% do log(node.name ~ ' is outdated', info=true) %}
    {% endfor %}
{% endmacro %}
"""
# what an analyst writes: models of the lake by name
ADDED = {
    "fct_visits": "{{ config(unique_key='visit_id', meta={'publish': true}) }}" + _FACT,
    # Spark hides the values of properties that have `url` in their names
    "visit_urls": """
        {{ config(materialized='by_date', unique_key=['event_date', 'user_id'], meta={'publish': 'visit_days'}) }}
        select event_date, coalesce(user_id, '') as user_id, count(*) as visit_count, max(referrer) as referrer
        from {{ ref('fct_visits') }}
        -- the row of a user goes again when it has more visits
        group by all having count(*) < 9
    """,
    # a busy day has no row any more
    "quiet_days": """
        {{ config(materialized='by_date', unique_key='event_date', meta={'publish': true}) }}
        select event_date, count(*) as visit_count from {{ ref('fct_visits') }} group by event_date having count(*) < 30
    """,
    # it loads what is staged, through a view
    "seen_events": "{{ config(materialized='view') }} select * from {{ ref('stg_events') }} where reception = 1",
    "fct_seen": """
        {{ config(unique_key=['source', 'event_id'], meta={'publish': true}) }}
        select source, event_id, to_date(event_at) as event_date from {{ ref('seen_events') }}
    """,
}
# the tables of the mart that follow from them, and what they hold if it is computed from all events
EXPECTED = {
    "visits": (
        "select event_id || '|' || source, user_id, event_at, event_date, event ->> 'referrer' "
        "from mart.events where event_type = 'a'"
    ),
    "visit_days": (
        "select event_date, coalesce(user_id, ''), count(*), max(referrer) from mart.visits "
        "group by 1, 2 having count(*) < 9"
    ),
    "quiet_days": "select event_date, count(*) from mart.visits group by 1 having count(*) < 30",
    "seen": "select source, event_id, event_date from mart.events",
}
COLUMNS = {
    "visits": "visit_id, user_id, event_at, event_date, referrer",
    "visit_days": "event_date, user_id, visit_count, referrer",
    "quiet_days": "event_date, visit_count",
    "seen": "source, event_id, event_date",
}


class Loads:
    """The loads, and what the lake held after some of them."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        # a model that is not there for one load
        self._model = lake.project / "models/marts/fct_seen.sql"
        self.name = marker()
        self.types: dict[str, str] = {}
        self.found: dict[int, Any] = {}

    def perform(self) -> None:
        """Perform the loads. The slices come in any order, so a repeat may come before what it repeats."""
        lake, name = self._lake, self.name
        order = random.Random(SEED).sample(range(RUNS), RUNS)
        for load, number in enumerate(order):
            events = [(json.loads(line), line) for line in slices(name, seed=11)[number]]
            for event, _ in events:
                self.types.setdefault(event["event_id"], event["event_type"])
            lake.put([(event["event_id"], line) for event, line in events])
            if load == LATE_SPOOL:
                self._let_a_spool_join_late()
            if load == SPOOL_GONE:
                lake.hdfs.delete(f"{WATERMARKS}/{self._spool_id}", recursive=True)
            if load == ACCIDENT:
                self._let_the_spool_come_back()
            if load == ACCIDENT:
                self._put_by_hand()
                lake.load(replay=self._last_day())
                self.found[load] = lake.query(
                    "select event_id from lake.fct_events where event_date = '2001-12-31' and event_id like 't%'"
                )
            elif load == REPAIRED:
                counting = f"select count(*) from lake.fct_events where event_date = '{LOST_DAY}'"
                before = lake.query(counting)
                lake.execute(f"alter table lake.fct_events drop partition (event_date = '{LOST_DAY}')")
                lake.load(replay=self._last_day())
                self.found[load] = (before, lake.query(counting))
            elif load == AWAY:
                self._model.unlink()
                lake.load()
                self._model.write_text(ADDED["fct_seen"])
            elif load == CUT_SHORT:
                self._load_in_part()
            elif load not in NOT_ALONE:
                lake.load()
            if load in (LATE_SPOOL, SPOOL_GONE):
                self.found[load] = lake.query(f"select count(*) from lake.fct_events where event_type = '{name}-late'")

    def _let_a_spool_join_late(self) -> None:
        """Land an event that a spool of its own received before the last watermark, which did not cover that spool.

        The spool has a backlog at first. It does not count then, and the lake goes on without it.
        """
        begin = datetime.now(UTC) - timedelta(hours=5)
        self._lake.put([(f"{self.name}-late", b'{"type": "%b-late"}' % self.name.encode())], begin)
        self._spool_id = f"{begin.strftime(NAME_TIME)}-{self.name}"
        self._lake.hdfs.makedirs(f"{WATERMARKS}/{self._spool_id}/{begin.strftime(NAME_TIME)}")
        before = loaded_through(self._lake.settings)
        # long enough, because nothing that lands makes the spool catch up
        with mock.patch.object(update_steps, "_LANDING_SECONDS", 1.0):
            self._lake.load()
        self.watermarks = [before, loaded_through(self._lake.settings)]
        # a watermark that never holds back the others
        self._lake.hdfs.makedirs(f"{WATERMARKS}/{self._spool_id}/9999-12-31T000000.000000Z")

    def _let_the_spool_come_back(self) -> None:
        """Land an event that the spool has held ever since, after somebody has given it up."""
        begin = datetime.now(UTC) - timedelta(hours=4)
        self._lake.put([(f"{self.name}-back", b'{"type": "%b-back"}' % self.name.encode())], begin)
        self._lake.hdfs.makedirs(f"{WATERMARKS}/{self._spool_id}/9999-12-31T000000.000000Z")
        self._lake.load()
        self.came_back = self._lake.query(f"select event_id from lake.fct_events where event_type = '{self.name}-back'")
        self._lake.hdfs.delete(f"{WATERMARKS}/{self._spool_id}", recursive=True)

    def _load_in_part(self) -> None:
        """Begin a load whose Spark is killed before the tables that read events. The next load repeats it."""
        before = recorded_state(self._lake)
        self._lake.perform("landing", "partitions")
        self._lake.dbt.invoke(self._lake.project, "run", "--exclude", "fct_visits+")
        cut_short(self._lake, before, LOST_DAY)

    def _put_by_hand(self) -> None:
        """Put an event under a name that no shipper uses, with a date on which nothing else happened."""
        received_at = datetime.now(UTC) - timedelta(hours=1)
        hour = received_at.strftime(NAME_HOUR)
        line = (
            f'{{"event_id":"{self.name}-hand","received_at":"{received_at:%FT%TZ}",'
            '"event":{"time":"2001-12-31T12:00:00Z"}}\n'
        )
        self._lake.hdfs.write(f"{hour_folder('events', hour)}/{hour}-by-hand.jsonl", data=line.encode())

    def _last_day(self) -> tuple[datetime, datetime]:
        now = datetime.now(UTC)
        return now - timedelta(days=1), now


@pytest.fixture(autouse=True)
def seed() -> None:
    """The seed, in what is printed of a test that fails."""
    print(f"LOADS_SEED={SEED}")


@pytest.fixture(scope="module")
def project(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The lake's project with the added models, which these tests use."""
    project = copy_project(LAKE, tmp_path_factory.mktemp("added") / LAKE.name)
    for name, text in ADDED.items():
        (project / "models/marts" / name).with_suffix(".sql").write_text(text)
    (project / "macros/visits.sql").write_text(MACROS)
    settings = project / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("\nvars:\n", "\nvars:\n  visit_type: a\n"))
    lake.project = project
    yield project
    lake.project = LAKE


@pytest.fixture(scope="module")
def loads(lake: Lake, project: Path) -> Loads:
    print(f"LOADS_SEED={SEED}")
    loads = Loads(lake)
    loads.perform()
    return loads


@pytest.fixture(scope="module")
def mart(lake: Lake, loads: Loads) -> None:
    """One publish and one mart, after all loads."""
    lake.perform("publish", "mart")


def test_a_spool_that_joins_late_is_counted_in(loads: Loads) -> None:
    before, after = loads.watermarks
    assert before is not None
    assert after is not None
    assert before < after
    assert loads.found[LATE_SPOOL] == [(1,)]
    # its events stay when it is gone
    assert loads.found[SPOOL_GONE] == [(1,)]
    assert loads.came_back == [(f"{loads.name}-back",)]


def test_a_replay_loads_files_that_were_put_by_hand_and_what_was_lost(loads: Loads) -> None:
    assert loads.found[ACCIDENT] == [(f"{loads.name}-hand",)]
    before, after = loads.found[REPAIRED]
    # at least, because the replay also loads a slice of new events; how many come before it is chance
    assert after[0][0] >= before[0][0] > 0


def test_of_each_event_the_first_counts_and_no_session_is_cut(client: Client, loads: Loads, mart: None) -> None:
    rows = client.query(f"select event_id, event_type from events where event_id ~ '^{loads.name}-[0-9]+$'")
    assert len(loads.types) == RUNS * SLICE
    assert len(rows) == RUNS * SLICE
    assert dict(rows) == loads.types
    assert "repeat" in loads.types.values()
    walks = client.query(f"select event_count, duration_seconds from sessions where user_id = '{loads.name}-walker'")
    assert walks == [(WALK, (WALK - 1) * 25 * 60)]


@pytest.mark.parametrize("table", EXPECTED)
def test_an_added_model_is_live_in_the_mart_and_holds_what_all_events_give(
    client: Client, lake: Lake, mart: None, table: str
) -> None:
    rows = client.query(f"select count(*) from mart.{table}")
    assert rows[0][0] > 2
    stored = f"select {COLUMNS[table]} from mart.{table}"
    assert client.query(f"({stored} except {EXPECTED[table]}) union all ({EXPECTED[table]} except {stored})") == []


def test_added_models_are_what_a_full_refresh_of_them_makes(
    client: Client, lake: Lake, mart: None, project: Path
) -> None:
    before = client.mart_checksums()
    following = [name for name in ADDED if name not in ("seen_events", "fct_seen")]
    lake.dbt.invoke(project, "build", *FULL_REFRESH, "--select", *following)
    lake.perform("publish")
    assert sent(client) == {"visits", "visit_days", "quiet_days"}
    lake.perform("mart")
    assert client.mart_checksums() == before


def test_a_change_costs_what_it_touches(lake: Lake, client: Client, mart: None, project: Path) -> None:
    def built_anew() -> set[str]:
        log = lake.dbt.target_dir(project) / "dbt.log"
        log.unlink()
        lake.perform("lake")
        named = re.findall("builds ([a-z_, ]+) anew", log.read_text())
        return {name for names in named for name in names.split(", ")}

    assert built_anew() == set()
    daily = project / "models/marts/visit_urls.sql"
    visits = project / "models/marts/fct_visits.sql"
    original = visits.read_text()
    daily.write_text(daily.read_text().replace("-- the row", "-- this row") + "-- the end")
    visits.write_text(original + "  -- a comment")
    macro = project / "macros/whole_characters.sql"
    macro.write_text("{# a comment #}\n" + macro.read_text())
    assert built_anew() == set()
    visits.write_text(original.replace("{{ visit_type() }}", "b"))
    assert built_anew() == {"fct_visits", "visit_urls", "quiet_days"}
    visits.write_text(original)
    assert built_anew() == {"fct_visits", "visit_urls", "quiet_days"}
    lake.perform("publish")
    assert sent(client) == {"visits", "visit_days", "quiet_days"}
    lake.perform("mart")


def test_a_changed_macro_or_var_costs_what_uses_it(lake: Lake, mart: None, project: Path) -> None:
    def outdated() -> set[str]:
        return set(re.findall(r"(\w+) is outdated", lake.dbt.invoke(project, "run-operation", "name_outdated_tables")))

    for path, old, new in (
        ("macros/visits.sql", "var('visit_type')", "'b'"),
        ("dbt_project.yml", "visit_type: a", "visit_type: b"),
    ):
        text = (project / path).read_text()
        assert old in text
        (project / path).write_text(text.replace(old, new))
        assert outdated() == {"fct_visits", "visit_urls", "quiet_days"}
        (project / path).write_text(text)
    assert outdated() == set()


APPENDED = "{{ config(unique_key='user_id') }}\n"
BY_DATE = "{{ config(materialized='by_date', unique_key='user_id') }}\n"
OF_OTHER_DATES = "follow from rows of fct_events of other dates"
# models whose rows would not stay right, and why
WRONG = {
    "groups": (
        APPENDED + "select user_id, event_date, count(*) as n from {{ ref('fct_events') }} group by all",
        "groups, orders or joins rows",
    ),
    "orders": (
        APPENDED + "select user_id, event_date, row_number() over (order by event_at) as n "
        "from {{ ref('fct_events') }}",
        "groups, orders or joins rows",
    ),
    "joins": (
        APPENDED + "select e.user_id, e.event_date from {{ ref('fct_events') }} as e "
        "join {{ ref('fct_visits') }} as v using (user_id)",
        "groups, orders or joins rows",
    ),
    "joins_itself": (
        APPENDED + "select e.user_id, e.event_date from {{ ref('fct_events') }} as e "
        "join {{ ref('fct_events') }} as v using (user_id)",
        "groups, orders or joins rows",
    ),
    "limits": (
        APPENDED + "select user_id, event_date from {{ ref('fct_events') }} limit 10",
        "groups, orders or joins rows",
    ),
    "changes": (
        "{{ config(unique_key='event_date') }} select event_date, visit_count from {{ ref('quiet_days') }}",
        "reads quiet_days, whose rows change",
    ),
    "no_key": ("select 1 as n, date '2026-01-01' as event_date", "has no unique_key"),
    "no_date": (
        "{{ config(materialized='by_date', unique_key='kind', partition_by='kind') }} "
        "select event_type as kind, count(*) as n from {{ ref('fct_events') }} group by 1",
        "its column kind is string, not a date",
    ),
    "first_date": (
        BY_DATE + "select user_id, min(event_date) as event_date from {{ ref('fct_events') }} group by 1",
        OF_OTHER_DATES,
    ),
    "date_before": (
        BY_DATE + "select user_id, event_date, lag(event_date) over (partition by user_id order by event_at) as before "
        "from {{ ref('fct_events') }}",
        OF_OTHER_DATES,
    ),
    "all_dates": (
        BY_DATE + "select v.user_id, v.event_date, count(*) as n from {{ ref('fct_visits') }} as v "
        "join {{ ref('fct_events') }} as e using (user_id) group by all",
        OF_OTHER_DATES,
    ),
    "of_table": (
        BY_DATE + "select e.user_id, e.event_date, max(n) as n from {{ ref('fct_events') }} as e "
        "join {{ ref('all_users') }} as u using (user_id) group by all",
        "reads all_users, which each run computes anew",
    ),
}
# models that look like such ones
RIGHT = {
    # by date in each of the ways that Spark sees through
    "by_date": BY_DATE + "select e.user_id, e.event_date, count(v.visit_id) as n, max(e.place) as place from ("
    "select *, row_number() over (partition by event_date, user_id order by event_id) as place "
    "from {{ ref('fct_events') }}) as e left join {{ ref('fct_visits') }} as v "
    "on v.user_id = e.user_id and v.event_date = e.event_date group by all",
    # the names of operators may occur in the text
    "words": "{{ config(unique_key='n') }} select event_id as n, 'Window' as `HashAggregate`, event_date "
    "from {{ ref('fct_events') }} where event_id = 'Limit'",
}


def test_a_model_whose_rows_would_not_stay_right_is_refused(lake: Lake, mart: None, project: Path) -> None:
    models = project / "models/marts"
    all_users = models / "all_users.sql"
    all_users.write_text(
        "{{ config(materialized='table', partition_by=none) }} "
        "select user_id, count(*) as n from {{ ref('fct_events') }} group by 1"
    )
    texts = {f"wrong_{name}": sql for name, (sql, _) in WRONG.items()}
    texts |= {f"right_{name}": sql for name, sql in RIGHT.items()}
    for name, sql in texts.items():
        (models / f"{name}.sql").write_text(sql)
    with pytest.raises(DbtError) as refused:
        lake.dbt.invoke(project, "run", "--select", *texts)
    for name, (_, reason) in WRONG.items():
        assert re.search(f"wrong_{name} .*{reason}", str(refused.value)), name
    assert "right_" not in str(refused.value)
    all_users.unlink()
    for name in texts:
        (models / f"{name}.sql").unlink()
    for name in RIGHT:
        lake.execute(f"drop table lake.right_{name}")
    with pytest.raises(DbtError, match="--empty would replace tables of lake by empty ones"):
        lake.dbt.invoke(project, "run", "--empty", "--select", "fct_visits")


def test_a_model_that_also_sees_rows_that_are_not_new_adds_none_twice(lake: Lake, mart: None, project: Path) -> None:
    models = project / "models/marts"
    (models / "all_visits.sql").write_text(
        "{{ config(materialized='ephemeral') }} select * from {{ ref('fct_visits') }}"
    )
    # some events have no user; and it is a table for one run
    kept = (
        "{{ config(unique_key=['visit_id', 'user_id']) }} select visit_id, user_id, event_date "
        "from {{ ref('all_visits') }}"
    )
    for sql in (kept, kept, kept.replace("config(", "config(materialized='table', "), kept):
        (models / "fct_again.sql").write_text(sql)
        lake.dbt.invoke(project, "run", "--select", "fct_again")
    counts = "select count(*), count(*) - count(user_id) from lake.{}"
    expected = lake.query(counts.format("fct_visits"))
    assert expected[0][1] > 0
    assert lake.query(counts.format("fct_again")) == expected
    (models / "all_visits.sql").unlink()
    (models / "fct_again.sql").unlink()
    lake.execute("drop table lake.fct_again")


def test_all_rows_are_published_if_the_models_of_the_mart_have_changed(client: Client, lake: Lake, mart: None) -> None:
    before = client.mart_checksums()
    with client.connect("owner") as owner:
        lake.perform("publish")
        assert sent(client) == set()
        owner.execute("update mart.published_tables set definition = 'another' where table_name = 'events'")
        lake.perform("models", "publish")
        assert sent(client) == {"events"}
    lake.perform("mart")
    assert client.mart_checksums() == before


def test_only_a_whole_lake_is_published(lake: Lake, mart: None, project: Path) -> None:
    with pytest.raises(DbtError, match="must be built from all events, but this run does not stage them: full refresh"):
        lake.dbt.invoke(LAKE, "run", *FULL_REFRESH, "--select", "fct_events")
    writing = "alter database lake set dbproperties ('eventmart.writing' = '{}')"
    # a rebuild that was cut short leaves such a state
    lake.execute(writing.format("rebuild"))
    with pytest.raises(DbtError, match="The lake is not built, or half-built"):
        lake.perform("publish")
    lake.execute(writing.format(""))


def test_a_model_that_fails_stops_nothing_but_itself(client: Client, lake: Lake, mart: None, project: Path) -> None:
    models = project / "models/marts"
    types = models / "dim_types.sql"
    types_sql = (
        "{{ config(materialized='table', partition_by=none, unique_key='event_type', meta={'publish': true}) }}\n"
        "select event_type, count(*) as n from {{ ref('fct_events') }} group by event_type"
    )
    types.write_text(types_sql)
    (models / "fct_void.sql").write_text(
        "{{ config(unique_key='event_id', meta={'publish': true}) }}\n"
        "select event_id, interval 1 day as n, event_date from {{ ref('fct_events') }}"
    )
    refused = lake.perform_without("mart", "landing", "partitions", "lake", "publish", "mart")
    assert "mart.void are refused, and it stays as it was: column n has type interval" in refused
    (models / "fct_void.sql").unlink()
    kept = client.query("select * from types order by 1")
    before = client.query("select count(*) from visits")
    name = marker()
    # the mart lacks this one, too, which no test holds back
    lake.put([(f"{name}-good", b'{"type": "a"}')])
    lake.perform("landing", "partitions", "lake")
    (models / "fct_broken.sql").write_text(
        "{{ config(unique_key='n', meta={'publish': true}) }}\n"
        "select raise_error('free is no price') as n, event_date from {{ ref('fct_events') }}"
    )
    no_bad_visit = project / "tests/no_bad_visit.sql"
    no_bad_visit.write_text(f"select visit_id from {{{{ ref('fct_visits') }}}} where visit_id = '{name}|anonymous'")
    types.write_text(types_sql.replace("count(*)", "count(*) + raise_error('broken')"))
    lake.put([(name, b'{"type": "a"}')])
    failed = lake.perform_without("lake", "landing", "partitions", "lake", "publish", "mart")
    assert "model.lake.fct_broken" in failed
    assert "free is no price" in failed
    assert "no_bad_visit" in failed
    assert client.query(f"select count(*) from events where event_id = '{name}'") == [(1,)]
    through = "select table_name, complete_through from published_tables"
    times = dict(client.query(through))
    assert times["visits"] < times["events"]
    assert times["visit_days"] < times["events"]
    # Spark has no such table any more, and the mart keeps what it has
    assert times["types"] < times["events"]
    assert client.query("select * from types order by 1") == kept
    visits = f"select visit_id from visits where visit_id ~ '^{name}' order by 1"
    assert client.query(visits) == [(f"{name}-good|anonymous",)]
    # nor are all rows sent, as another type of a column asks for
    other_type = models / "fct_visits.yml"
    other_type.write_text("models: [{name: fct_visits, columns: [{name: referrer, meta: {mart_type: varchar}}]}]")
    lake.perform("publish", "mart")
    assert client.query("select count(*) from visits") == [(before[0][0] + 1,)]
    other_type.unlink()
    # corrected, it catches up
    (models / "fct_broken.sql").unlink()
    no_bad_visit.unlink()
    types.write_text(types_sql)
    lake.perform("lake", "publish", "mart")
    assert client.query("select count(*) from visits") == [(before[0][0] + 2,)]
    times = dict(client.query(through))
    assert times["visits"] == times["visit_days"] == times["types"] == times["events"]
    assert client.query("select sum(n) from types") == client.query("select count(*) from events")
    types.unlink()


@pytest.fixture
def lake_with_campaign(tmp_path: Path) -> Path:
    """A copy of the lake's project whose events have one more column."""
    return changed_copy(
        LAKE,
        tmp_path / LAKE.name,
        [
            (
                "models/marts/fct_events.sql",
                "    raw_file,\n    to_date(",
                "    raw_file,\n    get_json_object(event, '$.occurred_at') as campaign,\n    to_date(",
            ),
        ],
    )


def test_a_new_column_is_built_for_all_events_and_published_with_all_rows(
    client: Client, lake: Lake, loads: Loads, mart: None, lake_with_campaign: Path
) -> None:
    lake.dbt.invoke(lake_with_campaign, "build", *NO_UNIT_TESTS)
    lake.dbt.invoke(lake_with_campaign, "run-operation", "publish")
    ((count,),) = client.query("select count(*) from events")
    with client.connect("owner") as owner:
        published = owner.execute(
            "select count(*), count(*) filter (where campaign = event::jsonb ->> 'occurred_at') "
            f"from landing.events where event_id ~ '^{loads.name}-[0-9]+$'"
        ).fetchone()
        assert owner.execute("select count(*) from landing.events").fetchall() == [(count,)]
    assert published is not None
    assert published[0] == RUNS * SLICE
    assert published[1] > RUNS * SLICE * 0.9


def test_all_of_it_is_what_a_full_refresh_makes_of_the_raw_events(
    client: Client, lake: Lake, loads: Loads, mart: None
) -> None:
    new = f"{loads.name}-new"
    others = (
        "select count(*), md5(string_agg((to_jsonb(each) - 'raw_file')::text, '|' order by event_id, source)) "
        f"from events as each where event_id != '{new}'"
    )
    before, others_before = client.mart_checksums(), client.query(others)
    # the audits of the run compare the tables with the raw files before the batch is recorded
    lake.put([(new, b'{"type": "%b"}' % new.encode())])
    lake.perform("models", "landing", "partitions", "lake", "publish", "mart", is_full=True)
    assert sent(client) >= {"events", *EXPECTED}
    assert client.query(f"select event_type from events where event_id = '{new}'") == [(new,)]
    assert client.query(others) == others_before
    after = client.mart_checksums()
    # the new event has no user
    expected = {"events", "events_hourly", "seen"}
    assert {table for table in before if before[table] != after[table]} == expected
