{#
    Cache of what this dbt invocation has read from the lake, so that each value is queried once. It lives in `graph`,
    which dbt passes to every macro of an invocation and builds again for the next one.

    Returns:
        A dict, filled by its callers: lake_state(), lake_batch(), mart_batch() and repeat_dates().
#}
{% macro invocation_cache() -%}
    {{ return(graph.setdefault('eventmart', {})) }}
{%- endmacro %}
