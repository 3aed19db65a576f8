{#
    Materialization `summary`: a table that aggregates tables of the mart and is maintained by key. A run recomputes
    only the rows whose keys it touches. The model selects all rows. It becomes a view of the same name in schema
    `incoming`, from which merge_incoming() selects the rows to recompute.

    Config:
        indexes: as for tables.
        meta.touched: SQL that selects the keys whose rows a run may have changed from the tables in schema `incoming`.
            Without it, every run recomputes all rows.
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
