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
