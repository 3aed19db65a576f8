{#
    Var `session_gap_minutes` as an SQL interval. Must not exceed a day.
#}
{% macro session_gap() -%}
    {%- if execute and var('session_gap_minutes') > 1440 -%}
        {{ exceptions.raise_compiler_error('session_gap_minutes is longer than a day. Set it to 1440 or less.') }}
    {%- endif -%}
    make_interval(0, 0, 0, 0, 0, {{ var('session_gap_minutes') }})
{%- endmacro %}
