{#
    The dates on which `fct_events` already holds events of `stg_events`. A repeat may arrive at any time, so this scans
    all stored events, but reads only a hash of each source and id. A hash collision costs time, not correctness.

    Returns:
        A list of dates, nearly always empty. Empty if `fct_events` is rebuilt.
#}
{% macro repeat_dates() -%}
    {%- if not execute or lake_batch()['is_whole'] -%}{{ return([]) }}{%- endif -%}
    {%- if 'repeat_dates' not in invocation_cache() -%}
        {%- set dates -%}
            select distinct cast(stored.event_date as string)
            from {{ lake_table('fct_events') }} as stored
            left semi join {{ lake_table('stg_events') }} as staged on stored.event_key = staged.event_key
        {%- endset -%}
        {%- do invocation_cache().update({'repeat_dates': run_query(dates).columns[0].values() | list}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['repeat_dates']) }}
{%- endmacro %}
