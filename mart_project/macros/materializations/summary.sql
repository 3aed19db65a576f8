{#
    Materialization `summary`: a table of what the mart's tables add up to, kept up to date by its keys: a run computes
    anew the rows of those that it touches. The model says what all rows are; that becomes a view of the same name in
    schema `incoming`, from which merge_incoming() takes what it needs.

    Config:
        indexes: as for tables.
        meta.touched: SQL that selects the keys of which a run may have changed the row, out of the tables in schema
            `incoming`; without it, every run computes all rows.
        unique_key: with `meta.touched`, the column of these keys.
#}
{% materialization summary, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set definition = api.Relation.create(schema='incoming', identifier=this.identifier, type='view') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') %}
        drop view if exists {{ definition }};
        create view {{ definition }} as ({{ sql }});
    {% endcall %}
    {% do ensure_table(like=definition) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
