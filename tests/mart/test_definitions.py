"""Changed models, columns and vars: what reaches the mart by itself, and what is refused with a remedy."""

import json
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.dbt import DbtError
from pipeline.projects import MART
from tests.mart.history import Event, Tables
from tests.mart.landing import COLUMNS, Landing
from tests.mart.lone_mart import BATCH, MERGED, TABLES, LoneMart
from tests.projects import changed_copy, copy_project
from tests.stack.expected import FUNNEL


def has_changed(mart: LoneMart) -> bool:
    """Whether the lake would publish all events again, as a run finds out before it begins."""
    mart.run_dbt("run-operation", "forget_changed_tables")
    return mart.query("select 1 from published_tables where table_name = 'events'") == []


def test_nothing_is_built_on_what_is_half_there(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    # or every run would publish everything
    assert not has_changed(mart)
    mart.publish_changes({}, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match="does not hold the rows of the last committed run"):
        # the tables in schema incoming are of the run before
        mart.run_dbt("run", "--select", "watermark")
    with mart.connect("owner") as owner:
        mart.run_dbt("run", *TABLES)
        # a crash empties it together with the tables that it describes
        owner.execute("truncate incoming.contents")
        with pytest.raises(DbtError, match="does not hold the rows of the last committed run"):
            mart.run_dbt("run", "--select", "watermark")
        owner.execute("update mart.published_tables set definition = 'another' where table_name = 'events'")
    assert has_changed(mart)
    with pytest.raises(DbtError, match="Publish all: `dbt run-operation publish`"):
        mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before
    mart.publish(rows)
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before
    assert not has_changed(mart)


def test_a_changed_model_gets_the_indexes_that_it_lacks(mart: LoneMart, rows: Tables) -> None:
    # without their names, which are made of the time
    indexes = "select regexp_replace(indexdef, 'INDEX [^ ]+', '') from pg_indexes where tablename = 'events' order by 1"
    before = mart.query(indexes)
    with mart.connect("owner") as owner:
        (index,) = owner.execute(
            "select indexrelid::regclass::text from pg_index where indrelid = 'mart.events'::regclass "
            "and pg_get_indexdef(indexrelid) ~ 'date_trunc'"
        ).fetchall()[0]
        owner.execute(f"drop index {index}".encode())
        owner.execute("create index on mart.events (referrer)")
        # as another version has built it
        owner.execute("update mart.published_tables set definition = 'another' where table_name = 'events'")
        owner.execute("drop view incoming.users_daily")
        owner.execute("create table incoming.users_daily (n int)")
    mart.publish(rows)
    mart.run_dbt("run", *TABLES)
    assert mart.query(indexes) == before


def test_sessions_of_another_run_are_refused(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    mart.publish_changes({}, event_count=len(rows["events"]))
    # schema incoming still holds the events of the run before
    with pytest.raises(DbtError, match=r"incoming\.events does not hold the rows of the last committed run"):
        mart.run_dbt("run", "--select", "sessions")
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before


def with_campaign(folder: Path) -> Path:
    """A copy of the mart's project whose events have one more column."""
    return changed_copy(
        MART,
        folder / "mart_with_campaign",
        [
            ("models/staging/stg_events.sql", "raw_file\n", "raw_file,\n    campaign\n"),
            ("models/marts/postgres/events.sql", "raw_file\n    from {{", "raw_file, campaign\n    from {{"),
            ("models/marts/postgres/events.sql", "events.raw_file\n", "events.raw_file, events.campaign\n"),
            ("models/marts/postgres/events.sql", "raw_file\nfrom started", "raw_file, campaign\nfrom started"),
            (
                "models/marts/_marts__models.yml",
                "      - name: event_type\n",
                "      - {name: campaign, data_type: text}\n      - name: event_type\n",
            ),
        ],
    )


def test_a_new_column_reaches_the_mart_by_itself(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    before = mart.checksums()
    columns = {**COLUMNS, "events": {**COLUMNS["events"], "campaign": "text"}}
    with_column: Tables = {**rows, "events": [{**row, "campaign": f"c-{row['event_id']}"} for row in rows["events"]]}
    with mart.connect("owner") as owner:
        # a view of somebody else, which depends on the table
        owner.execute("create view mart.of_somebody as select * from mart.events")
        Landing(lambda: mart.connect("publisher"), columns).publish(
            with_column, batch_id=BATCH, is_whole=True, event_count=len(rows["events"])
        )
        mart.run_dbt("run", *TABLES, project=with_campaign(tmp_path))
        found = owner.execute(
            "select event_id, campaign, of_somebody.event_type from mart.events join mart.of_somebody using (event_id)"
        ).fetchall()
        assert sorted(found) == [(row["event_id"], f"c-{row['event_id']}", row["event_type"]) for row in rows["events"]]
        # back to the models without the column, which a view reads
        owner.execute("create view mart.of_campaign as select campaign from mart.events")
        assert has_changed(mart)
        mart.publish(rows)
        mart.run_dbt("run", *TABLES)
        # no old values stay, and the views work
        assert owner.execute("select count(*) from mart.of_somebody").fetchall() == [(len(rows["events"]),)]
        counts = owner.execute("select count(*), count(campaign) from mart.of_campaign").fetchall()
        assert counts == [(len(rows["events"]), 0)]
        owner.execute("drop view mart.of_somebody, mart.of_campaign")
    mart.publish(rows)
    mart.run_dbt("run", *TABLES)
    # and when nobody reads it, it goes
    assert mart.checksums() == before


def test_changed_vars_reach_the_mart_and_an_unchanged_view_is_left_alone(
    mart: LoneMart, history: list[Event], rows: Tables, tmp_path: Path
) -> None:
    before = mart.checksums()
    top_users = mart.query("select * from top_users")
    users_with = {
        event_type: {(event.user_id,) for event in history if event.user_id and event.event_type == event_type}
        for event_type in FUNNEL
    }
    converted = "select user_id from users where converted_at is not null"
    assert set(mart.query(converted)) == users_with[FUNNEL[-1]]
    assert users_with[FUNNEL[0]] - users_with[FUNNEL[-1]]
    # no run touches any user
    mart.publish_changes({}, event_count=len(rows["events"]))
    with mart.connect("owner") as owner, mart.connect("reader") as reader:
        owner.execute("create view mart.of_somebody as select * from mart.top_users")
        # a notebook that is left open; a view could not be replaced now
        reader.execute("begin")
        reader.execute("select * from mart.top_users")
        mart.run_dbt("run")
        reader.execute("rollback")
        assert owner.execute("select count(*) from mart.of_somebody").fetchall() == [(len(top_users),)]
        owner.execute("drop view mart.of_somebody")
    changed = json.dumps(
        {
            "funnels": {"it's new": {"steps": ["it's done", FUNNEL[0]], "window_hours": 1}},
            "goal_event_type": FUNNEL[0],
            "top_user_count": 1,
        }
    )
    # dbt parses all files anew if the vars differ from those of the last run in the same folder
    mart.run_dbt("run", "--vars", changed, "--target-path", str(tmp_path))
    assert mart.query("select * from top_users") == top_users[:1]
    # all users are recomputed
    assert set(mart.query(converted)) == users_with[FUNNEL[0]]
    assert mart.query("select event_type, user_count from funnel order by step_number") == [
        ("it's done", 0),
        (FUNNEL[0], 0),
    ]
    mart.run_dbt("run")
    assert mart.checksums() == before


def test_days_begin_at_midnight_of_the_reporting_time_zone(
    mart: LoneMart, history: list[Event], rows: Tables, tmp_path: Path
) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    in_zone = json.dumps({"reporting_time_zone": zone.key})
    arguments = ("--vars", in_zone, "--target-path", str(tmp_path))
    # the events have to be computed again
    mart.run_dbt("run-operation", "forget_changed_tables", *arguments)
    mart.publish(rows)
    mart.run_dbt("run", *arguments)
    days = Counter(event.at.astimezone(zone).date() for event in history if event.user_id)
    assert days != Counter(event.at.date() for event in history if event.user_id)
    assert dict(mart.query("select activity_date, event_count from daily_active_users")) == days
    orders = Counter(event.at.astimezone(zone).date() for event in history if event.price)
    assert dict(mart.query("select order_date, order_count from revenue_daily")) == orders


def with_models(folder: Path, **models: str) -> Path:
    """A copy of the mart's project with more models.

    Each has its path within `models`, with `__` for `/` and without its ending, and its text. The text of a model may
    begin with that of its YAML, which ends with `---`.
    """
    project = copy_project(MART, folder / "mart_with_models")
    for name, text in models.items():
        columns, _, sql = text.rpartition("---\n")
        path = project / "models" / name.replace("__", "/")
        path.with_suffix(".sql").write_text(sql)
        if columns:
            model = f"{{name: {path.name}, columns: [{columns.strip()}]}}"
            path.with_suffix(".yml").write_text(f"models:\n  - {model}\n")
    return project


def test_a_summary_needs_no_registration_and_follows_its_model(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    before = mart.checksums()
    summary = (
        "{name: event_type, data_type: text}, {name: event_count, data_type: bigint}\n---\n"
        "{{ config(indexes=[{'columns': ['event_type'], 'unique': true}]) }}\n"
        "select event_type, count(*) as event_count from {{ ref('events') }} group by event_type\n"
    )
    project = with_models(tmp_path, summaries__types=summary)
    mart.publish_changes({}, event_count=len(rows["events"]))
    mart.run_dbt("run", project=project)
    expected = {row["event_type"]: 0 for row in rows["events"]}
    for row in rows["events"]:
        expected[row["event_type"]] += 1
    assert dict(mart.query("select event_type, event_count from types")) == expected
    # the merge updates it, in the transaction that moves the watermark
    new = {**rows["events"][0], "event_id": "new", "event_type": "page_view"}
    mart.publish_changes({"events": [new]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", *MERGED, project=project)
    expected["page_view"] += 1
    assert dict(mart.query("select event_type, event_count from types")) == expected
    # another column, another index, and a comment that ends the file
    path = project / "models/summaries/types.sql"
    path.write_text(path.read_text().replace("group by", "where event_type != 'purchase' group by") + "-- the end\n")
    mart.run_dbt("run", "--select", "types", project=project)
    del expected["purchase"]
    assert dict(mart.query("select event_type, event_count from types")) == expected
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.types; drop view incoming.types; delete from mart.events where event_id = 'new'")
    mart.publish(rows)
    mart.run_dbt("run")
    assert mart.checksums() == before


def test_ordinary_models_are_built_after_the_merge(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    count = "select count(*) as n from {}\n"
    project = with_models(
        tmp_path,
        counts="{{ config(materialized='table') }}\n" + count.format("{{ ref('events') }}"),
        rejected="{{ config(materialized='table') }}\n" + count.format("{{ source('published', 'quarantine') }}"),
        grown="{{ config(materialized='incremental') }}\nselect n from {{ ref('counts') }}\n",
    )
    new = {**rows["events"][0], "event_id": "new"}
    item = {**rows["quarantine"][0], "quarantined_item_id": "new"}
    mart.publish_changes({"events": [new], "quarantine": [item]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", project=project)
    # a table that was built before the merge would lack what is new
    assert mart.query("select n from counts") == [(len(rows["events"]) + 1,)]
    assert mart.query("select n from rejected") == [(len(rows["quarantine"]) + 1,)]
    mart.run_dbt("run", project=project)
    assert mart.query("select n from grown") == [(len(rows["events"]) + 1,)] * 2


def test_a_summary_that_was_a_view_and_one_that_reads_a_later_table(
    mart: LoneMart, rows: Tables, tmp_path: Path
) -> None:
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.sessions_daily; create view mart.sessions_daily as select 1 as n")
    mart.publish_changes({}, event_count=len(rows["events"]))
    mart.run_dbt("run", *TABLES)
    assert mart.query("select count(*) > 0 from sessions_daily") == [(True,)]
    project = with_models(
        tmp_path,
        counts="{{ config(materialized='table') }}\nselect 1 as n\n",
        summaries__late="{name: n, data_type: integer}\n---\nselect n from {{ ref('counts') }}\n",
    )
    with pytest.raises(DbtError, match="late reads counts, which is built after the summaries"):
        mart.run_dbt("run", project=project)


def test_a_column_whose_type_has_changed_is_changed_unless_views_read_it(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    with mart.connect("owner") as owner:
        owner.execute("alter table mart.quarantine alter column body_bytes type numeric")
        # the definition of a summary is made anew
        owner.execute("create view incoming.of_a_summary as select body_bytes from mart.quarantine")
        mart.publish_changes({}, event_count=len(rows["events"]))
        with pytest.raises(DbtError, match=r"body_bytes of .* is numeric, and shall be bigint\. Request a full"):
            mart.run_dbt("run", *TABLES)
        mart.publish(rows)
        owner.execute("create view mart.of_somebody as select body_bytes from mart.quarantine")
        with pytest.raises(DbtError, match=r"run `drop view mart\.of_somebody cascade`, then request a full update"):
            mart.run_dbt("run", *TABLES)
        owner.execute("drop view mart.of_somebody cascade")
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before


def test_columns_that_the_yaml_does_not_declare_are_refused(mart: LoneMart, rows: Tables) -> None:
    columns = {**COLUMNS, "events": {**COLUMNS["events"], "referrer": "integer"}}
    landing = Landing(lambda: mart.connect("publisher"), columns)
    sent = {"events": [{**row, "referrer": 1} for row in rows["events"]]}
    landing.publish(sent, batch_id=BATCH, is_whole=True, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match=r"Not in the YAML: referrer integer\. Missing from the model: referrer text"):
        mart.run_dbt("run", "--select", "events")
