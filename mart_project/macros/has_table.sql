{#
    Whether a schema has a table.
#}
{% macro has_table(schema, name) -%}
    {{ return(adapter.dispatch('has_table')(schema, name)) }}
{%- endmacro %}

{% macro postgres__has_table(schema, name) -%}
    {{ return(run_query("select 1 where to_regclass('" ~ schema ~ "." ~ name ~ "') is not null").rows | length > 0) }}
{%- endmacro %}

{% macro clickhouse__has_table(schema, name) -%}
    {%- set found = "select 1 from system.tables where database = '" ~ schema ~ "' and name = '" ~ name ~ "'" -%}
    {{ return(run_query(found).rows | length > 0) }}
{%- endmacro %}
