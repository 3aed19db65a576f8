{#
    Overrides dbt's macro, which is_incremental() and the materializations call. A table is rebuilt with
    `--full-refresh`, if a run was killed while it wrote the table, if the models have changed since, or if its upstream
    table was rebuilt since or is about to be.
#}
{% macro should_full_refresh() -%}
    {%- set own = table_state(this.identifier) -%}
    {%- set was_cut_short = 'batch_id' not in own or own['writing'] not in ('', invocation_id) -%}
    {%- set is_outdated = own.get('definition') != lake_definition() -%}
    {%- set upstream = table_state(model.depends_on.nodes[0].split('.')[-1]) -%}
    {%- set is_behind = upstream.get('rebuilt_in', 0) | int > own.get('batch_id', 0) | int -%}
    {{ return(flags.FULL_REFRESH or was_cut_short or is_outdated or is_behind or lake_batch()['is_whole']) }}
{%- endmacro %}
