{#
    Materialization `summary`: a table that aggregates the tables into which runs merge rows, and other summaries. The
    model selects all rows. It becomes a view of the same name in schema `incoming`. Each run computes again the rows
    whose keys it touches, in the transaction that merges its rows, see update_summary(). This materialization computes
    the rows of a summary that is new or has changed.

    Config:
        indexes: as for tables.
        meta.touched: SQL that selects, from the tables in schema `incoming`, the distinct keys whose rows a run may have
            changed. Without it, every run recomputes all rows.
        meta.parts: SQL that selects rows of the model that the summary reads: those that count differently after a run.
            Every other column than `unique_key` must be a count or a sum of whole or decimal numbers, never null, that
            adds up over these rows and all others. A run then adds what has changed between two such selections, before
            its merge and after it, and does not compute keys again. What they select must not depend on the merge: the
            keys of the rows come from schema `incoming`.
        unique_key: with `meta.touched` or `meta.parts`, the column or columns of these keys. The view must group by them, so that
            PostgreSQL can compute the rows of one key alone.
#}
{% materialization summary, adapter='postgres' %}
    {%- if not is_production() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=this.identifier, type='view') -%}
    {%- do refuse_later_models(node, node) -%}
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
            {{ define_parts(node, sql) }}
            comment on view {{ view }} is '{{ definition_with_parts(node) }}';
            {{ forget_summaries(reading=node) }}
        {% endcall %}
        {% do check_columns(view) %}
        {% do check_parts(node) %}
        {% do require_table(this, like=view, node=node, is_whole=true) %}
        {% call statement('main') %}
            {{ compute_summary(node, renews_indexes=true) }}
        {% endcall %}
    {%- endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#
    Refuse a summary that reads what is built after the summaries.

    Args:
        node: graph node of the summary.
        reader: the summary, or a view or ephemeral model through which it reads.
#}
{% macro refuse_later_models(node, reader) -%}
    {%- for id in reader.depends_on.nodes if id in graph.nodes and id != 'model.mart.watermark' -%}
        {%- set parent = graph.nodes[id] -%}
        {%- if parent.config.materialized in ('view', 'ephemeral') -%}
            {%- do refuse_later_models(node, parent) -%}
        {%- elif parent.config.materialized not in ('merged', 'summary', 'seed') -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' reads ' ~ parent.name ~ ', which is built after the summaries. A summary reads published '
                'tables, events, sessions, seeds and other summaries. Use materialization `table` for ' ~ node.name ~ '.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
