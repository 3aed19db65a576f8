"""Changed models, columns and vars: what reaches the mart by itself, and what is refused with a remedy."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.dbt import MART, DbtError
from pipeline.mart_state import has_mart_changed
from tests.mart.history import Event, Tables
from tests.mart.landing import COLUMNS, Landing
from tests.mart.lone_mart import BATCH, TABLES, LoneMart
from tests.projects import changed_copy
from tests.stack.expected import FUNNEL


def test_nothing_is_built_on_what_is_half_there(mart: LoneMart, rows: Tables) -> None:
    before = mart.checksums()
    # or every run would publish everything
    assert not has_mart_changed(mart.settings, mart.dbt)
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
        owner.execute("update mart.watermark set tables_definition = 'another'")
    assert has_mart_changed(mart.settings, mart.dbt)
    with pytest.raises(DbtError, match="Publish all rows"):
        mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before
    mart.publish(rows)
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before
    assert not has_mart_changed(mart.settings, mart.dbt)


def test_a_changed_model_gets_the_indexes_that_it_lacks(mart: LoneMart, rows: Tables) -> None:
    # without their names, which are made of the time
    indexes = "select regexp_replace(indexdef, 'INDEX [^ ]+', '') from pg_indexes where tablename = 'events' order by 1"
    before = mart.query(indexes)
    with mart.connect("owner") as owner:
        (index,) = owner.execute(
            "select indexrelid::regclass::text from pg_index where indrelid = 'mart.events'::regclass "
            "and pg_get_indexdef(indexrelid) ~ 'date_bin'"
        ).fetchall()[0]
        owner.execute(f"drop index {index}".encode())
        owner.execute("create index on mart.events (referrer)")
        # as another version has built it
        owner.execute("update mart.watermark set tables_definition = 'another'")
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
            ("models/marts/events.sql", "raw_file\n    from {{", "raw_file, campaign\n    from {{"),
            ("models/marts/events.sql", "events.raw_file\n", "events.raw_file, events.campaign\n"),
            ("models/marts/events.sql", "raw_file\nfrom started", "raw_file, campaign\nfrom started"),
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
            with_column, batch_id=BATCH, since_batch_id=0, event_count=len(rows["events"])
        )
        mart.run_dbt("run", *TABLES, project=with_campaign(tmp_path))
        found = owner.execute(
            "select event_id, campaign, of_somebody.event_type from mart.events join mart.of_somebody using (event_id)"
        ).fetchall()
        assert sorted(found) == [(row["event_id"], f"c-{row['event_id']}", row["event_type"]) for row in rows["events"]]
        # back to the models without the column
        assert has_mart_changed(mart.settings, mart.dbt)
        mart.publish(rows)
        mart.run_dbt("run", *TABLES)
        assert owner.execute("select count(*) from mart.of_somebody").fetchall() == [(len(rows["events"]),)]
        owner.execute("drop view mart.of_somebody")
        owner.execute("alter table mart.events drop column campaign")
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
    converted = "select user_id from user_journeys where is_converted"
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
    changed = json.dumps({"funnel_steps": ["it's done", FUNNEL[0]], "top_user_count": 1})
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


def test_a_table_that_differs_from_its_model_is_reported(mart: LoneMart, rows: Tables, tmp_path: Path) -> None:
    before = mart.checksums()
    project = shutil.copytree(MART, tmp_path / "mart_with_extra")
    # a table that the watermark does not depend on, so it would not be filled
    (project / "models/summaries/extra.sql").write_text(
        "{{ config(unique_key='n', indexes=[{'columns': ['n'], 'unique': true}]) }}\nselect 1 as n\n"
    )
    (project / "models/summaries/extra.yml").write_text(
        "models:\n  - {name: extra, columns: [{name: n, data_type: integer}]}\n"
    )
    with pytest.raises(
        DbtError, match=r"extra would stay empty: add a `-- depends_on` line for it to models/marts/watermark\.sql"
    ):
        mart.run_dbt("run", "--select", "extra", "watermark", project=project)
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.extra")
        owner.execute("alter table mart.sessions_daily alter column session_count type numeric")
        with pytest.raises(
            DbtError, match=r"is numeric, but the model returns bigint\. As eventmart_owner, drop the table"
        ):
            mart.run_dbt("run", "--select", "sessions_daily")
        owner.execute("drop table mart.sessions_daily cascade")
    # a summary that is missing needs no whole run
    mart.publish_changes({}, event_count=len(rows["events"]))
    mart.run_dbt("run", *TABLES)
    assert mart.checksums() == before


def test_columns_that_the_yaml_does_not_declare_are_refused(mart: LoneMart, rows: Tables) -> None:
    columns = {**COLUMNS, "quarantine": {**COLUMNS["quarantine"], "body_bytes": "integer"}}
    landing = Landing(lambda: mart.connect("publisher"), columns)
    landing.publish(rows, batch_id=BATCH, since_batch_id=0, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match=r"Not in the YAML: body_bytes integer\. Missing from the model: body_bytes big"):
        mart.run_dbt("run", "--select", "quarantine")
