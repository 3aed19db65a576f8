{#
    SQL condition on an event of `stg_events`: `fct_events` does not hold it yet, or a replay replaces it.

    Args:
        event_id: SQL expression.
#}
{% macro is_new_to_lake(event_id) -%}
    {%- set dates = repeat_dates() -%}
    {%- if not dates -%}
        true
    {%- else -%}
        not exists (
            select 1 from {{ this }} as stored
            where
                stored.event_date in ({{ date_list(dates) }})
                and stored.event_id = {{ event_id }}
                {%- if replayed_events() %}
                    and not ({{ replayed_events() }})
                {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}
