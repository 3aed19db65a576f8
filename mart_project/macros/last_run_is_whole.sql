{#
    Whether the last committed run has published all that the lake holds, and not only what was new to the mart.
#}
{% macro last_run_is_whole() -%}
    {%- set found = run_query('select since_batch_id = 0 from ' ~ source('landing', 'commits')) -%}
    {{ return(found.columns[0].values()[0]) }}
{%- endmacro %}
