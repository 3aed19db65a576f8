{#
    Refuse to commit a lake of which a run has built only a part: what it brings to the rest later would bear a batch
    that counts as published.
#}
{% macro check_lake() -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
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
