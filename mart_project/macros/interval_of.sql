{#
    A number of seconds as an SQL interval, to the microsecond.

    Args:
        seconds: a number.
#}
{% macro interval_of(seconds) -%}
    {{ adapter.dispatch('interval_of')(seconds) }}
{%- endmacro %}

{% macro postgres__interval_of(seconds) -%}
    interval '{{ seconds | round(6) }} seconds'
{%- endmacro %}

{% macro clickhouse__interval_of(seconds) -%}
    toIntervalMicrosecond({{ (seconds * 1000000) | round | int }})
{%- endmacro %}
