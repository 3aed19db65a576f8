{#
    Refuse to commit an incomplete lake or an incomplete publish. If a table lags behind fct_events, its missing rows
    would later carry a batch that already counts as published. If the run skips a publish model, the mart receives no
    rows for that table; after a full publish it would delete all rows of that table.
#}
{% macro check_lake() -%}
    {%- if not execute or flags.WHICH not in ('build', 'run', 'retry') -%}{{ return('') }}{%- endif -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'publish' -%}
        {%- if node.unique_id not in selected_resources -%}
            {{ exceptions.raise_compiler_error(
                'This run does not publish ' ~ node.name ~ ', and a commit must cover every publish model. '
                'Select all of them: `dbt build --select path:models/publish`.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set events_state = table_state('fct_events') -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
        {%- set state = table_state(node.alias) -%}
        {%- if state.get('batch_id') != events_state.get('batch_id') or state.get('writing') -%}
            {{ exceptions.raise_compiler_error(
                'lake.' ~ node.alias ~ ' holds a different batch than lake.fct_events or is half-written: a run has '
                'failed. Build the lake first: `dbt build --exclude path:models/publish` in dbt_project, or run '
                '`eventmart update`.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
