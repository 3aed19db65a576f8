{#
    Cache of what this dbt invocation has found out, so that each value is queried once. It lives in `graph`,
    which dbt passes to every macro of an invocation and builds again for the next one.

    Returns:
        A dict, filled by the macros that call it.
#}
{% macro invocation_cache() -%}
    {{ return(graph.setdefault('eventmart', {})) }}
{%- endmacro %}
