{#
    Dates as an SQL list, for `in`. `null` if the list is empty.

    Args:
        dates: list of dates or ISO 8601 date texts; may be empty.
#}
{% macro date_list(dates) -%}
    {%- for each in dates -%}
        {%- set date = modules.datetime.date.fromisoformat(each | string) -%}
        date '{{ date }}'{{ ', ' if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
{%- endmacro %}
