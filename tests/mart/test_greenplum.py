"""What Greenplum gets besides the SQL of PostgreSQL, as text: no Greenplum runs here."""

import json

import pytest

from pipeline.projects import MART
from tests.mart.lone_mart import LoneMart

_EVENTS = (
    "{{ create_from_query('create table if not exists', 'mart.events', 'select 1', ['event_id', 'source'], "
    "with_data=false, is_columnar=true) }}"
)
_STAGED = (
    "{% if execute %}"
    "{{ stage_incoming(api.Relation.create(schema='incoming', identifier='b'), 'select 1', ['k'], 'key_of_b') }}"
    "{% endif %}"
)
_TABLES = """
    {%- set tables = {} -%}
    {%- for node in graph.nodes.values() if node.config.materialized in ('merged', 'summary') -%}
        {%- set indexes = node.config.indexes | selectattr('unique') | map(attribute='columns') | list -%}
        {%- do tables.update({node.alias: [distribution_key(node), indexes]}) -%}
    {%- endfor -%}
    {{ tojson(tables) }}
"""


def compiled(mart: LoneMart, template: str) -> str:
    (result,) = mart.dbt._run(MART, "compile", "--inline", template).result.results
    return " ".join(str(result.node.compiled_code).split())


def test_the_clauses_of_greenplum_are_written_for_greenplum_only(
    read_only_mart: LoneMart, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled(read_only_mart, _EVENTS) == "create table if not exists mart.events as ( select 1 ) with no data"

    monkeypatch.setenv("EVENTMART_MART_ENGINE", "greenplum")
    assert compiled(read_only_mart, _EVENTS) == (
        "create table if not exists mart.events with (appendoptimized=true, orientation=column) as ( select 1 ) "
        'with no data distributed by ("event_id", "source")'
    )
    without_key = "{{ create_from_query('create table', 'a', 'select 1', none) }}"
    assert compiled(read_only_mart, without_key) == "create table a as ( select 1 ) distributed randomly"
    assert 'create unlogged table "incoming"."b" as ( select 1 ) distributed by ("k");' in compiled(
        read_only_mart, _STAGED
    )


def test_each_unique_index_holds_the_columns_by_which_the_rows_are_distributed(read_only_mart: LoneMart) -> None:
    tables = json.loads(compiled(read_only_mart, _TABLES))
    assert tables["events"] == [["event_id", "source"], [["event_id", "source"]]]
    assert tables["journeys"] == [["user_id", "entry_date"], [["user_id", "funnel", "entry_date"]]]
    assert tables["cohorts_weekly"][0] == ["cohort_week", "active_week"]
    for name, (key, unique_indexes) in tables.items():
        assert key, name
        assert all(set(key) <= set(columns) for columns in unique_indexes), name
