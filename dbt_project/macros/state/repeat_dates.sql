{#
    The dates on which `fct_events` may have events of `stg_events` already, for is_new_to_lake(). A repeat may come after
    any time, so this looks at all events that there are, and only at a number of each: a hash of its id. That two ids
    share a hash costs time, and nothing else.

    Returns:
        A list of dates, nearly always empty.
#}
{% macro repeat_dates() -%}
    {%- if 'repeat_dates' not in known() -%}
        {%- set dates -%}
            select distinct cast(stored.event_date as string)
            from {{ this }} as stored
            left semi join {{ ref('stg_events') }} as staged on stored.event_key = xxhash64(staged.event_id)
        {%- endset -%}
        {%- do known().update({'repeat_dates': run_query(dates).columns[0].values() | list}) -%}
    {%- endif -%}
    {{ return(known()['repeat_dates']) }}
{%- endmacro %}
