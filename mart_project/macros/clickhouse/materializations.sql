{#
    Materialization `merged` on ClickHouse: see that of PostgreSQL. The rows to merge are written to database `incoming`;
    the materialization of `watermark` merges them. Config: see engine_of(), and

        meta.date_column: the column that says in which partition and part of the order a row is found by its key.
        meta.outdated: SQL condition on the rows that those that come in replace; by default, those of the same key.
        meta.is_sent: SQL condition on the rows that come in: only these are merged, the others are as the table has them.
        meta.not_stored: columns that only the rows that come in have.
#}
{% materialization merged, adapter='clickhouse' %}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- if not is_production() -%}
        {{ return(view_of_production()) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') %}
        {{ create_incoming(api.Relation.create(schema='incoming', identifier=this.identifier), sql, node) }}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{#
    Materialization `generation`, of model `watermark`: merges what the run has published into the generation that nobody
    reads, and lets readers see it. Until then they see the other one.
#}
{% materialization generation, adapter='clickhouse' %}
    {%- if not is_production() -%}
        {{ return(view_of_production()) }}
    {%- endif -%}
    {%- set generation = next_generation() -%}
    {{ run_hooks(pre_hooks) }}
    {%- do wait_for_readers() -%}
    {%- do level_generation(current_generation(), generation) -%}
    {%- do merge_generation() -%}
    {%- do run_query('create or replace table ' ~ generation ~ '.watermark engine = MergeTree order by tuple() as ' ~ sql) -%}
    {%- if 'watermark' not in tables_shown_as_in(generation) -%}
        {%- do show_table('watermark', generation, model.description, model.columns) -%}
    {%- endif -%}
    {% call statement('main') %}
        {{ record_change({'generation': "'" ~ generation ~ "'", 'switched_at': 'now64(6)'}) }}
    {% endcall %}
    {%- do invocation_cache().update({'generation': generation}) -%}
    {%- do clear_removed_rows() -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{#
    Materialization `summary` on ClickHouse: see that of PostgreSQL. The merge updates the table; this computes a summary
    that is new or has changed. Config: see engine_of(), and unique_key and meta.touched as on PostgreSQL.
#}
{% materialization summary, adapter='clickhouse' %}
    {%- if not is_production() -%}
        {{ return(dbt_clickhouse.materialization_table_clickhouse()) }}
    {%- endif -%}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- do refuse_later_models(node, node) -%}
    {{ run_hooks(pre_hooks) }}
    {%- if clickhouse__is_maintained(node) %}
        {% call statement('main') %}
            select 'the merge has updated the summary'
        {% endcall %}
    {%- else %}
        {%- set generation = current_generation() %}
        {% call statement('main') %}
            create or replace table {{ generation }}.{{ adapter.quote(this.identifier) }} {{ engine_of(node) }} as
            {{ sql }}
        {% endcall %}
        {%- do show_table(this.identifier, generation, model.description, model.columns) -%}
        {%- do record_definition(node, generation, sql) -%}
    {%- endif %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{#
    Create a view of what update runs write, for other targets than `prod`.
#}
{% macro view_of_production() -%}
    {% call statement('main') %}
        create or replace view {{ this }} as select * from {{ project_name }}.{{ this.identifier }}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{%- endmacro %}
