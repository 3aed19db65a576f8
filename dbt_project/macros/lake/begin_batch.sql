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
        {%- set tables = lake_tables() | selectattr('config.materialized', 'equalto', 'appended') | list -%}
        {%- if tables | map(attribute='unique_id') | select('in', selected_resources) | list -%}
            {%- if not batch['is_whole'] and lake_state()['writing'] -%}
                {%- for node in tables -%}
                    {%- do run_query('msck repair table ' ~ lake_table(node.alias)) -%}
                {%- endfor -%}
            {%- endif -%}
            {%- do record_lake_state({'writing': 'rebuild' if batch['is_whole'] else 'append'}) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
