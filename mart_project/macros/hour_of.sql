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
    toDateTime64(toStartOfHour({{ moment }}), 6, 'UTC')
{%- endmacro %}
