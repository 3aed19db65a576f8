{#
    on-run-end hook: records that all tables of the lake hold the batch. A run that has left out a table or in which
    anything has failed records nothing. The next run then reads the same events again, and appends what is missing.

    Args:
        results: dbt's results of the run.
#}
{% macro finish_batch(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') and results and builds_lake() -%}
        {%- set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list -%}
        {%- set failures = results | rejectattr('status', 'in', ['success', 'pass', 'warn', 'no-op']) | list -%}
        {%- if not failures and not lake_tables() | map(attribute='unique_id') | reject('in', built) | list -%}
            {%- do record_batch() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#
    Record that all tables of the lake hold the batch. Model `commits` calls it too, because a run that builds the lake
    may publish it as well: dbt builds that model only if all tables have been built.
#}
{% macro record_batch() -%}
    {%- set batch = lake_batch() -%}
    {%- if lake_state().get('batch_id') != batch['batch_id'] -%}
        {%- set values = {
            'batch_id': batch['batch_id'],
            'complete_through': batch['complete_through'] or '',
            'spools': batch['spools'],
            'definition': lake_definition(),
            'rebuilt_in': batch['batch_id'] if batch['is_whole'] else lake_state()['rebuilt_in'],
            'writing': '',
        } -%}
        {%- do values.update(counts_after(batch)) -%}
        {%- do record_lake_state(values) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Whether this run builds all tables of the lake.
#}
{% macro builds_lake() -%}
    {{ return(not lake_tables() | map(attribute='unique_id') | reject('in', selected_resources) | list) }}
{%- endmacro %}

{#
    The time up to which the tables hold every event, as text, for a test that reads them: in a run that builds them, the
    end of its batch, which is not recorded yet. Empty if it is unknown.
#}
{% macro tables_complete_through() -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- if flags.WHICH == 'build' and builds_lake() -%}{{ return(lake_batch()['complete_through'] or '') }}{%- endif -%}
    {{ return(lake_state().get('complete_through', '')) }}
{%- endmacro %}

{#
    The models that hold what batches bring: the staged batch, and all tables to which it is appended.
#}
{% macro lake_tables() -%}
    {%- set tables = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'appended') | list -%}
    {{ return([graph.nodes['model.lake.stg_events']] + tables) }}
{%- endmacro %}

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
