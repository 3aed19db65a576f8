{#
    Date of a time, in the time zone of var `reporting_time_zone`.

    Args:
        moment: SQL expression of type timestamptz.
#}
{% macro date_of(moment) -%}
    {%- set zone = var('reporting_time_zone') -%}
    {%- if zone not in modules.pytz.all_timezones_set -%}
        {%- do refuse_var('reporting_time_zone', 'the name of a time zone, such as UTC or Europe/Berlin.') -%}
    {%- endif -%}
    {{ adapter.dispatch('date_in_zone')(moment, zone) }}
{%- endmacro %}

{% macro postgres__date_in_zone(moment, zone) -%}
    ({{ moment }} at time zone '{{ zone }}')::date
{%- endmacro %}

{% macro clickhouse__date_in_zone(moment, zone) -%}
    toDate32(toTimeZone({{ moment }}, '{{ zone }}'))
{%- endmacro %}
