{#
    Checksum of the models that compute tables from the published events, with their macros and vars: what is in the
    mart was computed by them. See definition().
#}
{% macro tables_definition() -%}
    {%- set definitions = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'merged' -%}
        {%- do definitions.append(definition(node)) -%}
    {%- endfor -%}
    {{ return(local_md5(definitions | sort | join)) }}
{%- endmacro %}

{#
    Operation: forget that the mart holds the events if they were computed by other models. Then the lake publishes all
    of them again, and the mart computes them anew.

        dbt run-operation forget_changed_tables

    Returns:
        Whether they were.
#}
{% macro forget_changed_tables() -%}
    {%- set outdated = "from mart.published_tables where table_name = 'events' and definition != '" ~ tables_definition() ~ "'" -%}
    {%- if not run_query('select 1 ' ~ outdated).rows -%}{{ return(false) }}{%- endif -%}
    {%- do log('the models of events or sessions have changed: all events are published again', info=true) -%}
    {%- do run_query(adapter.dispatch('forgetting')(outdated)) -%}
    {{ return(true) }}
{%- endmacro %}

{#
    Operation: forget that the mart holds any table. Then the lake publishes all rows again.

        dbt run-operation forget_all_tables
#}
{% macro forget_all_tables() -%}
    {%- do run_query(adapter.dispatch('forgetting')('from mart.published_tables where true')) -%}
{%- endmacro %}

{% macro postgres__forgetting(outdated) -%}
    delete {{ outdated }}; commit
{%- endmacro %}

{#- readers see it through a view -#}
{% macro clickhouse__forgetting(outdated) -%}
    delete {{ outdated | replace('from mart.', 'from ' ~ current_generation() ~ '.') }}
{%- endmacro %}
