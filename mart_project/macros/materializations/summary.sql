{#
    Materialization `summary`: a table that aggregates tables of the mart and is maintained by key. A run recomputes
    only the rows whose keys it touches. The model selects all rows. It becomes a view of the same name in schema
    `incoming`, from which update_summary() selects the rows to recompute.

    Config:
        indexes: as for tables.
        meta.touched: SQL that selects, from the tables in schema `incoming`, the distinct keys whose rows a run may have
            changed. Without it, every run recomputes all rows.
        unique_key: with `meta.touched`, the column or columns of these keys. The view must group by them, so that
            PostgreSQL can compute the rows of one key alone.
#}
{% materialization summary, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set definition = api.Relation.create(schema='incoming', identifier=this.identifier, type='view') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') %}
        {{ drop_incoming(definition) }}
        create view {{ definition }} as ({{ sql }});
    {% endcall %}
    {% do ensure_table(like=definition) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
