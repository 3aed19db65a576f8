"""Summaries that change, go, come back or fail hold what their models say of the tables, and stop nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.dbt import DbtError
from pipeline.projects import MART
from tests.mart.history import Tables
from tests.mart.lone_mart import LoneMart
from tests.mart.test_published import order, orders, publish
from tests.projects import copy_project
from tests.stack.client import Checksums

_DAYS = """
{{ config(
    unique_key='user_id', indexes=[{'columns': ['user_id'], 'unique': true}],
    meta={'touched': 'select distinct user_id from incoming.events where user_id is not null'},
) }}
select user_id, count(*) as day_count from {{ ref('users_daily') }} group by user_id
"""
_MONTHS = """
{{ config(
    unique_key='user_id', indexes=[{'columns': ['user_id'], 'unique': true}],
    meta={'touched': 'select distinct user_id from incoming.events where user_id is not null'},
) }}
select user_id, sum(day_count) as day_count from {{ ref('few_days') }} group by user_id
"""


_BY_REFERRER = """
{{ config(indexes=[{'columns': ['referrer'], 'unique': true}]) }}
select referrer, count(*) as n from {{ ref('events') }} group by referrer
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(MART, tmp_path / MART.name)


class Models:
    """The mart's project with more models, of which tests change some.

    Args:
        folder: the folder of its models.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, sql: str) -> None:
        (self._folder / name).with_suffix(".sql").write_text(sql)

    def remove(self, name: str) -> None:
        (self._folder / name).with_suffix(".sql").unlink()


@pytest.fixture
def models(project: Path) -> Models:
    """`days`, a summary of users_daily, a view of it, and `months`, a summary of that view."""
    models = Models(project / "models")
    models.write("summaries/days", _DAYS)
    models.write("views/few_days", "select * from {{ ref('days') }} where day_count < 1000")
    models.write("summaries/months", _MONTHS)
    return models


@pytest.fixture
def unchanged(mart: LoneMart, rows: Tables, project: Path, models: Models) -> Iterator[Checksums]:
    """The mart with these summaries, after a run that brings nothing. The test leaves the models as they were."""
    mart.publish_changes({}, event_count=len(rows["events"]))
    mart.run_dbt("run", project=project)
    before = mart.checksums()
    assert mart.query("select count(*) > 5 from months") == [(True,)]
    yield before
    mart.publish(rows)
    mart.run_dbt("run", project=project)
    assert mart.checksums() == before


def test_a_changed_summary_renews_those_that_read_it(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write("summaries/days", _DAYS.replace("count(*)", "count(*) * 100"))
    mart.publish_changes({}, event_count=len(rows["events"]))
    mart.run_dbt("run", project=project)
    same = "select count(*) from months join users using (user_id) where day_count != active_day_count * 100"
    assert mart.query(same) == [(0,)]
    # by hand, one after the other
    models.write("summaries/days", _DAYS.replace("count(*)", "count(*) * 10"))
    mart.run_dbt("run", "--select", "days", project=project)
    mart.run_dbt("run", "--select", "months", project=project)
    assert mart.query(same.replace("100", "10")) == [(0,)]
    # the view between them
    models.write("views/few_days", "select user_id, day_count * 2 as day_count from {{ ref('days') }}")
    mart.run_dbt("run", "--select", "few_days", "months", project=project)
    assert mart.query(same.replace("100", "20")) == [(0,)]
    models.write("summaries/days", _DAYS)
    models.write("views/few_days", "select * from {{ ref('days') }} where day_count < 1000")


def test_a_summary_that_was_away_holds_what_was_merged_meanwhile(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    for name in ("summaries/months", "views/few_days", "summaries/days"):
        models.remove(name)
    new = {**rows["events"][0], "event_id": "new", "user_id": "a new user"}
    mart.publish_changes({"events": [new]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", project=project)
    models.write("summaries/days", _DAYS)
    models.write("views/few_days", "select * from {{ ref('days') }} where day_count < 1000")
    models.write("summaries/months", _MONTHS)
    mart.publish_changes({}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", project=project)
    assert mart.query("select day_count from months where user_id = 'a new user'") == [(1,)]


def test_a_summary_that_fails_on_new_rows_stops_nothing_else(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write("summaries/days", _DAYS.replace("count(*)", "count(*) / (length(user_id) - 7)"))
    mart.run_dbt("run", "--select", "days", project=project)
    before = mart.query("select * from days order by 1")
    new = {**rows["events"][0], "event_id": "new", "user_id": "7 chars"}
    mart.publish_changes({"events": [new]}, event_count=len(rows["events"]) + 1)
    with pytest.raises(DbtError, match=r"(?s)model\.mart\.days: .*division by zero"):
        mart.run_dbt("run", project=project)
    assert mart.query("select event_count from users where user_id = '7 chars'") == [(1,)]
    assert mart.query("select * from days order by 1") == before
    # corrected, it holds the user that it missed
    models.write("summaries/days", _DAYS)
    mart.publish_changes({}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", project=project)
    assert mart.query("select day_count from days where user_id = '7 chars'") == [(1,)]


def test_a_summary_that_names_its_keys_wrongly_stops_nothing_else(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write("summaries/days", _DAYS.replace("select distinct user_id from", "select distinct usr_id from"))
    mart.run_dbt("run", "--select", "days", project=project)
    new = {**rows["events"][0], "event_id": "new", "user_id": "a new user"}
    mart.publish_changes({"events": [new]}, event_count=len(rows["events"]) + 1)
    mart.run_dbt("run", project=project)
    # its own model has computed it
    assert mart.query("select day_count from days where user_id = 'a new user'") == [(1,)]
    models.write("summaries/days", _DAYS)


def test_a_null_in_a_tested_column_is_named_and_all_else_is_recorded(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write("summaries/by_type", _BY_REFERRER)
    (project / "models/summaries/by_type.yml").write_text(
        "models: [{name: by_type, columns: [{name: referrer, data_tests: [not_null]}]}]\n"
    )
    mart.publish_changes({}, event_count=len(rows["events"]))
    with pytest.raises(DbtError, match=r"not_null_by_type_referrer.*: Got 1 result, configured to fail"):
        mart.run_dbt("build", "--exclude-resource-type", "unit_test", project=project)
    complete = (
        "select complete_through = (select complete_through from watermark) from completeness where table_name = "
    )
    assert mart.query(f"{complete} 'by_type'") == [(True,)]
    models.remove("summaries/by_type")
    (project / "models/summaries/by_type.yml").unlink()
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.by_type; drop view incoming.by_type")


def test_a_summary_of_a_table_whose_rows_change_key_or_have_none(
    mart: LoneMart, rows: Tables, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write(
        "summaries/by_amount",
        """{{ config(
            unique_key='amount', indexes=[{'columns': ['amount'], 'unique': true}],
            meta={'touched': 'select distinct amount from incoming.sales'},
        ) }}
        select amount, count(*) as order_count from {{ source('published', 'sales') }} group by amount""",
    )
    sources = project / "models/published/_published__sources.yml"
    sources.write_text(sources.read_text() + "  - name: sales\n")
    counts = "select amount::text, order_count from by_amount order by amount"
    no_amount = {**order("c", day=3), "amount": None}
    publish(mart, [order("a"), order("b", amount="2"), no_amount], project=project)
    mart.run_dbt("run", "--select", "by_amount", project=project)
    assert mart.query(counts) == [("1.50", 1), ("2.00", 1), (None, 1)]
    publish(
        mart, [order("a", amount="2"), order("b", amount="2")], project=project, is_whole=False, dates=["2026-01-02"]
    )
    assert mart.query(counts) == [("2.00", 2), (None, 1)]
    publish(mart, [{**no_amount, "order_id": "d"}], project=project, is_whole=False)
    assert orders(mart) == ["a", "b", "c", "d"]
    assert mart.query(counts) == [("2.00", 2), (None, 2)]
    models.remove("summaries/by_amount")
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.by_amount, mart.sales, incoming.sales cascade")


_BY_DATE = """
{{{{ config(
    unique_key='event_date', indexes=[{{'columns': ['event_date'], 'unique': true}}],
    meta={{
        'parts': 'select counted.event_date, counted.amount from mart.sales as counted '
            ~ 'inner join incoming.sales as sent on counted.order_id = sent.order_id',
    }},
) }}}}
select event_date, {} as amount from {} group by event_date
"""


def test_a_summary_of_a_published_table_adds_up(
    mart: LoneMart, project: Path, models: Models, unchanged: Checksums
) -> None:
    sources = project / "models/published/_published__sources.yml"
    sources.write_text(sources.read_text() + "  - name: sales\n")
    (project / "models/summaries/by_date.yml").write_text("models: [{name: by_date, data_tests: [matches_its_model]}]")
    models.write(
        "summaries/by_date",
        _BY_DATE.format("count(*) as order_count, sum(amount)", "{{ source('published', 'sales') }}"),
    )
    publish(mart, [order(str(number), day=2 + number % 9) for number in range(900)], project=project)
    mart.run_dbt("run", "--select", "by_date", project=project)
    figures = "select event_date::text, order_count, amount::text from by_date order by event_date"
    assert mart.query(figures) == [(f"2026-01-{day:02}", 100, "150.00") for day in range(2, 11)]
    versions = "select event_date::text, xmin::text from by_date"
    before = set(mart.query(versions))
    # a changed amount, an order that is the same, a new one, and one of a new day
    sent = [order("0", amount="3"), order("9"), order("new", day=3, amount="-1"), order("late", day=20)]
    publish(mart, sent, project=project, is_whole=False)
    assert dict(row[::2] for row in mart.query(figures)) == {
        **{f"2026-01-{day:02}": "150.00" for day in range(4, 11)},
        **{"2026-01-02": "151.50", "2026-01-03": "149.00", "2026-01-20": "1.50"},
    }
    assert {day for day, _ in set(mart.query(versions)) - before} == {"2026-01-02", "2026-01-03", "2026-01-20"}
    # the last order of a day moves to another one
    publish(mart, [order("late", day=3)], project=project, is_whole=False)
    assert [row[1] for row in mart.query(figures)] == [100, 102, *[100] * 7]
    is_right = ("test", "--select", "by_date")
    mart.run_dbt(*is_right, project=project)

    # a mistake in the parts
    with mart.connect("owner") as owner:
        owner.execute("update mart.by_date set order_count = 99 where event_date = '2026-01-05'")
    with pytest.raises(DbtError, match=r"matches_its_model_by_date_.*: Got 2 results"):
        mart.run_dbt(*is_right, project=project)

    # without a count, a sum of zero does not tell whether there are rows
    models.write("summaries/by_date", _BY_DATE.format("sum(amount)", "{{ source('published', 'sales') }}"))
    mart.run_dbt("run", "--select", "by_date", project=project)
    figures = "select event_date::text, amount::text from by_date where event_date >= '2026-01-10' order by event_date"
    sent = [order("up", day=20), order("down", day=20, amount="-1.5"), order("other", day=21)]
    publish(mart, sent, project=project, is_whole=False)
    assert mart.query(figures) == [("2026-01-10", "150.00"), ("2026-01-20", "0.00"), ("2026-01-21", "1.50")]
    sent = [order("balance", day=10, amount="-150"), order("other", day=20), order("minus", day=20, amount="-1.5")]
    publish(mart, sent, project=project, is_whole=False)
    assert mart.query(figures) == [("2026-01-10", "0.00"), ("2026-01-20", "0.00")]
    mart.run_dbt(*is_right, project=project)
    # NaN is never taken away again by subtracting it
    for amount, total in (("NaN", "NaN"), ("2.5", "0.00")):
        publish(
            mart,
            [order("balance", day=20, amount=amount), order("rest", day=20, amount="-2.5")],
            project=project,
            is_whole=False,
        )
        mart.run_dbt("run", "--select", "by_date", project=project)
        assert mart.query(figures)[-1] == ("2026-01-20", total)
        mart.run_dbt(*is_right, project=project)

    for sums, read, problem in (
        ("sum(amount)::float", "{{ source('published', 'sales') }}", "column amount must be an exact number"),
        ("max(order_id)", "{{ source('published', 'sales') }}", "order_id.* does not exist"),
        (
            "sum(amount)",
            "{{ source('published', 'sales') }} cross join (select from {{ ref('users') }} limit 1) as one",
            "by_date has meta.parts, so it must read one model or source",
        ),
        ("sum(amount)", "mart.sales", "by_date has meta.parts, so it must read one model or source"),
    ):
        models.write("summaries/by_date", _BY_DATE.format(sums, read))
        with pytest.raises(DbtError, match=problem):
            mart.run_dbt("run", "--select", "by_date", project=project)
    models.remove("summaries/by_date")
    (project / "models/summaries/by_date.yml").unlink()
    with mart.connect("owner") as owner:
        owner.execute("drop table mart.by_date, mart.sales, incoming.sales, incoming.by_date_parts cascade")


def test_a_model_that_would_be_built_before_the_merge_is_refused(
    mart: LoneMart, project: Path, models: Models, unchanged: Checksums
) -> None:
    models.write("marts/early", "{{ config(materialized='table') }}\nselect * from {{ ref('sessions') }}")
    with pytest.raises(DbtError, match=r"early would be built before .* Move models/marts/early\.sql to"):
        mart.run_dbt("run", "--select", "early", project=project)
    with pytest.raises(DbtError, match="--empty would replace tables of mart by empty ones"):
        mart.run_dbt("run", "--empty", "--select", "funnel", project=project)
    models.remove("marts/early")
