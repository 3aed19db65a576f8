{#
    on-run-start hook: chooses the batch, says which tables are built anew and why, and records that tables are being
    written. A model then finds the batch in the cache, although models run concurrently.

    Spark moves the files of a new partition into its folder first, and registers the partition last. If an earlier run
    was killed in between, the partitions are registered now. Otherwise this run would not see the rows and append them
    a second time.
#}
{% macro begin_run() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do refuse_empty_tables() -%}
        {%- do forget_kept_before() -%}
        {%- set nodes = kept_models() | selectattr('unique_id', 'in', selected_ids()) | list -%}
        {%- if not nodes -%}{{ return('') }}{%- endif -%}
        {%- set batch = lake_batch() -%}
        {%- set is_loading = nodes | selectattr('unique_id', 'in', loading_ids()) | list | length > 0 -%}
        {%- if is_loading and batch['is_whole'] and 'model.lake.stg_events' not in selected_resources -%}
            {{ exceptions.raise_compiler_error(
                'The lake must be built from all events, but this run does not stage them: ' ~ batch['is_whole']
                ~ '. Build the whole lake, `dbt build`, or select `stg_events` as well.'
            ) }}
        {%- endif -%}
        {%- if not is_production() -%}{{ return('') }}{%- endif -%}
        {%- set reasons = {} -%}
        {%- for node in nodes if is_rebuilt(node) -%}
            {%- do reasons.setdefault(is_rebuilt(node), []).append(node.name) -%}
        {%- endfor -%}
        {%- for reason, names in reasons.items() -%}
            {%- do log('builds ' ~ names | sort | join(', ') ~ ' anew: ' ~ reason, info=true) -%}
        {%- endfor -%}
        {#- also of tables that this run only reads -#}
        {%- for node in kept_models() if is_in_doubt(node) and table_state(node) and node.config.partition_by and not is_rebuilt(node) -%}
            {%- do run_query('msck repair table ' ~ table_of(node)) -%}
        {%- endfor -%}
        {%- set begun = {'begun_batch_id': batch['batch_id']} -%}
        {%- if is_loading -%}
            {%- do begun.update({'writing': 'rebuild' if batch['is_whole'] else 'append'}) -%}
        {%- endif -%}
        {%- do record_lake_state(begun) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Forget the state of the tables that this run builds and that runs kept before: dbt writes them at any time now.
#}
{% macro forget_kept_before() -%}
    {%- set forgotten = {} -%}
    {%- if is_production() -%}
        {%- for node in graph.nodes.values() if node.unique_id in selected_resources and node.resource_type == 'model' -%}
            {%- if not is_kept(node) and table_state(node).get('kind') == 'kept' -%}
                {%- do forgotten.update({state_name(node): ''}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if forgotten -%}{%- do record_lake_state(forgotten) -%}{%- endif -%}
{%- endmacro %}

{#
    Whether a run has begun since a table was last built, and was perhaps cut short while it wrote the table. Models of
    a run that ask this find in the cache what was so before the run.

    Args:
        node: as above.
#}
{% macro is_in_doubt(node) -%}
    {%- set doubts = invocation_cache().setdefault('in_doubt', {}) -%}
    {%- if node.unique_id not in doubts -%}
        {%- set is_cut_short = lake_state().get('begun_batch_id', 0) | int > table_state(node).get('batch_id', 0) -%}
        {%- do doubts.update({node.unique_id: is_cut_short}) -%}
    {%- endif -%}
    {{ return(doubts[node.unique_id]) }}
{%- endmacro %}
