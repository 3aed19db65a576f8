{#
    Whether the last committed run published all rows of the lake, not only new and changed ones.
#}
{% macro last_run_is_whole() -%}
    {%- set commit = run_query('select since_batch_id = 0 from ' ~ source('landing', 'commits')) -%}
    {{ return(commit.columns[0].values()[0]) }}
{%- endmacro %}
