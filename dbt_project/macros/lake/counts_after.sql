{#
    How many events, repeats and conflicts of ids the lake holds after a batch, and how many of the latter two are new.
    New is what the batch brought, and what runs appended that were cut short since the last batch.

    Args:
        batch: the result of lake_batch().
    Returns:
        A dict of numbers; see lake_state().
#}
{% macro counts_after(batch) -%}
    {%- set last_batch_id = 0 if batch['is_whole'] else lake_state()['batch_id'] -%}
    {%- set counting -%}
        with brought as (

            select 'event' as reason, batch_id from {{ lake_table('fct_events') }}
            union all
            select reason, batch_id from {{ lake_table('int_repeated_events') }}

        )

        select reason, count(*) from brought where batch_id > {{ last_batch_id }} group by reason
    {%- endset -%}
    {%- set totals, brought = {}, {} -%}
    {%- for reason in ('event', 'repeat', 'id_conflict') -%}
        {%- do totals.update({reason: 0 if batch['is_whole'] else lake_state().get(reason ~ '_count', 0) | int}) -%}
    {%- endfor -%}
    {%- for reason, count in run_query(counting).rows -%}
        {%- do totals.update({reason: totals[reason] + count}) -%}
        {%- do brought.update({reason: count}) -%}
    {%- endfor -%}
    {{ return({
        'event_count': totals['event'],
        'repeat_count': totals['repeat'],
        'id_conflict_count': totals['id_conflict'],
        'brought_repeat_count': brought.get('repeat', 0),
        'brought_id_conflict_count': brought.get('id_conflict', 0),
    }) }}
{%- endmacro %}
