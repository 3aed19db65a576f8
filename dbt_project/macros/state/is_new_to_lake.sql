{#
    SQL condition on a row of `stg_events` (alias `staged`): the first reception of an event that `fct_events` does not
    hold yet, or that a replay replaces.
#}
{% macro is_new_to_lake() -%}
    {%- set dates = repeat_dates() -%}
    staged.reception = 1
    {%- if dates %}
        and not exists (
            select 1 from {{ this }} as stored
            where
                stored.event_date in ({{ date_list(dates) }})
                and stored.source = staged.source
                and stored.event_id = staged.event_id
                {%- if replayed_events() %}
                    and not ({{ replayed_events('stored.received_at') }})
                {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}
