{#
    Date (UTC) of a time.

    Args:
        moment: SQL expression of type timestamptz.
#}
{% macro date_of(moment) -%}
    ({{ moment }} at time zone 'UTC')::date
{%- endmacro %}
