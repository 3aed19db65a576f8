{#
    Materialization `summary`: a table that aggregates the tables into which runs merge rows, and other summaries. The
    model selects all rows. It becomes a view of the same name in schema `incoming`. Each run computes again the rows
    whose keys it touches, in the transaction that merges its rows, see update_summary(). This materialization computes
    the rows of a summary that is new or has changed.

    Config:
        indexes: as for tables.
        meta.touched: SQL that selects, from the tables in schema `incoming`, the distinct keys whose rows a run may have
            changed. Without it, every run recomputes all rows.
        unique_key: with `meta.touched`, the column or columns of these keys. The view must group by them, so that
            PostgreSQL can compute the rows of one key alone.
#}
{% materialization summary, adapter='postgres' %}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=this.identifier, type='view') -%}
    {%- for parent in model.depends_on.nodes if graph.nodes[parent].config.materialized in ('table', 'incremental')
        and parent != 'model.mart.watermark' -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ ' reads ' ~ graph.nodes[parent].name ~ ', which is built after the summaries. A summary reads '
            'published tables, events, sessions and other summaries. Use materialization `table` for ' ~ model.name ~ '.'
        ) }}
    {%- endfor -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if is_maintained(node) %}
        {% call statement('main') %}
            select 'the merge has updated the summary'
        {% endcall %}
    {%- else %}
        {% call statement('define') %}
            {{ drop_incoming(view) }}
            create view {{ view }} as (
            {{ sql }}
            );
            comment on view {{ view }} is '{{ definition(node, with_parents=false) }}';
        {% endcall %}
        {% do check_columns(view) %}
        {% do ensure_table(this, like=view, is_whole=true) %}
        {% call statement('main') %}
            {{ compute_summary(node, renews_indexes=true) }}
        {% endcall %}
    {%- endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
