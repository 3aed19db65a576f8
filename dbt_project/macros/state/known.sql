{#
    What this invocation of dbt has found out about the lake, so that no macro need ask for it a second time: dbt hands
    the same `graph` to all that it runs, and makes it anew with each invocation.

    Returns:
        A dict, which callers fill: see table_state(), lake_batch(), mart_batch() and dates_touched().
#}
{% macro known() -%}
    {{ return(graph.setdefault('eventmart', {})) }}
{%- endmacro %}
