{#
    Start of the hour (UTC) of a time. An index of PostgreSQL can hold it, unlike the result of date_trunc() of a
    timestamptz.

    Args:
        moment: SQL expression of type timestamptz.
#}
{% macro hour_of(moment) -%}
    {{ adapter.dispatch('hour_of')(moment) }}
{%- endmacro %}

{% macro postgres__hour_of(moment) -%}
    (date_trunc('hour', {{ moment }} at time zone 'UTC') at time zone 'UTC')
{%- endmacro %}

{% macro clickhouse__hour_of(moment) -%}
    {#- toStartOfHour() knows no time before 1970 and none after 2106 -#}
    {%- set micros = 'toUnixTimestamp64Micro(' ~ moment ~ ')' -%}
    fromUnixTimestamp64Micro({{ micros }} - positiveModulo({{ micros }}, 3600000000), 'UTC')
{%- endmacro %}
