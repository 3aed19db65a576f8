{#
    The models to whose tables batches are appended.
#}
{% macro appended_models() -%}
    {{ return(graph.nodes.values() | selectattr('config.materialized', 'equalto', 'appended') | list) }}
{%- endmacro %}

{#
    The models that hold what batches bring: the staged batch, and all tables to which it is appended.
#}
{% macro lake_tables() -%}
    {{ return([graph.nodes['model.lake.stg_events']] + appended_models()) }}
{%- endmacro %}

{#
    Whether this run builds all tables of the lake.
#}
{% macro builds_lake() -%}
    {{ return(not lake_tables() | map(attribute='unique_id') | reject('in', selected_resources) | list) }}
{%- endmacro %}
