{#
    Post-hook of staging tables: note which batch they hold, or have come to. See table_state() and lake_batch().
#}
{% macro end_staging() -%}
    {%- if execute -%}
        {%- set batch = lake_batch() -%}
        alter table {{ this }} set tblproperties (
            'eventmart.batch_id' = '{{ batch['batch_id'] }}',
            'eventmart.is_whole' = '{{ batch['is_whole'] }}',
            'eventmart.complete_through' = '{{ batch['complete_through'] or '' }}',
            'eventmart.definition' = '{{ definition() }}',
            'eventmart.writing' = ''
        )
    {%- endif -%}
{%- endmacro %}
