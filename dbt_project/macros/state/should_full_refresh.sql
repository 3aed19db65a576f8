{#
    dbt's own macro, which is_incremental() and the materializations ask. A table is built anew with `--full-refresh`,
    and where it cannot be gone on with: a run was killed while it wrote the table, the models have changed since, or
    what the table is made from was built anew since.
#}
{% macro should_full_refresh() -%}
    {%- set own = table_state(this.identifier) -%}
    {%- set was_cut_short = 'batch_id' not in own or own['writing'] not in ('', invocation_id) -%}
    {%- set is_outdated = own.get('definition') != definition() -%}
    {%- set upstream = table_state(model.depends_on.nodes[0].split('.')[-1]) -%}
    {%- set is_behind = upstream.get('rebuilt_in', 0) | int > own.get('batch_id', 0) | int -%}
    {{ return(flags.FULL_REFRESH or was_cut_short or is_outdated or is_behind) }}
{%- endmacro %}
