{#
    Dates as an SQL list, for `in`. `null` if the list is empty.

    Args:
        dates: list of dates or ISO 8601 date texts; may be empty.
        shift: days to add to each date.
#}
{% macro date_list(dates, shift=0) -%}
    {%- for each in dates -%}
        {%- set date = modules.datetime.date.fromisoformat(each | string) + modules.datetime.timedelta(days=shift) -%}
        date '{{ date }}'{{ ', ' if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
{%- endmacro %}
