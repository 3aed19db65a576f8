{#
    Var `session_gap_minutes` as an SQL interval, see interval_of().
#}
{% macro session_gap() -%}
    {%- set minutes = var('session_gap_minutes') -%}
    {%- if minutes is not number or not 0 < minutes <= 1440 -%}
        {%- do refuse_var('session_gap_minutes', 'a number of minutes above 0 and at most 1440, which is a day.') -%}
    {%- endif -%}
    {{ interval_of(minutes * 60) }}
{%- endmacro %}
