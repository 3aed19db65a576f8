{#
    Post-hook of staging tables: records the batch that they hold. See table_state() and lake_batch().
#}
{% macro end_staging() -%}
    {%- if execute -%}
        {%- set batch = lake_batch() -%}
        {{ note_state({
            'batch_id': batch['batch_id'],
            'is_whole': batch['is_whole'],
            'complete_through': batch['complete_through'] or '',
            'spools': batch['spools'],
            'definition': lake_definition(),
            'writing': '',
        }) }}
    {%- endif -%}
{%- endmacro %}
