{#
    Cache of what this dbt invocation has read from the lake, so that each value is queried once. It lives in `graph`,
    which dbt passes to every macro of an invocation and builds again for the next one.

    Returns:
        A dict, filled by its callers: table_state(), lake_batch(), mart_batch(), repeat_dates() and dates_touched().
#}
{% macro invocation_cache() -%}
    {{ return(graph.setdefault('eventmart', {})) }}
{%- endmacro %}
