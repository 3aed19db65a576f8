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
    ({{ moment }} at time zone '{{ zone }}')::date
{%- endmacro %}
