{#
    Refuse to commit what is there only in part. Of a lake of which a run has built a part, the rest would bear a batch
    later that counts as published; and of a table that this run does not publish, the mart would take nothing, which in
    a whole run means that all of its rows are gone.
#}
{% macro check_lake() -%}
    {%- if not execute or flags.WHICH not in ('build', 'run', 'retry') -%}{{ return('') }}{%- endif -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'publish' -%}
        {%- if node.unique_id not in selected_resources -%}
            {{ exceptions.raise_compiler_error(
                'The run publishes without ' ~ node.name ~ ', and what it publishes is committed as a whole: '
                'select all of it, `dbt build --select path:models/publish`.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set whole = table_state('fct_events') -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
        {%- set state = table_state(node.alias) -%}
        {%- if state.get('batch_id') != whole.get('batch_id') or state.get('writing') -%}
            {{ exceptions.raise_compiler_error(
                'lake.' ~ node.alias ~ ' is not as far as lake.fct_events, because a run has failed in between. Build the '
                'lake first, `dbt build --exclude path:models/publish` in dbt_project, or ask for an update.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
