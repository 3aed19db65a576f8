{#
    Dates as an SQL list, for `in`.

    Args:
        dates: list of dates, or of their texts; may be empty.
        shift: days to add to each.
#}
{% macro date_list(dates, shift=0) -%}
    {%- for each in dates -%}
        {%- set date = modules.datetime.date.fromisoformat(each | string) + modules.datetime.timedelta(days=shift) -%}
        date '{{ date }}'{{ ', ' if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
{%- endmacro %}
