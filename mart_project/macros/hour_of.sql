{#
    Start of the hour (UTC) of a time. An index can hold it, unlike the result of date_trunc() of a timestamptz.

    Args:
        moment: SQL expression of type timestamptz.
#}
{% macro hour_of(moment) -%}
    (date_trunc('hour', {{ moment }} at time zone 'UTC') at time zone 'UTC')
{%- endmacro %}
