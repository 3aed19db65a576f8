{#
    Whether `stg_events` holds a batch that `fct_events` does not have yet.
#}
{% macro batch_is_new() -%}
    {%- set staged = table_state('stg_events').get('batch_id', 0) | int -%}
    {{ return(staged > table_state('fct_events').get('batch_id', 0) | int) }}
{%- endmacro %}
