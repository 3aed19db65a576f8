{#
    Refuse to commit an incomplete lake or an incomplete publish, and record the batch if this run has built the lake. If
    the run skips a publish model, the mart receives no rows for that table; after a full publish it would delete all
    rows of that table.
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
    {%- if builds_lake() -%}
        {%- do record_batch() -%}
    {%- endif -%}
    {%- if 'batch_id' not in lake_state() or lake_state()['writing'] -%}
        {{ exceptions.raise_compiler_error(
            'The lake is not built, or half-built: a run has failed. Build it first: '
            '`dbt build --exclude path:models/publish` in dbt_project, or run `eventmart update`.'
        ) }}
    {%- endif -%}
{%- endmacro %}
