{#
    The Monday of the week of a date.

    Args:
        day: SQL expression of type date.
#}
{% macro week_of(day) -%}
    {{ adapter.dispatch('week_of')(day) }}
{%- endmacro %}

{#- 0001-01-01 was a Monday -#}
{% macro postgres__week_of(day) -%}
    {{ day }} - ({{ day }} - date '0001-01-01') % 7
{%- endmacro %}

{#- toMonday() knows no date before 1970 -#}
{% macro clickhouse__week_of(day) -%}
    {{ day }} - toDayOfWeek({{ day }}) + 1
{%- endmacro %}
