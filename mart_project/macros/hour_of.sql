{#
    Start of the hour (UTC) of a time. An index can hold it, unlike the result of date_trunc().

    Args:
        moment: SQL expression of type timestamptz.
#}
{% macro hour_of(moment) -%}
    date_bin('1 hour', {{ moment }}, timestamptz '2000-01-01 00:00:00Z')
{%- endmacro %}
