{#
    Var `session_gap_minutes` as an interval; of up to a day.
#}
{% macro session_gap() -%}
    {%- if execute and var('session_gap_minutes') > 1440 -%}
        {{ exceptions.raise_compiler_error('session_gap_minutes is more than a day: set it to 1440 or less.') }}
    {%- endif -%}
    make_interval(0, 0, 0, 0, 0, {{ var('session_gap_minutes') }})
{%- endmacro %}
