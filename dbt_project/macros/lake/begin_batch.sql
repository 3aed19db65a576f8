{#
    on-run-start hook: chooses the batch, and records that tables are being written. A model then finds the batch in the
    cache, although models run concurrently.

    Spark moves the files of a new partition into its folder first, and registers the partition last. If an earlier run
    was killed in between, the partitions are registered now. Otherwise this run would not see the rows and append them
    a second time.
#}
{% macro begin_batch() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set batch = lake_batch() -%}
        {%- set tables = appended_models() -%}
        {%- if tables | map(attribute='unique_id') | select('in', selected_resources) | list -%}
            {%- if batch['is_whole'] and 'model.lake.stg_events' not in selected_resources -%}
                {{ exceptions.raise_compiler_error(
                    'The lake must be built from all events, but this run does not stage them. '
                    'Build the whole lake: `dbt build --exclude path:models/publish`.'
                ) }}
            {%- endif -%}
            {%- if not batch['is_whole'] and lake_state()['writing'] -%}
                {%- for node in tables -%}
                    {%- do run_query('msck repair table ' ~ lake_table(node.alias)) -%}
                {%- endfor -%}
            {%- endif -%}
            {%- do record_lake_state({
                'writing': 'rebuild' if batch['is_whole'] else 'append', 'begun_batch_id': batch['batch_id']
            }) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
